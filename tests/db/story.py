"""Calls as the controller would record them, written one event after the other."""

from acd.events import (
    AgentState,
    AgentStateChanged,
    AgentStatus,
    AgentStatusChanged,
    CallLanguageSet,
    EntryEnded,
    EntryOutcome,
    EntryQueued,
    HandoverStarted,
    OfferEnded,
    OfferMade,
    OfferOutcome,
    OfferRinging,
    PartyHeld,
    PartyJoined,
    PartyLeft,
    PartyResumed,
)
from acd.plan.model import Role
from acd.routing.decision import Candidate, Receipt
from db.codec import Event
from db.ledger import LedgerEntry
from ivr.flow.events import (
    CallAnswered,
    CallEnded,
    CallStarted,
    Disposition,
    FaqAnswered,
    LanguageIdentified,
    Means,
    NodeEntered,
    QueueEntered,
    VoicemailLeft,
)

NOON = 1_784_116_800.0  # 2026-07-15 12:00 UTC


class Story:
    """Times are in seconds after the start; `after` moves the clock on before the event."""

    def __init__(self, *, boot_id: str = "boot-1", start: float = NOON) -> None:
        self.boot_id = boot_id
        self.now = start
        self.entries: list[LedgerEntry] = []

    def add(self, event: Event, *, after: float = 0.0) -> None:
        self.now += after
        seq = len(self.entries) + 1
        self.entries.append(LedgerEntry(boot_id=self.boot_id, seq=seq, at=self.now, event=event))

    def arrive(self, call: str = "c1", *, caller: str = "+12125550123", after: float = 0) -> None:
        self.add(
            CallStarted(
                call_id=call,
                caller=caller,
                dialled="311",
                flow="main",
                flow_version="v1",
                alias="city",
            ),
            after=after,
        )
        self.add(CallAnswered(call_id=call), after=0.5)
        self.add(NodeEntered(call_id=call, node="welcome", type="say"))

    def hear_faq(self, call: str = "c1", faq: str = "parking", *, after: float = 5) -> None:
        self.add(
            FaqAnswered(
                call_id=call,
                faq=faq,
                language="en",
                complete=True,
                heard_s=12.5,
                means=Means.KEY,
            ),
            after=after,
        )

    def speak(self, language: str | None, call: str = "c1", *, after: float = 2) -> None:
        self.add(
            LanguageIdentified(
                call_id=call,
                language=language,
                confidence=0.9,
                means="speech",
                evidence={"vosk": language or "unknown"},
            ),
            after=after,
        )

    def enqueue(self, call: str = "c1", queue: str = "general", *, after: float = 3) -> None:
        self.add(QueueEntered(call_id=call, queue=queue, language="en"), after=after)
        self.queue(call, queue)

    def queue(
        self,
        call: str = "c1",
        queue: str = "general",
        *,
        entry: str = "e1",
        role: Role = Role.PRIMARY,
        after: float = 0,
    ) -> None:
        self.add(
            EntryQueued(
                call_id=call,
                entry_id=f"{call}-{entry}",
                queue=queue,
                role=role,
                language="en",
                caller_language="en",
            ),
            after=after,
        )

    def offer(
        self,
        call: str = "c1",
        agent: str = "ana",
        *,
        entry: str = "e1",
        role: Role = Role.PRIMARY,
        after: float = 1,
    ) -> None:
        ids = {"call_id": call, "entry_id": f"{call}-{entry}", "offer_id": f"{call}-{agent}"}
        self.add(
            OfferMade(
                **ids,
                agent_id=agent,
                role=role,
                lease_until=self.now + 20,
                receipt=Receipt(
                    policy="longest_idle",
                    key_names=("skill_gap", "idle_s"),
                    candidates=(
                        Candidate(agent_id="ben", rejected="paused"),
                        Candidate(agent_id=agent, sort_key=(0.0, -42.5)),
                    ),
                    winner=agent,
                    logged_out=3,
                ),
            ),
            after=after,
        )
        self.add(OfferRinging(**ids, agent_id=agent), after=0.25)

    def end_offer(
        self,
        outcome: OfferOutcome,
        call: str = "c1",
        agent: str = "ana",
        *,
        entry: str = "e1",
        after: float = 4,
    ) -> None:
        self.add(
            OfferEnded(
                call_id=call,
                entry_id=f"{call}-{entry}",
                offer_id=f"{call}-{agent}",
                agent_id=agent,
                outcome=outcome,
            ),
            after=after,
        )

    def end_entry(
        self,
        outcome: EntryOutcome,
        call: str = "c1",
        *,
        entry: str = "e1",
        queue: str = "general",
        role: Role = Role.PRIMARY,
        agent: str | None = None,
        after: float = 0,
    ) -> None:
        self.add(
            EntryEnded(
                call_id=call,
                entry_id=f"{call}-{entry}",
                queue=queue,
                role=role,
                outcome=outcome,
                waited_s=1.0,
                agent_id=agent,
            ),
            after=after,
        )

    def connect(
        self,
        call: str = "c1",
        agent: str = "ana",
        *,
        entry: str = "e1",
        queue: str = "general",
        role: Role = Role.PRIMARY,
        after: float = 4,
    ) -> None:
        """The ringing agent answers and hears the caller 0.25 s later."""
        self.end_offer(OfferOutcome.ACCEPTED, call, agent, entry=entry, after=after)
        self.end_entry(
            EntryOutcome.CONNECTED, call, entry=entry, queue=queue, role=role, agent=agent
        )
        self.add(
            PartyJoined(
                call_id=call,
                entry_id=f"{call}-{entry}",
                offer_id=f"{call}-{agent}",
                agent_id=agent,
                role=role,
                queue=queue,
            ),
            after=0.25,
        )

    def hold(self, call: str = "c1", agent: str = "ana", *, after: float, length: float) -> None:
        ids = {"call_id": call, "offer_id": f"{call}-{agent}", "agent_id": agent}
        self.add(PartyHeld(**ids), after=after)
        self.add(PartyResumed(**ids), after=length)

    def leave(
        self,
        call: str = "c1",
        agent: str = "ana",
        *,
        entry: str = "e1",
        role: Role = Role.PRIMARY,
        reason: str = "caller_hung_up",
        after: float = 10,
    ) -> None:
        self.add(
            PartyLeft(
                call_id=call,
                entry_id=f"{call}-{entry}",
                offer_id=f"{call}-{agent}",
                agent_id=agent,
                role=role,
                reason=reason,
            ),
            after=after,
        )
        self.add(
            AgentStateChanged(
                agent_id=agent, state=AgentState.WRAP_UP, call_id=call, until=self.now + 20
            )
        )

    def finish(
        self,
        disposition: Disposition,
        call: str = "c1",
        *,
        by: str = "caller",
        after: float = 1,
    ) -> None:
        self.add(CallEnded(call_id=call, disposition=disposition, by=by, node="end"), after=after)

    def idle(self, agent: str = "ana", *, after: float = 0) -> None:
        self.add(AgentStateChanged(agent_id=agent, state=AgentState.IDLE), after=after)

    def log_in(self, agent: str = "ana", *, after: float = 0) -> None:
        self.add(
            AgentStatusChanged(agent_id=agent, status=AgentStatus.AVAILABLE, device=f"sip-{agent}"),
            after=after,
        )
        self.idle(agent)

    def log_out(self, agent: str = "ana", *, after: float = 0) -> None:
        self.add(AgentStatusChanged(agent_id=agent, status=AgentStatus.LOGGED_OUT), after=after)

    def override_language(self, language: str, call: str = "c1", *, after: float = 1) -> None:
        self.add(
            CallLanguageSet(call_id=call, language=language, by_agent="ana"),
            after=after,
        )

    def hand_over(self, call: str = "c1", queue: str = "expert", *, after: float = 5) -> None:
        self.add(
            HandoverStarted(call_id=call, from_agent="ana", queue=queue, entry_id=f"{call}-e2"),
            after=after,
        )
        self.queue(call, queue, entry="e2")

    def voicemail(self, call: str = "c1", *, after: float = 10, length: float = 8) -> None:
        self.add(
            VoicemailLeft(call_id=call, path="2026/07/15/m.wav", duration_s=length, language="es"),
            after=after,
        )

    def served_call(self, call: str = "c1", agent: str = "ana") -> None:
        """Queued at 3.5 s, offered at 4.5 s, heard at 9 s; 10 s talk, 6 s hold, 4 s talk."""
        self.arrive(call)
        self.enqueue(call)
        self.offer(call, agent)
        self.connect(call, agent)
        self.hold(call, agent, after=10, length=6)
        self.finish(Disposition.SERVED, call, after=4)
        self.leave(call, agent, after=0)
        self.idle(agent, after=20)

"""Random days at the call centre: whatever happens in whatever order, the invariants hold."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from acd.events import AgentStatus
from acd.inputs import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPaused,
    AgentResumed,
    CallEnqueued,
    CallerLeft,
    SwitchLeg,
    SwitchLegState,
    SwitchStateReported,
    VendorUseKnown,
)
from acd.plan.vendors import Vendor, month_of
from tests.acd.centre import Crash
from tests.acd.day_calls import DayOfCalls
from tests.acd.day_plans import AGENTS, CALLS, EVERYONE, LANGUAGES, PLANS, PROFILES, VENDORS
from tests.random_days import random_days


class CallCentre(DayOfCalls):
    """Agents come and go, callers call, the process crashes, and plans change."""

    @initialize(present=st.sets(st.sampled_from(list(PROFILES)), min_size=1))
    def morning(self, present: set[str]) -> None:
        for who in sorted(present):
            self.do(AgentLoggedIn(agent_id=who))

    @rule(who=AGENTS, device=st.sampled_from([None, "other"]))
    def log_in(self, who: str, device: str | None) -> None:
        self.do(AgentLoggedIn(agent_id=who, device=device))

    @rule(
        who=AGENTS, kind=st.sampled_from([AgentLoggedOut, AgentPaused, AgentResumed, AgentResumed])
    )
    def change_status(self, who: str, kind: type[AgentLoggedOut]) -> None:
        self.do(kind(agent_id=who))

    @precondition(lambda self: any(a.agent_id == "bob" for a in self.engine.agents()))
    @rule(kind=st.sampled_from([AgentLoggedIn, AgentLoggedOut, AgentResumed]))
    def bob(self, kind: type[AgentLoggedOut]) -> None:
        if not self.removed_bob():
            self.do(kind(agent_id="bob"))

    @rule(data=st.data(), ago_s=st.sampled_from([0.0, 0.0, 3.0]), callers=st.booleans())
    def watchdog(self, data: st.DataObject, ago_s: float, callers: bool) -> None:
        known = [*self.ledger.offers, *self.ledger.accepted, *self.ledger.guests, "offer-stray"]
        legs = data.draw(
            st.lists(
                st.builds(
                    SwitchLeg,
                    offer_id=st.sampled_from(known),
                    state=st.sampled_from(SwitchLegState),
                ),
                max_size=4,
                unique_by=lambda leg: leg.offer_id,
            )
        )
        calls = sorted(self.ledger.live_calls)
        there = data.draw(st.sets(st.sampled_from(calls))) if calls else set()
        report = SwitchStateReported(
            as_of=self.now - ago_s, legs=tuple(legs), calls=tuple(there) if callers else None
        )
        self.do(report)
        if callers:
            began = {call.call_id: call for call in self.engine.calls()}
            for call_id in set(calls) - there - set(began):
                self.ledger.call_over(call_id)

    @rule(
        call_id=CALLS,
        queue=st.sampled_from(["general", "general", "housing"]),
        language=st.none() | LANGUAGES,
        priority=st.integers(0, 2),
        skills=st.sampled_from([{}, {}, {"housing": 4}]),
        caller_key=st.sampled_from(["", "x", "y"]),
        waited_s=st.sampled_from([None, None, 0.0, 50.0]),
    )
    def enqueue(
        self,
        call_id: str,
        queue: str,
        language: str | None,
        priority: int,
        skills: dict[str, int],
        caller_key: str,
        waited_s: float | None,
    ) -> None:
        self.do(
            CallEnqueued(
                call_id=call_id,
                queue=queue,
                language=language,
                priority=priority,
                skills=skills,
                caller_key=caller_key,
                waiting_since=None if waited_s is None else self.now - waited_s,
            )
        )

    @rule(
        count=st.integers(2, 8),
        priorities=st.lists(st.integers(0, 2), min_size=8, max_size=8),
        language=st.none() | LANGUAGES,
    )
    def crowd(self, count: int, priorities: list[int], language: str | None) -> None:
        """More than can be served at once."""
        for number in range(count):
            self.do(
                CallEnqueued(
                    call_id=f"d{number}",
                    queue="general",
                    language=language,
                    priority=priorities[number],
                    waiting_since=self.now - 0.25 * number,
                )
            )

    @rule(call_id=CALLS, reason=st.sampled_from(["hung_up", "hung_up", "pressed_key"]))
    def leave(self, call_id: str, reason: str) -> None:
        self.do(CallerLeft(call_id=call_id, reason=reason))

    @rule(
        vendor=st.sampled_from(VENDORS),
        billed_s=st.sampled_from([0, 60, 240]),
        back_s=st.sampled_from([0.0, 40 * 86_400.0]),
    )
    def earlier_use(self, vendor: Vendor, billed_s: int, back_s: float) -> None:
        month = month_of(max(0.0, self.now - back_s))
        self.do(VendorUseKnown(vendor=vendor.name, month=month, billed_s=billed_s))

    @rule(line=st.sampled_from([line for vendor in VENDORS for line in vendor.lines]))
    def pause_a_line(self, line: str) -> None:
        if any(view.agent_id == line for view in self.engine.agents()) and not self.leaving(line):
            self.do(AgentPaused(agent_id=line))

    @rule(there=st.booleans())
    def crash(self, there: bool) -> None:
        """Who was at work logs in again; callers who are still there keep their places."""
        at_work = [
            view.agent_id
            for view in self.engine.agents()
            if view.status is not AgentStatus.LOGGED_OUT and EVERYONE[view.agent_id].vendor is None
        ]
        since = {
            call.call_id: min((entry.waiting_since for entry in call.entries), default=self.now)
            for call in self.engine.calls()
        }
        self.do(Crash())
        for who in at_work:
            if who in self.centre.plan.agents:
                self.do(AgentLoggedIn(agent_id=who))
        for call_id, waiting_since in since.items() if there else ():
            self.do(CallEnqueued(call_id=call_id, queue="general", waiting_since=waiting_since))

    @rule(number=st.integers(0, len(PLANS) - 1))
    def reload(self, number: int) -> None:
        self.do(PLANS[number])


class VendorCentre(CallCentre):
    """Nobody at first interprets but vendors, and callers speak what agents do not."""

    first_plan = PLANS[2]

    @initialize()
    def morning(self) -> None:
        for who in ("ann", "bob"):
            self.do(AgentLoggedIn(agent_id=who))

    @rule(number=st.integers(2, 3))
    def reload(self, number: int) -> None:
        self.do(PLANS[number])

    @rule(call_id=CALLS, ring=st.booleans())
    def somali_caller(self, call_id: str, ring: bool) -> None:
        self.do(CallEnqueued(call_id=call_id, queue="general", language="so"))
        if ring:
            self.all_talk()


TestCallCentre = CallCentre.TestCase
TestCallCentre.settings = random_days(60, steps=50)

TestVendorCentre = VendorCentre.TestCase
TestVendorCentre.settings = random_days(40, steps=50)

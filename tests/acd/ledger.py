"""A second opinion: what the outputs alone say about calls, offers and agents.

Every rule an output stream must obey is asserted as it is read, without looking into the engine.
"""

from dataclasses import dataclass, field, fields

from acd.commands import JoinAgent, OfferCall, ReleaseLeg, ReturnCall
from acd.consults.messages import (
    BringIn,
    CallGuest,
    CallTransferEnded,
    CallTransferStarted,
    ConferenceEnded,
    ConferenceStarted,
    ConsultEnded,
    ConsultStarted,
    GuestJoined,
    GuestLeft,
    JoinAside,
    StepAside,
)
from acd.events import (
    AgentState,
    AgentStateChanged,
    EntryEnded,
    EntryOutcome,
    EntryQueued,
    EntryRefused,
    EntryRelaxed,
    OfferEnded,
    OfferMade,
    OfferOutcome,
    PartyJoined,
    PartyLeft,
    Repaired,
)
from acd.plan.model import Role
from acd.queue.need import capability, language_level
from acd.routing.decision import Requirement
from tests.acd.harness import AgentProfile


@dataclass
class Ledger:
    profiles: dict[str, AgentProfile]
    live_calls: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    entries: dict[str, EntryQueued] = field(default_factory=dict)
    asked: dict[str, Requirement] = field(default_factory=dict)
    offers: dict[str, OfferMade] = field(default_factory=dict)
    accepted: dict[str, OfferMade] = field(default_factory=dict)
    parties: dict[str, PartyJoined] = field(default_factory=dict)
    states: dict[str, AgentState] = field(default_factory=dict)
    refused_at: dict[tuple[str, str], float] = field(default_factory=dict)
    entries_seen: set[str] = field(default_factory=set)
    offers_seen: list[str] = field(default_factory=list)
    entries_joined: set[str] = field(default_factory=set)
    consults: dict[str, ConsultStarted] = field(default_factory=dict)
    transfers: dict[str, CallTransferStarted] = field(default_factory=dict)
    conferences: set[str] = field(default_factory=set)
    guests: dict[str, CallGuest] = field(default_factory=dict)
    guests_joined: dict[str, GuestJoined] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)

    def read(self, output: object, *, now: float) -> None:
        match output:
            case EntryQueued():
                self.live_calls.add(output.call_id)
                self.refused.discard(output.call_id)
                assert output.entry_id not in self.entries_seen
                self.entries_seen.add(output.entry_id)
                self.entries[output.entry_id] = output
                assert output.requirement is not None
                self.asked[output.entry_id] = output.requirement
            case EntryRelaxed():
                assert output.entry_id in self.entries
                self.asked[output.entry_id] = output.requirement
            case EntryEnded():
                self._entry_ended(output)
            case OfferMade():
                self._offer_made(output)
            case OfferCall():
                assert output.offer_id in self.offers
            case OfferEnded():
                self._offer_ended(output, now=now)
            case JoinAgent():
                assert output.offer_id in self.accepted
            case JoinAside():
                assert output.offer_id in self.accepted or output.offer_id in self.guests
                assert output.aside in self.aside, "brought to an agent who is with the caller"
            case StepAside():
                assert output.offer_id in self.parties
                assert output.offer_id not in self.aside
                self.aside.add(output.offer_id)
            case BringIn():
                assert output.offer_id in self.parties or output.offer_id in self.guests_joined
                self.aside.discard(output.offer_id)
            case CallGuest():
                self.guests[output.offer_id] = output
            case GuestJoined():
                self.guests_joined[output.offer_id] = output
            case GuestLeft():
                assert self.guests_joined.pop(output.offer_id).call_id == output.call_id
                self.guests.pop(output.offer_id, None)
            case ConsultStarted():
                assert all(one.call_id != output.call_id for one in self.consults.values())
                self.consults[output.consult_id] = output
            case ConsultEnded():
                assert self.consults.pop(output.consult_id).agent_id == output.agent_id
            case CallTransferStarted():
                self.transfers[output.transfer_id] = output
            case CallTransferEnded():
                del self.transfers[output.transfer_id]
            case ConferenceStarted():
                assert output.call_id not in self.conferences
                self.conferences.add(output.call_id)
            case ConferenceEnded():
                self.conferences.remove(output.call_id)
            case PartyJoined():
                assert output.entry_id not in self.entries_joined, "two agents for one entry"
                self.entries_joined.add(output.entry_id)
                self.parties[output.offer_id] = output
            case PartyLeft():
                assert self.parties.pop(output.offer_id).agent_id == output.agent_id
                self.aside.discard(output.offer_id)
                self.accepted.pop(output.offer_id, None)
            case AgentStateChanged():
                assert self.states.get(output.agent_id, AgentState.IDLE) != output.state
                self.states[output.agent_id] = output.state
            case ReleaseLeg(reason="join_failed"):
                self.join_failed(output.offer_id, now=now)
            case Repaired(what="leg_lost", offer_id=str(offer_id)):
                self.join_failed(offer_id, now=now)
            case EntryRefused():
                assert output.call_id not in self.live_calls
                self.refused.add(output.call_id)
            case ReturnCall():
                assert output.call_id in self.live_calls | self.refused, "given back twice"
                self.refused.discard(output.call_id)
                self.call_over(output.call_id)

    def _entry_ended(self, ended: EntryEnded) -> None:
        assert self.entries.pop(ended.entry_id).call_id == ended.call_id
        assert ended.waited_s >= 0
        connected = ended.outcome is EntryOutcome.CONNECTED
        assert connected == (ended.entry_id in self.entries_joined)
        assert connected == (ended.agent_id is not None)
        assert all(offer.entry_id != ended.entry_id for offer in self.offers.values())

    def _offer_made(self, made: OfferMade) -> None:
        assert made.call_id in self.live_calls, "rung for a caller who left"
        assert made.entry_id in self.entries
        assert made.offer_id not in self.offers_seen
        for other in self.offers.values():
            assert other.agent_id != made.agent_id, "two live offers for one agent"
            assert other.entry_id != made.entry_id, "two live offers for one entry"
        assert made.receipt.winner == made.agent_id
        if made.language:
            able = capability(self.profiles[made.agent_id])
            assert language_level(able, made.language), "offered without the language"
        if made.role is Role.INTERPRETER:
            assert made.language is not None
        self.offers[made.offer_id] = made
        self.offers_seen.append(made.offer_id)

    def _offer_ended(self, ended: OfferEnded, *, now: float) -> None:
        made = self.offers.pop(ended.offer_id)
        if ended.outcome is OfferOutcome.ACCEPTED:
            self.accepted[ended.offer_id] = made
        elif ended.outcome in (
            OfferOutcome.REJECTED,
            OfferOutcome.TIMED_OUT,
        ) or ended.reason.startswith("unreachable"):
            self.refused_at[ended.entry_id, ended.agent_id] = now

    def join_failed(self, offer_id: str, *, now: float) -> None:
        """The leg was not joined: reported by the driver, or overdue."""
        made = self.accepted.get(offer_id)
        if made is not None:
            self.refused_at[made.entry_id, made.agent_id] = now

    def crashed(self) -> None:
        """The engine is another one: nothing is under way, and no id comes again."""
        fresh = Ledger(profiles=self.profiles)
        fresh.entries_seen, fresh.offers_seen = self.entries_seen, self.offers_seen
        for each in fields(self):
            setattr(self, each.name, getattr(fresh, each.name))

    def call_over(self, call_id: str) -> None:
        """Nothing of the call may be under way any more."""
        self.live_calls.discard(call_id)
        assert call_id not in self.conferences
        for things in (
            self.entries,
            self.offers,
            self.parties,
            self.consults,
            self.transfers,
            self.guests_joined,
        ):
            assert all(thing.call_id != call_id for thing in things.values())

    def interpreters(self, call_id: str) -> list[str | None]:
        """Languages for which an interpreter waits on the call."""
        return [
            entry.language
            for entry in self.entries.values()
            if entry.call_id == call_id and entry.role is Role.INTERPRETER
        ]

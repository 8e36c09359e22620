"""What the desk may see: frozen snapshots, taken on demand. Times are epoch seconds."""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.call import Call, LegState, Party
from acd.consults.consult import Consult, ConsultState, GuestState
from acd.consults.messages import Target
from acd.events import AgentState, AgentStatus
from acd.floor import Floor
from acd.plan.model import QueueKind, Role
from acd.queue.entry import Entry, EntryState
from acd.queue.need import Need
from acd.staff.agent import Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentView:
    """One agent. `until` is when the state ends by itself, `reason` the status's own.

    `missed`, `rejected` and `unreachable` count the offers that ended so since the login;
    `occupancy` (0..1) is as it was when the agent last became idle. `vendor` is whose line this is,
    '' for a person.
    """

    agent_id: str
    name: str
    device: str
    kinds: frozenset[QueueKind]
    status: AgentStatus
    reason: str
    state: AgentState
    state_reason: str
    state_since: float | None
    until: float | None
    call_id: str | None
    offer_id: str | None
    missed: int = 0
    rejected: int = 0
    unreachable: int = 0
    occupancy: float = 0.0
    extensions_left: int = 0
    vendor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One live entry. `offered_to` is the agent whose telephone rings or who is being joined.

    `need` is what is asked of an agent now.
    """

    call_id: str
    entry_id: str
    queue: str
    role: Role
    state: EntryState
    language: str | None
    caller_language: str | None
    priority: int
    enqueued_at: float
    offered_to: str | None
    need: Need
    waiting_since: float = 0.0
    step: int = 0
    additional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """Where a caller stands who waits alone, with no agent's telephone ringing.

    `ahead` counts those who are served before, over all queues, by what they ask for.
    """

    entry_id: str
    queue: str
    need: Need
    ahead: Mapping[Need, int]
    waiting_since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """One agent on a call; `since` is when the leg came into its present state.

    `language` is what was asked of the agent, of an interpreter the one interpreted. `held_until`:
    the agent has answered and is joined when the interpreter is, then at the latest.
    """

    offer_id: str
    agent_id: str
    role: Role
    queue: str
    leg: LegState
    since: float
    language: str | None = None
    held_until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestView:
    """Somebody outside; `label` is the destination, or that it is a number."""

    offer_id: str
    label: str
    state: GuestState


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultView:
    """An agent's talk aside."""

    consult_id: str
    agent_id: str
    target: Target
    state: ConsultState


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """One call."""

    call_id: str
    language: str | None
    entries: tuple[EntryView, ...]
    parties: tuple[PartyView, ...]
    guests: tuple[GuestView, ...] = ()
    consult: ConsultView | None = None
    in_conference: bool = False


def view_agent(agent: Agent) -> AgentView:
    """A snapshot of an agent."""
    return AgentView(
        agent_id=agent.agent_id,
        name=agent.profile.name,
        device=agent.device,
        kinds=agent.profile.kinds,
        status=agent.status,
        reason=agent.status_reason,
        state=agent.state,
        state_reason=agent.state_reason,
        state_since=agent.state_since,
        until=agent.until,
        call_id=agent.call_id,
        offer_id=agent.offer_id,
        missed=agent.missed,
        rejected=agent.rejected,
        unreachable=agent.unreachable,
        occupancy=agent.occupancy,
        extensions_left=agent.extensions_left,
        vendor=agent.profile.vendor.name if agent.profile.vendor is not None else "",
    )


def view_entry(floor: Floor, entry: Entry) -> EntryView:
    """A snapshot of an entry."""
    holder: str | None = None
    if entry.offer_id is not None:
        held = floor.offers.get(entry.offer_id) or floor.parties.get(entry.offer_id)
        holder = held.agent.agent_id if held is not None else None
    return EntryView(
        call_id=entry.call_id,
        entry_id=entry.entry_id,
        queue=entry.queue.name,
        role=entry.role,
        state=entry.state,
        language=entry.language,
        caller_language=entry.caller_language,
        priority=entry.priority,
        enqueued_at=entry.enqueued_at,
        offered_to=holder,
        need=entry.need,
        waiting_since=entry.waiting_since,
        step=entry.step,
        additional=entry.additional,
    )


def view_place(floor: Floor, call: Call) -> PlaceView | None:
    """A snapshot of a caller's place; None: somebody is on the line or about to be."""
    if call.parties:
        return None
    for entry in call.entries_of(Role.PRIMARY):
        ahead = floor.waiting.ahead_of(entry)
        if ahead is not None:
            return PlaceView(
                entry_id=entry.entry_id,
                queue=entry.queue.name,
                need=entry.need,
                ahead=ahead,
                waiting_since=entry.waiting_since,
            )
    return None


def view_party(party: Party) -> PartyView:
    """A snapshot of a party."""
    return PartyView(
        offer_id=party.offer_id,
        agent_id=party.agent.agent_id,
        role=party.role,
        queue=party.entry.queue.name,
        leg=party.leg,
        since=party.since,
        language=party.entry.language,
        held_until=party.held_until,
    )


def view_call(floor: Floor, call: Call) -> CallView:
    """A snapshot of a call."""
    return CallView(
        call_id=call.call_id,
        language=call.language,
        entries=tuple(view_entry(floor, entry) for entry in call.entries.values()),
        parties=tuple(view_party(party) for party in call.parties.values()),
        guests=tuple(
            GuestView(offer_id=guest.offer_id, label=guest.target.label, state=guest.state)
            for guest in call.guests.values()
        ),
        consult=_view_consult(call.consult) if call.consult is not None else None,
        in_conference=call.in_conference,
    )


def _view_consult(consult: Consult) -> ConsultView:
    return ConsultView(
        consult_id=consult.consult_id,
        agent_id=consult.agent_id,
        target=consult.target,
        state=consult.state,
    )

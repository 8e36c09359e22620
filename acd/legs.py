"""Agents join calls and leave them.

The order of joins is free: an interpreter may hear the caller before the primary agent does.
Whoever executes JoinAgent tells the first party from the further ones.

A party is over for the engine when the leg ended or when the engine said ReleaseLeg, whichever
comes first; what the switch still reports about the leg after that changes nothing. ReleaseLeg
may name a leg that is gone already.
"""

from acd.call import LegState, Party
from acd.commands import ReleaseLeg
from acd.events import (
    AgentState,
    EntryOutcome,
    PartyHeld,
    PartyJoined,
    PartyLeft,
    PartyResumed,
)
from acd.floor import Floor
from acd.inputs import (
    JoinFailed,
    LegEnded,
    LegHeld,
    LegJoined,
    LegResumed,
    PartyReleaseRequested,
)
from acd.interpreters.vendor_lines import bill
from acd.offers.offering import note_refusal
from acd.plan.model import Role
from acd.queue.queueing import leave, put_back
from acd.staff.duty import make_idle, set_state, wrap_up
from acd.timers import Purpose


def joined(floor: Floor, told: LegJoined) -> None:
    """Agent and caller hear one another. An agent who handed this call over leaves it now."""
    party = floor.parties.get(told.offer_id)
    if party is None:
        floor.say(ReleaseLeg(offer_id=told.offer_id, reason="offer_over"))
        return
    if party.leg is not LegState.JOINING:
        return
    entry, agent = party.entry, party.agent
    party.enter(LegState.JOINED, now=floor.now)
    party.held_until = None
    floor.timers.cancel(Purpose.JOIN, party.offer_id)
    floor.timers.cancel(Purpose.HEAD_START, party.offer_id)
    floor.calls[entry.call_id].dial_limit_s = None
    floor.say(
        PartyJoined(
            call_id=entry.call_id,
            entry_id=entry.entry_id,
            offer_id=party.offer_id,
            agent_id=agent.agent_id,
            role=entry.role,
            queue=entry.queue.name,
            language=entry.language,
            vendor=agent.profile.vendor.name if agent.profile.vendor is not None else "",
        )
    )
    leave(floor, entry, EntryOutcome.CONNECTED, agent_id=agent.agent_id)
    set_state(floor, agent, AgentState.TALKING)
    if entry.role is Role.PRIMARY:
        floor.remember_agent(floor.calls[entry.call_id].caller_key, agent.agent_id)
    before = floor.parties.get(entry.handover_from) if entry.handover_from else None
    if before is not None:
        release(floor, before, leg_reason="handed_over", party_reason="handed_over")


def join_failed(floor: Floor, told: JoinFailed) -> None:
    """The leg could not be joined, or fell out of the bridge by a fault."""
    party = floor.parties.get(told.offer_id)
    if party is None:
        return
    floor.say(ReleaseLeg(offer_id=party.offer_id, reason="join_failed"))
    if party.leg is LegState.JOINING:
        _undo(floor, party)
    else:
        _part(floor, party, reason="join_failed")


def join_overdue(floor: Floor, offer_id: str) -> None:
    """The switch never said whether the leg was joined."""
    join_failed(floor, JoinFailed(offer_id=offer_id, reason="overdue"))


def ended(floor: Floor, told: LegEnded) -> None:
    """The agent hung up, or the line broke."""
    party = floor.parties.get(told.offer_id)
    if party is None:
        return
    if party.leg is LegState.JOINING:
        _undo(floor, party)
        return
    call = floor.calls[party.entry.call_id]
    if party.role is Role.INTERPRETER and (told.broken or call.entries_of(Role.PRIMARY)):
        call.interpreter_tried = None
        call.interpreter_lost = party if told.broken else None
    _part(floor, party, reason="line_broke" if told.broken else "agent_hung_up")


def held(floor: Floor, told: LegHeld) -> None:
    """The agent put the caller on hold."""
    party = floor.parties.get(told.offer_id)
    if party is None or party.leg is not LegState.JOINED:
        return
    party.enter(LegState.HELD, now=floor.now)
    tell_held(floor, party)


def resumed(floor: Floor, told: LegResumed) -> None:
    """The agent took the caller off hold."""
    party = floor.parties.get(told.offer_id)
    if party is None or party.leg is not LegState.HELD:
        return
    party.enter(LegState.JOINED, now=floor.now)
    tell_resumed(floor, party)


def tell_held(floor: Floor, party: Party) -> None:
    """Put on record that the talk is on hold, and show it of the agent."""
    floor.say(
        PartyHeld(
            call_id=party.entry.call_id,
            offer_id=party.offer_id,
            agent_id=party.agent.agent_id,
        )
    )
    set_state(floor, party.agent, AgentState.HOLD)


def tell_resumed(floor: Floor, party: Party) -> None:
    """Put on record that the talk goes on, and show it of the agent."""
    floor.say(
        PartyResumed(
            call_id=party.entry.call_id,
            offer_id=party.offer_id,
            agent_id=party.agent.agent_id,
        )
    )
    set_state(floor, party.agent, AgentState.TALKING)


def release_requested(floor: Floor, told: PartyReleaseRequested) -> None:
    """Let one joined agent go; one who is not on the call is none of the call's business."""
    call = floor.calls.get(told.call_id)
    party = call.party_of(told.agent_id) if call is not None else None
    if party is not None:
        release(floor, party, leg_reason="released", party_reason="released")


def release(floor: Floor, party: Party, *, leg_reason: str, party_reason: str) -> None:
    """Hang up an agent's leg. An entry whose join was under way is left to be ended or put back.

    An agent who never heard the caller needs no wrap-up and keeps the turn among the idle.
    """
    floor.say(ReleaseLeg(offer_id=party.offer_id, reason=leg_reason))
    if party.leg is LegState.JOINING:
        _forget(floor, party)
        make_idle(floor, party.agent, keep_turn=True)
    else:
        _part(floor, party, reason=party_reason)


def _undo(floor: Floor, party: Party) -> None:
    """The join came to nothing: as if the agent had declined."""
    _forget(floor, party)
    note_refusal(floor, party.entry, party.agent)
    make_idle(floor, party.agent)
    put_back(floor, party.entry)


def _part(floor: Floor, party: Party, *, reason: str) -> None:
    """A joined party is over."""
    call = floor.calls[party.entry.call_id]
    _forget(floor, party)
    if call.alone:
        call.alone_since = floor.now
    floor.say(
        PartyLeft(
            call_id=call.call_id,
            entry_id=party.entry.entry_id,
            offer_id=party.offer_id,
            agent_id=party.agent.agent_id,
            role=party.role,
            reason=reason,
        )
    )
    bill(floor, party)
    wrap_up(floor, party.agent, party.entry.queue)


def _forget(floor: Floor, party: Party) -> None:
    party.enter(LegState.OVER, now=floor.now)
    floor.timers.cancel(Purpose.JOIN, party.offer_id)
    floor.timers.cancel(Purpose.HEAD_START, party.offer_id)
    del floor.parties[party.offer_id]
    del floor.calls[party.entry.call_id].parties[party.offer_id]
    floor.touch(party.entry.call_id)

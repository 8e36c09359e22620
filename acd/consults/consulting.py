"""An agent steps aside to talk with somebody else, and comes back, alone or not.

    asked by the agent      agent                  target                 caller
    consult                 aside, hears ringing   sought                 music, or the others
    complete, talking       leaves                 to the caller          with the target
    conference, talking     back to the caller     to the caller          with both
    retrieve                back to the caller     hung up, or unqueued   with the agent

    happened by itself      agent                  target                 caller
    not found, or left      back to the caller     -                      with the agent
    agent lost, talking     -                      to the caller          with the target
    agent lost, before      -                      hung up, or unqueued   with others, or queued
    caller left             released               released               gone

A caller who is queued again has the place of the whole call.
A consulted queue is served like any: the entry waits in the one order, and the offer has its
receipt; it ends when nobody at work serves the queue any more. An agent asked for by name is
offered the call only if free, and never waited for. What
happens by itself is drawn from what is there (`review`), whatever it was that changed it.

An agent may consult again while others talk to the caller; there is one consult a call at a time.
"""

from acd.call import Call, LegState
from acd.consults.aside import come_back, step_aside
from acd.consults.consult import Consult, ConsultState
from acd.consults.guests import call_guest, let_go
from acd.consults.messages import (
    BringIn,
    ConferenceEnded,
    ConferenceStarted,
    ConsultAnswered,
    ConsultCompleted,
    ConsultConferenced,
    ConsultEnded,
    ConsultOutcome,
    ConsultRequested,
    ConsultRetrieved,
    ConsultStarted,
    PartyTookOver,
    TargetKind,
    TransferRequested,
    Way,
)
from acd.consults.refusal import asker, people, refusal, refused
from acd.consults.transferring import attended, blind, queue_again
from acd.events import EntryOutcome
from acd.floor import Floor
from acd.interpreters.interpreting import cover, required_language
from acd.legs import release
from acd.offers.naming import ask_for
from acd.plan.model import Role
from acd.queue.admission import is_staffed
from acd.queue.entry import EntryState
from acd.queue.queueing import queue_entry
from acd.queue.withdrawal import drop_entry


def consult_requested(floor: Floor, told: ConsultRequested) -> None:
    """The agent steps aside and the target is sought. What is refused changes nothing.

    Raises:
        UnknownQueue: the plan has no such queue.
        UnknownAgent: the plan has no such agent.
    """
    why = refusal(floor, told.call_id, told.by_agent, told.target)
    if refused(floor, told.call_id, told.by_agent, told.target, way=Way.CONSULT, why=why):
        return
    call = floor.calls[told.call_id]
    party = asker(call, told.by_agent)
    if party is None:
        return
    target = told.target
    consult = Consult(
        consult_id=floor.new_id("consult"),
        by=party.offer_id,
        agent_id=told.by_agent,
        queue=party.entry.queue,
        target=target,
    )
    call.consult = consult
    step_aside(floor, call, party)
    floor.say(
        ConsultStarted(
            call_id=call.call_id,
            consult_id=consult.consult_id,
            agent_id=told.by_agent,
            target=target,
        )
    )
    if target.outside:
        consult.wanted = call_guest(floor, call, target).offer_id
    elif target.kind is TargetKind.AGENT:
        entry = ask_for(
            floor,
            call,
            floor.agents[target.name],
            party.entry.queue,
            role=Role.CONSULTED,
            reason="consult",
        )
        consult.wanted = entry.entry_id
    else:
        queue = floor.plan.queues[target.name]
        entry = queue_entry(
            floor,
            call,
            queue,
            role=Role.CONSULTED,
            language=required_language(floor, call, queue, {}),
            call_skills={},
            reason="consult",
        )
        consult.wanted = entry.entry_id


def transfer_requested(floor: Floor, told: TransferRequested) -> None:
    """The agent leaves at once and the target is sought. What is refused changes nothing.

    Raises:
        UnknownQueue: the plan has no such queue.
        UnknownAgent: the plan has no such agent.
    """
    why = refusal(floor, told.call_id, told.by_agent, told.target)
    if refused(floor, told.call_id, told.by_agent, told.target, way=Way.TRANSFER, why=why):
        return
    call = floor.calls.get(told.call_id)
    party = asker(call, told.by_agent)
    if not told.target.outside and call is not None and party is not None:
        if people(call) == 1:
            blind(floor, call, party, told.target)


def completed(floor: Floor, told: ConsultCompleted) -> None:
    """The agent leaves the caller to the target they talk with."""
    call, consult = _consult(floor, told.call_id, told.by_agent)
    if call is None or consult is None or consult.state is not ConsultState.TALKING:
        return
    _take_over(floor, call, consult)


def conferenced(floor: Floor, told: ConsultConferenced) -> None:
    """The agent and the target they talk with both come to the caller."""
    call, consult = _consult(floor, told.call_id, told.by_agent)
    if call is None or consult is None or consult.state is not ConsultState.TALKING:
        return
    _end(floor, call, consult, ConsultOutcome.CONFERENCED)
    come_back(floor, call.parties[consult.by])
    _bring(floor, call, consult)
    if not call.in_conference:
        call.in_conference = True
        floor.say(ConferenceStarted(call_id=call.call_id, by_agent=told.by_agent))


def retrieved(floor: Floor, told: ConsultRetrieved) -> None:
    """The agent takes the caller back."""
    call, consult = _consult(floor, told.call_id, told.by_agent)
    if call is None or consult is None:
        return
    _end(floor, call, consult, ConsultOutcome.RETRIEVED)
    _drop_target(floor, call, consult, reason="released")
    come_back(floor, call.parties[consult.by])


def review(floor: Floor, call: Call) -> None:
    """Draw what follows from whoever answered, left or was lost."""
    consult = call.consult
    if consult is not None:
        _note_answer(floor, call, consult)
        here = consult.by in call.parties
        if (
            not here
            and consult.state is ConsultState.TALKING
            and _target_there(floor, call, consult)
        ):
            _take_over(floor, call, consult)
        elif not here:
            _agent_lost(floor, call, consult)
        elif not _target_there(floor, call, consult):
            talking = consult.state is ConsultState.TALKING
            outcome = ConsultOutcome.TARGET_LEFT if talking else ConsultOutcome.NOT_ANSWERED
            _end(floor, call, consult, outcome)
            _drop_target(floor, call, consult, reason="released")
            come_back(floor, call.parties[consult.by])
    if call.in_conference and people(call) < 2:
        call.in_conference = False
        floor.say(ConferenceEnded(call_id=call.call_id))


def call_over(floor: Floor, call: Call, *, hung_up: bool) -> None:
    """The caller is gone, or with the flow again: nobody is consulted any more."""
    if call.consult is not None:
        _end(floor, call, call.consult, ConsultOutcome.CALLER_LEFT)
    for guest in list(call.guests.values()):
        let_go(floor, guest, reason="caller_hung_up" if hung_up else "call_over")
    if call.in_conference:
        call.in_conference = False
        floor.say(ConferenceEnded(call_id=call.call_id))


def _consult(floor: Floor, call_id: str, by_agent: str) -> tuple[Call | None, Consult | None]:
    call = floor.calls.get(call_id)
    consult = call.consult if call is not None else None
    if consult is None or consult.agent_id != by_agent:
        return call, None
    return call, consult


def _note_answer(floor: Floor, call: Call, consult: Consult) -> None:
    if consult.state is not ConsultState.SEEKING:
        return
    for guest in call.guests_joined:
        if guest.offer_id == consult.wanted:
            consult.leg = guest.offer_id
    for party in call.parties_of(Role.CONSULTED):
        if party.leg is not LegState.JOINING and party.entry.entry_id == consult.wanted:
            consult.leg = party.offer_id
    if not consult.leg:
        return
    consult.enter(ConsultState.TALKING)
    with_party = call.parties.get(consult.leg)
    floor.say(
        ConsultAnswered(
            call_id=call.call_id,
            consult_id=consult.consult_id,
            with_agent=with_party.agent.agent_id if with_party is not None else "",
        )
    )


def _target_there(floor: Floor, call: Call, consult: Consult) -> bool:
    """Whether the target is on the line, or still sought."""
    if consult.state is ConsultState.TALKING:
        return consult.leg in call.parties or consult.leg in call.guests
    entry = call.entries.get(consult.wanted)
    if entry is not None and entry.state is EntryState.WAITING:
        return not entry.named and is_staffed(floor, call, entry.queue, {})
    if entry is not None:
        return True
    return consult.wanted in call.guests


def _end(floor: Floor, call: Call, consult: Consult, outcome: ConsultOutcome) -> None:
    consult.enter(ConsultState.OVER)
    call.consult = None
    floor.say(
        ConsultEnded(
            call_id=call.call_id,
            consult_id=consult.consult_id,
            agent_id=consult.agent_id,
            outcome=outcome,
        )
    )


def _take_over(floor: Floor, call: Call, consult: Consult) -> None:
    """The target has the caller from now on; the agent who asked leaves, if not gone already."""
    _end(floor, call, consult, ConsultOutcome.COMPLETED)
    attended(floor, call, agent_id=consult.agent_id, target=consult.target)
    _bring(floor, call, consult)
    party = call.parties.get(consult.by)
    if party is not None:
        release(floor, party, leg_reason="transferred", party_reason="transferred")


def _bring(floor: Floor, call: Call, consult: Consult) -> None:
    """Put the target to the caller. A consulted agent becomes one of the caller's own."""
    floor.say(BringIn(offer_id=consult.leg, call_id=call.call_id))
    party = call.parties.get(consult.leg)
    if party is None:
        return
    party.entry.role = Role.PRIMARY
    floor.say(
        PartyTookOver(call_id=call.call_id, offer_id=party.offer_id, agent_id=party.agent.agent_id)
    )
    floor.remember_agent(call.caller_key, party.agent.agent_id)
    cover(floor, call)


def _drop_target(floor: Floor, call: Call, consult: Consult, *, reason: str) -> None:
    entry = call.entries.get(consult.wanted)
    party = call.parties.get(consult.leg)
    guest = call.guests.get(consult.wanted)
    if entry is not None:
        missed = entry.named and entry.state is EntryState.WAITING
        drop_entry(floor, entry, EntryOutcome.TIMED_OUT if missed else EntryOutcome.WITHDRAWN)
    if party is not None:
        release(floor, party, leg_reason=reason, party_reason=reason)
    if guest is not None:
        let_go(floor, guest, reason=reason)


def _agent_lost(floor: Floor, call: Call, consult: Consult) -> None:
    """The agent's line is over before the target was there: somebody else must have the caller."""
    _end(floor, call, consult, ConsultOutcome.AGENT_LEFT)
    _drop_target(floor, call, consult, reason="call_over")
    if people(call) or call.entries_of(Role.PRIMARY):
        return
    queue = floor.plan.queues.get(consult.queue.name, consult.queue)
    queue_again(floor, call, queue, reason="agent_lost")

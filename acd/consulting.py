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
receipt. An agent asked for by name is offered the call only if free, and never waited for. What
happens by itself is drawn from what is there (`review`), whatever it was that changed it.

An agent may consult again while others talk to the caller; there is one consult a call at a time.
"""

from acd.admission import is_staffed
from acd.call import Call, LegState, Party
from acd.consult import Consult, ConsultState
from acd.consult_messages import (
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
    StepAside,
    Target,
    TargetKind,
    TransferRequested,
)
from acd.duty import set_state
from acd.entry import EntryState
from acd.errors import UnknownAgent, UnknownQueue
from acd.events import AgentState, EntryOutcome, PartyHeld, PartyResumed
from acd.floor import Floor
from acd.guests import call_guest, let_go
from acd.interpreting import cover, required_language
from acd.legs import release
from acd.model import Role
from acd.naming import ask_for, why_not
from acd.queueing import queue_entry
from acd.transferring import attended, blind
from acd.withdrawal import drop_entry


def refusal(floor: Floor, call_id: str, by_agent: str, target: Target) -> str:
    """Why this agent cannot bring the target into the call now; empty if they can.

    Raises:
        UnknownQueue: the plan has no such queue.
        UnknownAgent: the plan has no such agent.
    """
    call = floor.calls.get(call_id)
    party = _asker(call, by_agent)
    if call is None or party is None:
        return "not_on_the_call"
    if call.consult is not None:
        return "consults_already"
    if call.entries_of(Role.PRIMARY):
        return "handed_over_already"
    return target_refusal(floor, call, by_agent, target)


def target_refusal(floor: Floor, call: Call, by_agent: str, target: Target) -> str:
    """Why the target cannot be had now; empty if it can.

    Raises:
        UnknownQueue: the plan has no such queue.
        UnknownAgent: the plan has no such agent.
    """
    if target.kind is TargetKind.QUEUE:
        queue = floor.plan.queues.get(target.name)
        if queue is None:
            raise UnknownQueue(target.name)
        return "" if is_staffed(floor, call, queue, {}) else "nobody_at_work"
    if target.kind is TargetKind.AGENT:
        agent = floor.agents.get(target.name)
        if agent is None or agent.profile.vendor is not None:
            raise UnknownAgent(target.name)
        return "yourself" if target.name == by_agent else why_not(agent)
    return ""


def consult_requested(floor: Floor, told: ConsultRequested) -> None:
    """The agent steps aside and the target is sought. What is refused changes nothing.

    Raises:
        UnknownQueue: the plan has no such queue.
        UnknownAgent: the plan has no such agent.
    """
    if refusal(floor, told.call_id, told.by_agent, told.target):
        return
    call = floor.calls[told.call_id]
    party = _asker(call, told.by_agent)
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
    _step_aside(floor, call, party)
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
    call = floor.calls.get(told.call_id)
    party = _asker(call, told.by_agent)
    if not why and not told.target.outside and call is not None and party is not None:
        if _people(call) == 1:
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
    _come_back(floor, call.parties[consult.by])
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
    _come_back(floor, call.parties[consult.by])


def review(floor: Floor, call: Call) -> None:
    """Draw what follows from whoever answered, left or was lost."""
    consult = call.consult
    if consult is not None:
        _note_answer(floor, call, consult)
        here = consult.by in call.parties
        if not here and consult.state is ConsultState.TALKING and _target_there(call, consult):
            _take_over(floor, call, consult)
        elif not here:
            _agent_lost(floor, call, consult)
        elif not _target_there(call, consult):
            talking = consult.state is ConsultState.TALKING
            outcome = ConsultOutcome.TARGET_LEFT if talking else ConsultOutcome.NOT_ANSWERED
            _end(floor, call, consult, outcome)
            _drop_target(floor, call, consult, reason="released")
            _come_back(floor, call.parties[consult.by])
    if call.in_conference and _people(call) < 2:
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


def _asker(call: Call | None, by_agent: str) -> Party | None:
    """The party of an agent who may consult, transfer or confer: one of the caller's own."""
    party = call.party_of(by_agent) if call is not None else None
    return party if party is not None and party.role is Role.PRIMARY else None


def _consult(floor: Floor, call_id: str, by_agent: str) -> tuple[Call | None, Consult | None]:
    call = floor.calls.get(call_id)
    consult = call.consult if call is not None else None
    if consult is None or consult.agent_id != by_agent:
        return call, None
    return call, consult


def _step_aside(floor: Floor, call: Call, party: Party) -> None:
    held = party.leg is LegState.HELD
    party.enter(LegState.ASIDE, now=floor.now)
    here = (LegState.JOINED, LegState.HELD)
    others = [each for each in call.parties.values() if each.leg in here] + call.guests_joined
    floor.say(StepAside(offer_id=party.offer_id, call_id=call.call_id, caller_alone=not others))
    if not held:
        floor.say(
            PartyHeld(
                call_id=party.entry.call_id,
                offer_id=party.offer_id,
                agent_id=party.agent.agent_id,
            )
        )
        set_state(floor, party.agent, AgentState.HOLD)


def _come_back(floor: Floor, party: Party) -> None:
    party.enter(LegState.JOINED, now=floor.now)
    floor.say(BringIn(offer_id=party.offer_id, call_id=party.entry.call_id))
    floor.say(
        PartyResumed(
            call_id=party.entry.call_id,
            offer_id=party.offer_id,
            agent_id=party.agent.agent_id,
        )
    )
    set_state(floor, party.agent, AgentState.TALKING)


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


def _target_there(call: Call, consult: Consult) -> bool:
    """Whether the target is on the line, or still sought."""
    if consult.state is ConsultState.TALKING:
        return consult.leg in call.parties or consult.leg in call.guests
    entry = call.entries.get(consult.wanted)
    if entry is not None:
        return not (entry.named and entry.state is EntryState.WAITING)
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
    asker = call.parties.get(consult.by)
    if asker is not None:
        release(floor, asker, leg_reason="transferred", party_reason="transferred")


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
    if _people(call) or call.entries_of(Role.PRIMARY):
        return
    queue = floor.plan.queues.get(consult.queue.name, consult.queue)
    queue_entry(
        floor,
        call,
        queue,
        role=Role.PRIMARY,
        language=required_language(floor, call, queue, {}),
        call_skills={},
        reason="agent_lost",
        waiting_since=call.began_at,
    )


def _people(call: Call) -> int:
    """How many are there for the caller, interpreters apart."""
    return len(call.parties_of(Role.PRIMARY)) + len(call.guests_joined)

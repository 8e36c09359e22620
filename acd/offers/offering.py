"""Offers are made, ring and end. The five outcomes are in `acd.offers.offer`.

    what happened             outcome     the agent                         the entry
    answered                  accepted    as before, until joined           joining
    declined                  rejected    idle, skipped for this entry      back to its place
    unanswered, lease over    timed out   not responding once the queue's   back to its place
                                          count of misses in a row is met,
                                          else idle and skipped
    unreachable               rescinded   not responding                    back to its place
    agent logged out, paused  rescinded   idle, in that status              back to its place
    other language needed     rescinded   idle, turn kept                   back to its place
    entry ended               cancelled   idle, turn kept                   ended

Not responding lasts until the agent resumes or logs in anew, or for the queue's `not_responding_s`.
Missed, rejected and unreachable offers are counted apart for each agent.

Reports about an offer that is over, or was never made, change nothing. A late answer has its
leg released, so that nobody sits on a line with no caller.
"""

from acd.call import Call, LegState, Party
from acd.commands import CancelOffer, Command, JoinAgent, OfferCall, ReleaseLeg
from acd.consults.messages import JoinAside
from acd.events import AgentState, OfferEnded, OfferMade, OfferOutcome, OfferRinging
from acd.floor import Floor
from acd.inputs import (
    OfferAnswered,
    OfferDeclined,
    OfferRang,
    OfferUnanswered,
    OfferUnreachable,
)
from acd.interpreters.events import AgentAwaitsInterpreter
from acd.offers.offer import LEASE_GRACE_S, Offer, OfferPhase
from acd.plan.model import PolicyName, Role
from acd.plan.vendors import OutsideLine
from acd.queue.entry import Entry, EntryState
from acd.queue.need import language_level, same_language, spoken_as
from acd.queue.queueing import put_back
from acd.record import decision_facts
from acd.routing.policies import Request
from acd.routing.selection import SKIP_ALONE_S, SKIP_S, Choice, skip_time
from acd.staff.agent import Agent
from acd.staff.duty import make_idle, reserve, set_state, stop_ringing
from acd.timers import Purpose

JOIN_LIMIT_S = 10.0
"""How long the switch may take to join an answered leg before the join counts as failed."""


def request_for(floor: Floor, entry: Entry) -> Request:
    """What a decision about the entry looks at now."""
    queue = entry.queue
    weighted = queue.policy is PolicyName.WEIGHTED
    return Request(
        need=entry.need,
        caller_language=entry.caller_language,
        policy=queue.policy,
        last_agent=entry.last_agent,
        declined_at=entry.declined_at,
        skip_s=skip_time(entry.need, entry.declined_at, floor.roster, now=floor.now),
        shares=floor.shares_of(queue).of(floor.roster.groups()) if weighted else {},
    )


def make_offer(floor: Floor, entry: Entry, choice: Choice) -> None:
    """Reserve the chosen agent and have the telephone ring."""
    agent = choice.agent
    offer_id = floor.new_id("offer")
    ring_timeout_s, outside = _how_to_ring(agent, entry)
    lease_until = floor.now + ring_timeout_s + LEASE_GRACE_S
    entry.enter(EntryState.OFFERED)
    entry.offer_id = offer_id
    floor.waiting.drop(entry)
    floor.offers[offer_id] = Offer(offer_id=offer_id, entry=entry, agent=agent, since=floor.now)
    floor.timers.set(Purpose.LEASE, offer_id, lease_until)
    floor.say(
        OfferMade(
            call_id=entry.call_id,
            entry_id=entry.entry_id,
            offer_id=offer_id,
            agent_id=agent.agent_id,
            role=entry.role,
            lease_until=lease_until,
            receipt=choice.receipt,
            language=entry.language,
            facts=decision_facts(
                choice.request,
                now=floor.now,
                agents_count=len(floor.agents),
                plan_version=floor.plan.version,
                receipt_length=floor.selector.receipt_length,
            ),
            waived=entry.waived,
        )
    )
    if entry.queue.policy is PolicyName.WEIGHTED:
        floor.shares_of(entry.queue).give(agent.capability.group, entry.queue.weights)
    reserve(floor, agent, floor.calls[entry.call_id], offer_id)
    floor.say(
        OfferCall(
            offer_id=offer_id,
            entry_id=entry.entry_id,
            call_id=entry.call_id,
            agent_id=agent.agent_id,
            device=agent.device,
            role=entry.role,
            language=entry.language,
            ring_timeout_s=ring_timeout_s,
            outside=outside,
        )
    )


def _how_to_ring(agent: Agent, entry: Entry) -> tuple[float, OutsideLine | None]:
    """For how many seconds, and for a vendor's line what to dial."""
    vendor = agent.profile.vendor
    if vendor is None or entry.language is None:
        return entry.queue.ring_timeout_s, None
    tag = spoken_as(agent.capability, entry.language)[0]
    return vendor.connect_within_s, vendor.outside_line(tag)


def rang(floor: Floor, told: OfferRang) -> None:
    """The telephone rings. Said twice, it counts once."""
    offer = floor.offers.get(told.offer_id)
    if offer is None or offer.phase is not OfferPhase.RESERVED:
        return
    offer.enter(OfferPhase.RINGING)
    floor.say(
        OfferRinging(
            call_id=offer.entry.call_id,
            entry_id=offer.entry.entry_id,
            offer_id=offer.offer_id,
            agent_id=offer.agent.agent_id,
        )
    )
    set_state(floor, offer.agent, AgentState.RINGING)


def answered(floor: Floor, told: OfferAnswered) -> None:
    """The agent is there: join them to the caller."""
    offer = floor.offers.get(told.offer_id)
    if offer is None:
        if told.offer_id not in floor.parties:
            floor.say(ReleaseLeg(offer_id=told.offer_id, reason="offer_over"))
        return
    entry, agent = offer.entry, offer.agent
    end_offer(floor, offer, OfferOutcome.ACCEPTED)
    agent.misses = 0
    entry.enter(EntryState.JOINING)
    party = Party(offer_id=offer.offer_id, entry=entry, agent=agent, since=floor.now)
    floor.parties[offer.offer_id] = party
    floor.calls[entry.call_id].parties[offer.offer_id] = party
    if entry.role is Role.PRIMARY:
        floor.touch(entry.call_id)
    until = head_start_until(floor, floor.calls[entry.call_id], party)
    if until is None:
        begin_join(floor, party)
        return
    party.held_until = until
    floor.timers.set(Purpose.HEAD_START, party.offer_id, until)
    floor.say(
        AgentAwaitsInterpreter(
            call_id=entry.call_id, offer_id=party.offer_id, agent_id=agent.agent_id, until=until
        )
    )


def begin_join(floor: Floor, party: Party) -> None:
    """Have the switch join the answered leg, to the caller or to the agent who consults."""
    party.held_until = None
    floor.timers.cancel(Purpose.HEAD_START, party.offer_id)
    limit_s = floor.calls[party.entry.call_id].dial_limit_s
    join_by = floor.now + (JOIN_LIMIT_S if limit_s is None else limit_s)
    floor.timers.set(Purpose.JOIN, party.offer_id, join_by)
    floor.say(_join(floor, party))


def _join(floor: Floor, party: Party) -> Command:
    consult = floor.calls[party.entry.call_id].consult
    if party.role is Role.CONSULTED and consult is not None:
        return JoinAside(offer_id=party.offer_id, aside=consult.by)
    return JoinAgent(
        offer_id=party.offer_id,
        call_id=party.entry.call_id,
        agent_id=party.agent.agent_id,
        role=party.role,
    )


def head_start_until(floor: Floor, call: Call, party: Party) -> float | None:
    """Until when the agent's join waits for an interpreter who is still sought; None: not at all.

    Only the first agent waits, and nobody for a caller who has somebody on the line already, nor
    for one whose language they speak unless a person asked for the interpreter.
    """
    if party.role is not Role.PRIMARY or call.dial_limit_s is not None:
        return None
    if any(each.leg is not LegState.JOINING for each in call.parties.values()):
        return None
    for entry in call.entries_of(Role.INTERPRETER):
        head_start_s = entry.queue.head_start_s
        tag = entry.language
        if entry.automatic and tag and language_level(party.agent.capability, tag):
            continue
        if head_start_s > 0 and same_language(tag, call.language):
            return party.since + head_start_s
    return None


def declined(floor: Floor, told: OfferDeclined) -> None:
    """The agent does not want this one: the next agent gets it."""
    offer = floor.offers.get(told.offer_id)
    if offer is None:
        return
    end_offer(floor, offer, OfferOutcome.REJECTED)
    offer.agent.rejected += 1
    note_refusal(floor, offer.entry, offer.agent)
    make_idle(floor, offer.agent)
    put_back(floor, offer.entry)


def unanswered(floor: Floor, told: OfferUnanswered) -> None:
    """It rang to the end."""
    offer = floor.offers.get(told.offer_id)
    if offer is not None:
        _missed(floor, offer, reason="", tell_switch=False)


def lease_over(floor: Floor, offer_id: str) -> None:
    """Nobody reported what became of the offer."""
    _missed(floor, floor.offers[offer_id], reason="lease_over", tell_switch=True)


def _missed(floor: Floor, offer: Offer, *, reason: str, tell_switch: bool) -> None:
    agent, entry = offer.agent, offer.entry
    end_offer(floor, offer, OfferOutcome.TIMED_OUT, reason=reason, tell_switch=tell_switch)
    note_refusal(floor, entry, agent)
    agent.misses += 1
    agent.missed += 1
    if agent.profile.vendor or agent.misses >= entry.queue.misses_before_not_responding:
        stop_ringing(floor, agent, entry.queue, reason="no_answer")
    else:
        make_idle(floor, agent)
    put_back(floor, entry)


def unreachable(floor: Floor, told: OfferUnreachable) -> None:
    """The telephone could not be rung."""
    offer = floor.offers.get(told.offer_id)
    if offer is None:
        return
    reason = f"unreachable: {told.cause}" if told.cause else "unreachable"
    end_offer(floor, offer, OfferOutcome.RESCINDED, reason=reason)
    note_refusal(floor, offer.entry, offer.agent)
    offer.agent.unreachable += 1
    stop_ringing(floor, offer.agent, offer.entry.queue, reason=reason)
    put_back(floor, offer.entry)


def rescind(floor: Floor, offer: Offer, *, reason: str) -> None:
    """Take the offer from the agent; the entry waits for another."""
    end_offer(floor, offer, OfferOutcome.RESCINDED, reason=reason, tell_switch=True)
    make_idle(floor, offer.agent, keep_turn=True)
    put_back(floor, offer.entry)


def cancel(floor: Floor, offer: Offer, *, reason: str) -> None:
    """The need went away. The entry is left to the caller of this function to end."""
    end_offer(floor, offer, OfferOutcome.CANCELLED, reason=reason, tell_switch=True)
    make_idle(floor, offer.agent, keep_turn=True)


def end_offer(
    floor: Floor,
    offer: Offer,
    outcome: OfferOutcome,
    *,
    reason: str = "",
    tell_switch: bool = False,
) -> None:
    """End an offer, once. `tell_switch` when it may still be ringing."""
    offer.enter(OfferPhase.OVER)
    del floor.offers[offer.offer_id]
    floor.timers.cancel(Purpose.LEASE, offer.offer_id)
    floor.say(
        OfferEnded(
            call_id=offer.entry.call_id,
            entry_id=offer.entry.entry_id,
            offer_id=offer.offer_id,
            agent_id=offer.agent.agent_id,
            outcome=outcome,
            reason=reason,
        )
    )
    if tell_switch:
        floor.say(CancelOffer(offer_id=offer.offer_id, reason=reason or outcome))


def note_refusal(floor: Floor, entry: Entry, agent: Agent) -> None:
    """Pass the agent over for this entry for a while; of a vendor, all lines."""
    vendor = agent.profile.vendor
    for agent_id in vendor.lines if vendor is not None else (agent.agent_id,):
        entry.declined_at[agent_id] = floor.now
    _retry_later(floor, entry)


def retry(floor: Floor, entry_id: str) -> None:
    """An agent who was skipped for the entry may be asked again."""
    entry = floor.entries[entry_id]
    floor.waiting.look_again(entry)
    _retry_later(floor, entry)


def _retry_later(floor: Floor, entry: Entry) -> None:
    ends = [at + wait for at in entry.declined_at.values() for wait in (SKIP_ALONE_S, SKIP_S)]
    following = [end for end in ends if end > floor.now]
    if following:
        floor.timers.set(Purpose.RETRY, entry.entry_id, min(following))

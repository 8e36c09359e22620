"""The watchdog: the engine's calls and agents are compared with what the switch has.

    the engine has               the switch has           what is done, and named
    an offer made                its leg ringing          it rings: ring_missed
    an offer                     its leg answered         it is answered: answer_missed
    an offer                     no leg                   rescinded, the agent idle: leg_lost
    a party being joined         its leg joined           it is joined: join_missed
    a party being joined         no leg                   the join came to nothing: leg_lost
    a party                      no leg                   it left: leg_lost
    a guest                      no leg                   the guest left: leg_lost
    neither offer nor party      a leg                    the leg is hung up: stray_leg
    a call                       no such caller           the caller left: caller_lost
    an agent at work on nothing  -                        idle: agent_stuck

Only what was there before the switch was asked is compared: a leg that is just being dialled is not
lost. What an agent lost this way is no fault of theirs and counts as no miss.
"""

from acd.call import LegState, Party
from acd.calls import caller_left
from acd.commands import ReleaseLeg
from acd.consults import guests
from acd.events import AgentState, Repaired
from acd.floor import Floor
from acd.inputs import (
    CallerLeft,
    LegEnded,
    LegJoined,
    OfferAnswered,
    OfferRang,
    SwitchLegState,
    SwitchStateReported,
)
from acd.legs import ended, joined
from acd.offers.offer import Offer, OfferPhase
from acd.offers.offering import answered, rang, rescind
from acd.staff.agent import ON_A_CALL, Agent
from acd.staff.duty import make_idle


def switch_state_reported(floor: Floor, told: SwitchStateReported) -> None:
    """Take the switch's word for what it has, and make the engine's follow."""
    legs = {leg.offer_id: leg.state for leg in told.legs}
    if told.calls is not None:
        _callers(floor, set(told.calls), told.as_of)
    for offer in list(floor.offers.values()):
        if offer.offer_id in floor.offers and offer.since <= told.as_of:
            _offer(floor, offer, legs.get(offer.offer_id))
    for party in list(floor.parties.values()):
        if party.offer_id in floor.parties and party.since <= told.as_of:
            _party(floor, party, legs.get(party.offer_id))
    for guest in list(floor.guests.values()):
        if guest.offer_id not in legs and guest.since <= told.as_of:
            floor.say(Repaired(what="leg_lost", call_id=guest.call_id, offer_id=guest.offer_id))
            guests.told(floor, guest, LegEnded(offer_id=guest.offer_id))
    for offer_id in legs:
        if not any(offer_id in known for known in (floor.offers, floor.parties, floor.guests)):
            floor.say(Repaired(what="stray_leg", offer_id=offer_id))
            floor.say(ReleaseLeg(offer_id=offer_id, reason="stray_leg"))
    for agent in list(floor.agents.values()):
        if _stuck(floor, agent):
            floor.say(Repaired(what="agent_stuck", agent_id=agent.agent_id))
            make_idle(floor, agent)


def _callers(floor: Floor, on_line: set[str], as_of: float) -> None:
    for call in list(floor.calls.values()):
        expected = call.dial_limit_s is None and call.began_at <= as_of
        if expected and call.call_id not in on_line:
            floor.say(Repaired(what="caller_lost", call_id=call.call_id))
            caller_left(floor, CallerLeft(call_id=call.call_id))


def _offer(floor: Floor, offer: Offer, leg: SwitchLegState | None) -> None:
    if leg is None:
        _tell(floor, offer, "leg_lost")
        rescind(floor, offer, reason="leg_lost")
    elif leg is not SwitchLegState.RINGING:
        _tell(floor, offer, "answer_missed")
        answered(floor, OfferAnswered(offer_id=offer.offer_id))
        if leg is SwitchLegState.JOINED:
            joined(floor, LegJoined(offer_id=offer.offer_id))
    elif offer.phase is OfferPhase.RESERVED:
        _tell(floor, offer, "ring_missed")
        rang(floor, OfferRang(offer_id=offer.offer_id))


def _party(floor: Floor, party: Party, leg: SwitchLegState | None) -> None:
    if leg is None:
        _tell(floor, party, "leg_lost")
        ended(floor, LegEnded(offer_id=party.offer_id, broken=True))
    elif leg is SwitchLegState.JOINED and party.leg is LegState.JOINING:
        _tell(floor, party, "join_missed")
        joined(floor, LegJoined(offer_id=party.offer_id))


def _tell(floor: Floor, about: Offer | Party, what: str) -> None:
    floor.say(
        Repaired(
            what=what,
            call_id=about.entry.call_id,
            offer_id=about.offer_id,
            agent_id=about.agent.agent_id,
        )
    )


def _stuck(floor: Floor, agent: Agent) -> bool:
    """Whether the agent is at work on nothing, or in a state whose end has passed unnoticed."""
    if agent.state in ON_A_CALL:
        return agent.offer_id not in floor.offers and agent.offer_id not in floor.parties
    return (
        agent.state in (AgentState.WRAP_UP, AgentState.NOT_RESPONDING)
        and agent.until is not None
        and agent.until < floor.now
    )

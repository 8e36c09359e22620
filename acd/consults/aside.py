"""An agent steps out of the caller's bridge, and comes back; meanwhile the talk is on hold."""

from acd.call import Call, LegState, Party
from acd.consults.messages import BringIn, StepAside
from acd.floor import Floor
from acd.legs import tell_held, tell_resumed


def step_aside(floor: Floor, call: Call, party: Party) -> None:
    """Take the agent to a place of their own; the caller hears the others, or music."""
    held = party.leg is LegState.HELD
    party.enter(LegState.ASIDE, now=floor.now)
    here = (LegState.JOINED, LegState.HELD)
    others = [each for each in call.parties.values() if each.leg in here] + call.guests_joined
    floor.say(StepAside(offer_id=party.offer_id, call_id=call.call_id, caller_alone=not others))
    if not held:
        tell_held(floor, party)


def come_back(floor: Floor, party: Party) -> None:
    """Put the agent back to the caller."""
    party.enter(LegState.JOINED, now=floor.now)
    floor.say(BringIn(offer_id=party.offer_id, call_id=party.entry.call_id))
    tell_resumed(floor, party)

"""Legs to people outside: an agency line, any number.

What the switch tells of them comes by the same inputs as of an agent's leg. A guest who was joined
is told to the ledger (GuestJoined ... GuestLeft); one who never answered only ends the consult.
"""

from acd.call import Call
from acd.commands import CancelOffer, ReleaseLeg
from acd.consults.consult import Guest, GuestState
from acd.consults.messages import CallGuest, GuestJoined, GuestLeft, JoinAside, Target
from acd.floor import Floor
from acd.inputs import (
    Input,
    JoinFailed,
    LegEnded,
    LegJoined,
    OfferAnswered,
    OfferDeclined,
    OfferRang,
    OfferUnanswered,
    OfferUnreachable,
)
from acd.offers.offer import LEASE_GRACE_S
from acd.offers.offering import JOIN_LIMIT_S
from acd.timers import Purpose

RING_TIMEOUT_S = 45.0
"""How long a telephone outside may ring."""


def call_guest(floor: Floor, call: Call, target: Target) -> Guest:
    """Ring a number outside for the call."""
    guest = Guest(
        offer_id=floor.new_id("guest"), call_id=call.call_id, target=target, since=floor.now
    )
    call.guests[guest.offer_id] = guest
    floor.guests[guest.offer_id] = guest
    # Keys are pressed after the answer and before the leg is told as answered.
    lease_until = floor.now + RING_TIMEOUT_S + keys_take_s(target.keys) + LEASE_GRACE_S
    floor.timers.set(Purpose.LEASE, guest.offer_id, lease_until)
    floor.say(
        CallGuest(
            offer_id=guest.offer_id,
            call_id=call.call_id,
            number=target.number,
            keys=target.keys,
            ring_timeout_s=RING_TIMEOUT_S,
        )
    )
    return guest


def keys_take_s(keys: str) -> float:
    """How long, in seconds, the switch takes to press the keys: `w` is 0.5, `W` is 1."""
    return sum({"w": 0.5, "W": 1.0}.get(key, 0.5) for key in keys)


def told(floor: Floor, guest: Guest, report: Input) -> None:
    """Take in what the switch tells of a guest's leg."""
    match report:
        case OfferRang() if guest.state is GuestState.DIALLING:
            guest.enter(GuestState.RINGING, now=floor.now)
        case OfferAnswered() if guest.state in (GuestState.DIALLING, GuestState.RINGING):
            _answered(floor, guest)
        case LegJoined() if guest.state is GuestState.JOINING:
            _joined(floor, guest)
        case JoinFailed():
            let_go(floor, guest, reason="join_failed")
        case OfferDeclined() | OfferUnanswered() | OfferUnreachable() | LegEnded():
            _forget(floor, guest, reason="hung_up")
        case _:
            pass


def overdue(floor: Floor, guest: Guest) -> None:
    """Nobody told what became of the ringing, or of the join."""
    let_go(floor, guest, reason="join_failed")


def let_go(floor: Floor, guest: Guest, *, reason: str) -> None:
    """Hang up the guest's leg, or stop its ringing."""
    if guest.state in (GuestState.DIALLING, GuestState.RINGING):
        floor.say(CancelOffer(offer_id=guest.offer_id, reason=reason))
    else:
        floor.say(ReleaseLeg(offer_id=guest.offer_id, reason=reason))
    _forget(floor, guest, reason=reason)


def _answered(floor: Floor, guest: Guest) -> None:
    consult = floor.calls[guest.call_id].consult
    if consult is None:
        let_go(floor, guest, reason="call_over")
        return
    guest.enter(GuestState.JOINING, now=floor.now)
    floor.timers.cancel(Purpose.LEASE, guest.offer_id)
    floor.timers.set(Purpose.JOIN, guest.offer_id, floor.now + JOIN_LIMIT_S)
    floor.say(JoinAside(offer_id=guest.offer_id, aside=consult.by))


def _joined(floor: Floor, guest: Guest) -> None:
    guest.enter(GuestState.JOINED, now=floor.now)
    floor.timers.cancel(Purpose.JOIN, guest.offer_id)
    floor.say(GuestJoined(call_id=guest.call_id, offer_id=guest.offer_id, target=guest.target))
    floor.touch(guest.call_id)


def _forget(floor: Floor, guest: Guest, *, reason: str) -> None:
    was_joined = guest.state is GuestState.JOINED
    guest.enter(GuestState.OVER, now=floor.now)
    for purpose in (Purpose.LEASE, Purpose.JOIN):
        floor.timers.cancel(purpose, guest.offer_id)
    call = floor.calls[guest.call_id]
    del floor.guests[guest.offer_id]
    del call.guests[guest.offer_id]
    if was_joined:
        floor.say(GuestLeft(call_id=guest.call_id, offer_id=guest.offer_id, reason=reason))
        if call.alone:
            call.alone_since = floor.now
    floor.touch(guest.call_id)

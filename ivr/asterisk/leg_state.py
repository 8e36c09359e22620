"""One agent's leg as a state machine: signals of the switch in, facts out.

Asterisk's signals, in the order seen on Asterisk 22:

    rings         DialState RINGING
    picked up     DialEnd ANSWER, then BridgeEnter once the leg is parked
    rejected      DialEnd, Hangup with cause 17 (busy) or 21 (call rejected)
    no answer     Hangup with cause 19, no DialEnd
    unreachable   OriginateResponse Failure and no channel at all, or a Hangup before it rang

OriginateResponse comes before or after Hangup, so that the Hangup decides wherever there was a
channel.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ivr.asterisk.leg_facts import (
    FinalFact,
    LegAnswered,
    LegDeclined,
    LegEnded,
    LegHeld,
    LegRang,
    LegResumed,
    LegUnanswered,
    LegUnreachable,
)

_REJECTED: Final = frozenset({17, 21})
_NO_ANSWER: Final = frozenset({18, 19})
_UNKNOWN: Final = -1
_BROKEN: Final = frozenset({27, 38, 41, 42, 44, 102, 127, _UNKNOWN})
"""Causes of an answered leg's end that are no hang-up: out of order, congestion, no RTP, timers.

Nor is one that nobody saw: better a second interpreter than a caller who is left without one.
"""


class LegState(StrEnum):
    """Where a leg is."""

    DIALLING = "dialling"
    RINGING = "ringing"
    PICKED_UP = "picked_up"
    PARKED = "parked"
    OVER = "over"


TRANSITIONS: Final[Mapping[LegState, frozenset[LegState]]] = {
    LegState.DIALLING: frozenset(
        {LegState.RINGING, LegState.PICKED_UP, LegState.PARKED, LegState.OVER}
    ),
    LegState.RINGING: frozenset({LegState.PICKED_UP, LegState.PARKED, LegState.OVER}),
    LegState.PICKED_UP: frozenset({LegState.PARKED, LegState.OVER}),
    LegState.PARKED: frozenset({LegState.OVER}),
    LegState.OVER: frozenset(),
}


class Leg:
    """One ringing or answered telephone.

    `channel_id` is our uniqueid for it, `channel` its name once there is one. A leg that is
    `unwanted` is being hung up: its one remaining fact is LegEnded. `generation` is the AMI
    connection whose events tell its story. `on_hold` is what was last said of it; after a gap that
    is not `hold_is_known`, until the switch says it again.
    """

    def __init__(self, *, offer_id: str, channel_id: str, generation: int) -> None:
        """Begin to dial."""
        self.offer_id = offer_id
        self.channel_id = channel_id
        self.generation = generation
        self.channel = ""
        self.unwanted = False
        self.on_hold = False
        self.hold_is_known = True
        self.state = LegState.DIALLING

    def rings(self) -> LegRang | None:
        """The telephone rings."""
        if not self._transition(LegState.RINGING) or self.unwanted:
            return None
        return LegRang(offer_id=self.offer_id)

    def picked_up(self) -> None:
        """The agent answered; the leg is on its way to be parked."""
        self._transition(LegState.PICKED_UP)

    def parked(self) -> LegAnswered | None:
        """The leg waits in its parking bridge."""
        if not self._transition(LegState.PARKED) or self.unwanted:
            return None
        return LegAnswered(offer_id=self.offer_id, channel=self.channel)

    def held(self) -> LegHeld | None:
        """The agent has the line on hold."""
        return LegHeld(offer_id=self.offer_id) if self._turns(on_hold=True) else None

    def resumed(self) -> LegResumed | None:
        """The agent has the line on hold no more."""
        return LegResumed(offer_id=self.offer_id) if self._turns(on_hold=False) else None

    def hung_up(self, *, cause: int, text: str) -> FinalFact | None:
        """The channel is gone, with an ISDN cause code (Q.850)."""
        before = self.state
        if not self._transition(LegState.OVER):
            return None
        if self.unwanted or before is LegState.PARKED:
            broken = not self.unwanted and cause in _BROKEN
            return LegEnded(offer_id=self.offer_id, cause=text, broken=broken)
        if cause in _REJECTED or before is LegState.PICKED_UP:
            return LegDeclined(offer_id=self.offer_id)
        if cause in _NO_ANSWER and before is LegState.RINGING:
            return LegUnanswered(offer_id=self.offer_id)
        return LegUnreachable(offer_id=self.offer_id, cause=text)

    def lost(self, *, cause: str) -> FinalFact | None:
        """There is no channel, and no signal tells why; it counts as broken."""
        return self.hung_up(cause=_UNKNOWN, text=cause)

    def _turns(self, *, on_hold: bool) -> bool:
        """Note a hold or its end; False if that is nothing new, or nobody's business any more."""
        is_new = on_hold is not self.on_hold
        self.on_hold = on_hold
        self.hold_is_known = True
        return is_new and not self.unwanted and self.state is not LegState.OVER

    def _transition(self, to: LegState) -> bool:
        """Go to `to`; False if the leg is there or past it, as repeated signals would have it."""
        if to not in TRANSITIONS[self.state]:
            return False
        self.state = to
        return True

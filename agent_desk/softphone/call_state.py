"""How far a leg is, taken from the stack's invite session."""

from __future__ import annotations

from enum import StrEnum

import pjsua2 as pj


class CallState(StrEnum):
    """How far a leg is. It only moves forward, and may skip to the end."""

    DIALLING = "dialling"
    INCOMING = "incoming"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


_OF_SESSION = {
    pj.PJSIP_INV_STATE_NULL: CallState.DIALLING,
    pj.PJSIP_INV_STATE_CALLING: CallState.DIALLING,
    pj.PJSIP_INV_STATE_INCOMING: CallState.INCOMING,
    pj.PJSIP_INV_STATE_EARLY: CallState.RINGING,
    pj.PJSIP_INV_STATE_CONNECTING: CallState.ANSWERED,
    pj.PJSIP_INV_STATE_CONFIRMED: CallState.ANSWERED,
    pj.PJSIP_INV_STATE_DISCONNECTED: CallState.ENDED,
}


def call_state(session_state: int) -> CallState:
    """Return our word for a state of the stack's invite session."""
    return _OF_SESSION[session_state]

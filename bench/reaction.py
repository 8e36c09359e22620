"""What a key did: when the prompt fell silent, and when the next one began.

Times are epoch seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.errors import CallFailed
from bench.sip.rtp import PACKET_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One packet, and the tone in it; None is silence."""

    at: float
    tone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Milliseconds from the end of a key to the end of the old tone, to the begin of the next."""

    to_silence_ms: float
    to_next_ms: float


def reaction(
    heard: Sequence[Heard], *, pressed_at: float, before: str, after: str
) -> Reaction | None:
    """Return what came of a key; None while the tone `after` is not there yet.

    `heard` are the packets in the order in which they came. The old tone ends with its last
    packet, which sounds for `PACKET_S`; one that has ended by itself before the key was silent at
    once.

    Raises:
        CallFailed: another tone was heard, or the next one before the key.
    """
    silent_at = pressed_at
    for packet in heard:
        if packet.tone == after:
            if packet.at < pressed_at:
                raise CallFailed(f"{after} was heard before the key")
            return Reaction(
                to_silence_ms=1000 * (silent_at - pressed_at),
                to_next_ms=1000 * (packet.at - pressed_at),
            )
        if packet.tone == before:
            silent_at = max(silent_at, packet.at + PACKET_S)
        elif packet.tone is not None:
            raise CallFailed(f"{packet.tone} was heard, not {after}")
    return None

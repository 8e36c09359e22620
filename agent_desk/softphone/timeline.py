"""When the steps of a call happened, for figures on set-up and on ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Timeline:
    """Times in seconds of the monotonic clock, None for what has not happened.

    They are as fine as the endpoint's polling interval; the INVITE of an outgoing call is exact.

    Attributes:
        invite: the INVITE was sent or came in.
        ringing: the first 180 or 183 was sent or came in.
        answered: the 200 was sent or came in.
        recording: recording began; position 0 of the audio, at most 40 ms later in truth.
        first_rtp: the first RTP packet from the far end was counted.
        ended: the BYE, the CANCEL or the refusal was sent or came in.
    """

    invite: float | None = None
    ringing: float | None = None
    answered: float | None = None
    recording: float | None = None
    first_rtp: float | None = None
    ended: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RtpCounts:
    """RTP packets of a leg so far."""

    received: int
    sent: int
    lost: int

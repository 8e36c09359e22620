"""Who hears a control list instead of the trending one.

What the announcement saves shows only against callers who did not hear it. A caller's number and a
salt are hashed: the same number stays on the same side for as long as the salt does, and nobody
chooses. A caller without a number is placed by the call.
"""

import hashlib
from enum import StrEnum


class Arm(StrEnum):
    """Which list the caller hears."""

    TRENDING = "trending"
    CONTROL = "control"


def arm_of(who: str, *, control_share: float, salt: str = "") -> Arm:
    """Return the arm of `who`; a share of `control_share` (0..1) of all is in the control."""
    digest = hashlib.sha256(f"{salt}\n{who}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    return Arm.CONTROL if place < control_share else Arm.TRENDING

"""How long a text takes to say, about: what the rehearsal's clock and the proofs rest on.

14 characters a second is what the synthesisers here speak at their usual rate, pauses included. A
sign of a wide script (Chinese, Japanese, Korean) is a syllable or two: 4.5 of them a second.
"""

from typing import Final
from unicodedata import east_asian_width

CHARACTERS_A_SECOND: Final = 14.0
WIDE_SIGNS_A_SECOND: Final = 4.5


def speaking_s(text: str) -> float:
    """Estimate how many seconds a text takes."""
    wide = sum(1 for sign in text if east_asian_width(sign) in "WF")
    return (len(text) - wide) / CHARACTERS_A_SECOND + wide / WIDE_SIGNS_A_SECOND

"""What a department writes of a request, and how long it may be: it is read out on the telephone.

The proofs count `OUTCOME_S` for it, so that what they promise holds whatever is imported.
"""

from typing import Final

from ivr.flow.pace import CHARACTERS_A_SECOND, WIDE_SIGNS_A_SECOND, speaking_s

OUTCOME_NAME: Final = "request.outcome"
"""The name under which texts have it."""
OUTCOME_S: Final = 20.0
"""The longest time in seconds that it may take to say, by the estimate of `ivr.flow.pace`."""


def checked_outcome(text: str) -> str:
    """Return the text without what surrounds it. Errors do not repeat it: it is personal data.

    Raises:
        ValueError: It is empty, has more than one line, or takes too long to say.
    """
    text = text.strip()
    if not text:
        raise ValueError("must not be blank")
    if not text.isprintable():
        raise ValueError("must be one line without control characters")
    if (needed_s := speaking_s(text)) > OUTCOME_S:
        most = int(OUTCOME_S * CHARACTERS_A_SECOND), int(OUTCOME_S * WIDE_SIGNS_A_SECOND)
        raise ValueError(
            f"takes about {needed_s:.0f} s to say, at most {OUTCOME_S:g} s: "
            f"{most[0]} characters, or {most[1]} Chinese, Japanese or Korean ones"
        )
    return text

"""What happened to the city's numbers, for the ledger."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DialTested:
    """A number was called to hear whether it is answered as it must be.

    `prompt` is the first that callers must hear. `answered_s` is from dialling to the answer,
    `speech_s` from the answer to the beginning of that prompt; None for what never came. `reason`
    is '' if the test was passed.
    """

    number: str
    alias: str
    flow: str
    passed: bool
    reason: str = ""
    prompt: str = ""
    answered_s: float | None = None
    speech_s: float | None = None

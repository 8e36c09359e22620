"""How playing and recording ended. Times are in milliseconds."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamResult:
    """`digit` is the key that ended it ('' if none); `complete` tells that it ran to its end.

    `end_ms` is how far it got.
    """

    digit: str
    end_ms: int
    complete: bool


class RecordEnd(StrEnum):
    """Why a recording ended, in Asterisk's words: silence counts as a time-out."""

    KEY = "dtmf"
    TIMEOUT = "timeout"
    HANG_UP = "hangup"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordResult:
    """A recording. When the caller hung up, what was said until then is kept.

    `duration_ms` is None when a key ended it: then Asterisk does not tell, only the file does.
    """

    end: RecordEnd
    digit: str
    duration_ms: int | None

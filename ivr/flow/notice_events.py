"""What happened to the notices at the front of calls, for the ledger.

`actor` is the supervisor who did it; `AUTOMATIC` where the city's file lets a notice go on by
itself. Texts are by language; times are epoch seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

AUTOMATIC: Final = "@automatic"


class NoticeKind(StrEnum):
    """What a notice is for. An emergency's is heard on every line, before anything else."""

    INFORMATION = "information"
    OUTAGE = "outage"
    EMERGENCY = "emergency"


class Then(StrEnum):
    """What follows a notice."""

    CONTINUE = "continue"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSwitchedOn:
    """From now on callers hear it, on these lines (none: on every line), until `until`.

    A proposal of the same id is thereby approved.
    """

    notice_id: str
    actor: str
    kind: NoticeKind
    text: Mapping[str, str]
    lines: tuple[str, ...]
    then: Then
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEdited:
    """A notice that is on, or proposed, has another text or another end."""

    notice_id: str
    actor: str
    text: Mapping[str, str]
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSwitchedOff:
    """Callers hear it no more."""

    notice_id: str
    actor: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeExpired:
    """Its time was over: callers hear it no more."""

    notice_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeProposed:
    """A question surged: `count` inquiries in `bin_s` seconds where `usual` are usual.

    `probability` is how likely so many are without a cause; `false_alarms_per_year` is what the
    city's file allows. The text is drafted from the answer, in effect until `until` once it is
    approved; without an approval the proposal lapses at `lapses_at`.
    """

    notice_id: str
    code: str
    count: int
    usual: float
    probability: float
    bin_s: float
    false_alarms_per_year: float
    text: Mapping[str, str]
    until: float
    lapses_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeRejected:
    """The supervisor wants no notice of it."""

    notice_id: str
    actor: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeLapsed:
    """Nobody approved the proposal in time."""

    notice_id: str


NoticeEvent = (
    NoticeSwitchedOn
    | NoticeEdited
    | NoticeSwitchedOff
    | NoticeExpired
    | SurgeProposed
    | SurgeRejected
    | SurgeLapsed
)

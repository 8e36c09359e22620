"""Calls that needed no person, and how many of them the announced questions saved.

A call is contained when its caller heard an answer, hung up content without asking for a person,
and did not call again from the same number within a day of the end. Calls given up in the menu
without an answer are abandons: they are in neither part of the share. A call that ended less than
a day ago is not decided yet, and one without a number never shows a repetition.

Saved are calls that did without a person because of the list, which shows only against the control
group: the share of callers who asked for a person or called again, in the control group minus in
the other. Its 95 % interval is Newcombe's (Statistics in Medicine 17, 1998, method 10).
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Contact, FaqOffer, FaqPlay
from db.models.calls import BLOCKED, TEST
from db.queries.figures import share
from ivr.flow.events import Disposition
from ivr.trending.experiment import Arm

REPEAT_WITHIN = timedelta(hours=24)
# Ways to a person that do not pass the queue.
_TO_A_PERSON = (Disposition.VOICEMAIL, Disposition.EMERGENCY, Disposition.TRANSFERRED)
_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Contained:
    """`share` = contained / (calls - abandoned); `repeated` called again within a day."""

    name: str
    calls: int
    abandoned: int
    answered: int
    repeated: int
    contained: int
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFigures:
    """`needed` = asked for a person or called again, as a number and a share of the calls."""

    arm: str
    calls: int
    needed: int
    needed_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What the list saves: `share` of the callers who heard it, and `calls` of them.

    The interval is of 95 %; all are None while one of the groups is empty.
    """

    share: float | None
    low: float | None
    high: float | None
    calls: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainmentReport:
    """See the fields. `undecided` ended less than a day before the report and are left out."""

    start: datetime
    end: datetime
    undecided: int
    total: Contained
    by_language: tuple[Contained, ...]
    by_question: tuple[Contained, ...]
    arms: tuple[ArmFigures, ...]
    saved: Saved


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    language: str
    arm: str | None
    heard: tuple[str, ...]
    ended_well: bool
    abandoned: bool
    asked: bool
    repeated: bool

    @property
    def contained(self) -> bool:
        return bool(self.heard) and self.ended_well and not self.asked and not self.repeated


def containment_report(
    session: Session, start: datetime, end: datetime, *, now: datetime
) -> ContainmentReport:
    """Judge the calls that started from `start` to before `end`, as far as is known `now`."""
    calls, undecided = _calls(session, start, end, now)
    by_language: defaultdict[str, list[_Call]] = defaultdict(list)
    by_question: defaultdict[str, list[_Call]] = defaultdict(list)
    for call in calls:
        by_language[call.language].append(call)
        for code in call.heard:
            by_question[code].append(call)
    arms = tuple(_arm(arm, calls) for arm in Arm)
    return ContainmentReport(
        start=start,
        end=end,
        undecided=undecided,
        total=_contained("all", calls),
        by_language=_most_first(by_language),
        by_question=_most_first(by_question),
        arms=arms,
        saved=_saved(*arms),
    )


def newcombe(part: int, whole: int, other_part: int, other_whole: int) -> tuple[float, float]:
    """Return the 95 % interval of part / whole - other_part / other_whole."""
    first, second = part / whole, other_part / other_whole
    low, high = _wilson(part, whole)
    other_low, other_high = _wilson(other_part, other_whole)
    difference = first - second
    return (
        difference - math.hypot(first - low, other_high - second),
        difference + math.hypot(high - first, second - other_low),
    )


def _wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's score interval of 95 % (J. American Statistical Association 22, 1927)."""
    square = _Z95**2
    middle = (part + square / 2) / (whole + square)
    half = _Z95 / (whole + square) * math.sqrt(part * (whole - part) / whole + square / 4)
    return middle - half, middle + half


def _calls(
    session: Session, start: datetime, end: datetime, now: datetime
) -> tuple[list[_Call], int]:
    rows = session.execute(
        select(
            Contact.call_id,
            Contact.language,
            Contact.disposition,
            Contact.queued_at,
            Contact.ended_at,
            Contact.calling_number,
        ).where(
            Contact.started_at >= start,
            Contact.started_at < end,
            Contact.disposition.is_not(None),
            Contact.disposition != BLOCKED,
            Contact.direction != TEST,
        )
    ).all()
    heard = _heard(session, start, end)
    arms = _arms(session, start, end)
    began = _begun(session, start, end)
    calls, undecided = [], 0
    for row in rows:
        if row.ended_at is None or row.ended_at + REPEAT_WITHIN > now:
            undecided += 1
            continue
        codes = heard.get(row.call_id, ())
        calls.append(
            _Call(
                language=row.language or "unknown",
                arm=arms.get(row.call_id),
                heard=codes,
                ended_well=row.disposition == Disposition.ANSWERED_BY_FAQ,
                abandoned=row.disposition == Disposition.ABANDONED_IN_MENU and not codes,
                asked=row.queued_at is not None or row.disposition in _TO_A_PERSON,
                repeated=any(
                    row.ended_at < at <= row.ended_at + REPEAT_WITHIN
                    for at in began.get(row.calling_number, ())
                ),
            )
        )
    return calls, undecided


def _begun(session: Session, start: datetime, end: datetime) -> dict[str, list[datetime]]:
    """When each number called, as far as a call of the period could be repeated."""
    rows = session.execute(
        select(Contact.calling_number, Contact.started_at).where(
            Contact.calling_number != "",
            Contact.started_at >= start,
            Contact.started_at < end + 2 * REPEAT_WITHIN,
        )
    )
    found: defaultdict[str, list[datetime]] = defaultdict(list)
    for number, at in rows:
        found[number].append(at)
    return found


def _heard(session: Session, start: datetime, end: datetime) -> dict[str, tuple[str, ...]]:
    rows = session.execute(
        select(FaqPlay.call_id, FaqPlay.faq)
        .join(Contact, Contact.call_id == FaqPlay.call_id)
        .where(Contact.started_at >= start, Contact.started_at < end)
        .order_by(FaqPlay.id)
    )
    heard: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for call_id, code in rows:
        heard[call_id][code] = None
    return {call_id: tuple(codes) for call_id, codes in heard.items()}


def _arms(session: Session, start: datetime, end: datetime) -> dict[str, str]:
    """The group that each caller was in when first offered a list."""
    rows = session.execute(
        select(FaqOffer.call_id, FaqOffer.arm)
        .join(Contact, Contact.call_id == FaqOffer.call_id)
        .where(Contact.started_at >= start, Contact.started_at < end)
        .order_by(FaqOffer.id.desc())
    )
    return {row.call_id: row.arm for row in rows}


def _contained(name: str, calls: Sequence[_Call]) -> Contained:
    abandoned = sum(call.abandoned for call in calls)
    contained = sum(call.contained for call in calls)
    return Contained(
        name=name,
        calls=len(calls),
        abandoned=abandoned,
        answered=sum(bool(call.heard) for call in calls),
        repeated=sum(call.repeated for call in calls),
        contained=contained,
        share=share(contained, len(calls) - abandoned),
    )


def _most_first(groups: dict[str, list[_Call]]) -> tuple[Contained, ...]:
    found = [_contained(name, calls) for name, calls in groups.items()]
    return tuple(sorted(found, key=lambda each: (-each.calls, each.name)))


def _arm(arm: Arm, calls: Sequence[_Call]) -> ArmFigures:
    of_arm = [call for call in calls if call.arm == arm]
    needed = sum(call.asked or call.repeated for call in of_arm)
    return ArmFigures(
        arm=arm.value,
        calls=len(of_arm),
        needed=needed,
        needed_share=share(needed, len(of_arm)),
    )


def _saved(trending: ArmFigures, control: ArmFigures) -> Saved:
    if not trending.calls or not control.calls:
        return Saved(share=None, low=None, high=None, calls=None)
    low, high = newcombe(control.needed, control.calls, trending.needed, trending.calls)
    saved = control.needed / control.calls - trending.needed / trending.calls
    return Saved(share=saved, low=low, high=high, calls=saved * trending.calls)

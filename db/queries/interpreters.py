"""Interpreters over some days: how long callers waited for one, and what that cost."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acd.events import EntryOutcome
from db.models import Contact, Interpretation
from db.queries.figures import Spent, Waits

STAFF = "staff"
"""What stands for a vendor's name where a person of the city's own interpreted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterRow:
    """Interpreters of one language by one vendor, or of all vendors where nobody came.

    `wait` is of those who were connected, from being asked for to being on the line; `talk` from
    then to leaving. `cost_micros` maps currencies to millionths of them.
    """

    language: str
    vendor: str
    asked: int
    connected: int
    wait: Waits
    talk: Spent
    billed_s: int
    cost_micros: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LongWait:
    """One search that took too long, for review. `outcome` is 'open' while it goes on."""

    call_id: str
    serial: str
    requested_at: datetime
    language: str
    wait_s: float
    outcome: str
    attempts: int
    vendor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterReport:
    """Interpreters asked for from `start` to before `end`; `review` has waits of `review_s` on."""

    start: datetime
    end: datetime
    review_s: float
    total: InterpreterRow
    rows: tuple[InterpreterRow, ...]
    review: tuple[LongWait, ...]


def interpreter_report(
    session: Session, start: datetime, end: datetime, *, review_s: float, now: datetime
) -> InterpreterReport:
    """Count the interpreters asked for in [start, end); a search that goes on lasts until `now`."""
    query = (
        select(Interpretation, Contact.serial)
        .join(Contact, Contact.call_id == Interpretation.call_id)
        .where(Interpretation.requested_at >= start, Interpretation.requested_at < end)
        .order_by(Interpretation.id)
    )
    found = [(row[0], row[1]) for row in session.execute(query)]
    groups: defaultdict[tuple[str, str], list[Interpretation]] = defaultdict(list)
    for each, _ in found:
        groups[each.language or "?", _who(each)].append(each)
    long = (
        _long_wait(each, serial, now) for each, serial in found if _wait_s(each, now) >= review_s
    )
    return InterpreterReport(
        start=start,
        end=end,
        review_s=review_s,
        total=_row("", "", [each for each, _ in found]),
        rows=tuple(_row(*key, group) for key, group in sorted(groups.items())),
        review=tuple(sorted(long, key=lambda wait: -wait.wait_s)),
    )


def billed_since(session: Session, start: datetime) -> dict[str, int]:
    """Return the seconds that each vendor has billed for stretches that ended since `start`."""
    query = (
        select(Interpretation.vendor, func.sum(Interpretation.billed_s))
        .where(Interpretation.left_at >= start, Interpretation.vendor != "")
        .group_by(Interpretation.vendor)
    )
    return {vendor: int(billed_s) for vendor, billed_s in session.execute(query)}


def _who(each: Interpretation) -> str:
    if each.connected_at is None:
        return ""
    return each.vendor or STAFF


def _wait_s(each: Interpretation, now: datetime) -> float:
    return ((each.connected_at or each.found_at or now) - each.requested_at).total_seconds()


def _row(language: str, vendor: str, group: Sequence[Interpretation]) -> InterpreterRow:
    connected = [each for each in group if each.connected_at is not None]
    return InterpreterRow(
        language=language,
        vendor=vendor,
        asked=len(group),
        connected=len(connected),
        wait=Waits.of(_wait_s(each, each.requested_at) for each in connected),
        talk=Spent.of(list(_lengths(connected))),
        billed_s=sum(each.billed_s for each in group),
        cost_micros=_costs(group),
    )


def _lengths(connected: Iterable[Interpretation]) -> Iterable[float]:
    for each in connected:
        if each.connected_at is not None and each.left_at is not None:
            yield (each.left_at - each.connected_at).total_seconds()


def _costs(group: Iterable[Interpretation]) -> dict[str, int]:
    costs: defaultdict[str, int] = defaultdict(int)
    for each in group:
        if each.currency:
            costs[each.currency] += each.cost_micros
    return dict(sorted(costs.items()))


def _long_wait(each: Interpretation, serial: str, now: datetime) -> LongWait:
    return LongWait(
        call_id=each.call_id,
        serial=serial,
        requested_at=each.requested_at,
        language=each.language or "?",
        wait_s=_wait_s(each, now),
        outcome=each.outcome or ("open" if each.found_at is None else EntryOutcome.WITHDRAWN.value),
        attempts=each.attempts,
        vendor=_who(each),
    )

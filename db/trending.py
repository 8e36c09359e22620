"""What the records say of the city's questions, for `ivr.trending`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Dialect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import models
from db.ledger import LedgerEntry
from db.store import Store
from db.types import utc
from ivr.flow.desk_events import InquiryAnswered
from ivr.flow.events import (
    FaqAnswered,
)
from ivr.trending.baseline import WEEK_S
from ivr.trending.counts import KEEP_S
from ivr.trending.inquiry import Inquiry, only_language
from ivr.trending.last_year import DAY_S, KEEP_DAYS
from ivr.trending.trends import Trends

BASELINE_WEEKS: Final = 12
"""Older inquiries say next to nothing of what is usual at an hour of the week now."""


def inquiry_of(entry: LedgerEntry) -> Inquiry | None:
    """Return the inquiry that the entry tells of, if it does."""
    match entry.event:
        case FaqAnswered(faq=code, language=language):
            return Inquiry(code=code, at=entry.at, language=only_language(language))
        case InquiryAnswered(code=code, language=language, district=district):
            return Inquiry(code=code, at=entry.at, language=language, district=district)
        case _:
            return None


def warm(trends: Trends, store: Store, *, now: float) -> None:
    """Teach `trends` the inquiries on record before `now`: the year, the weeks, the last days.

    Surges of the past are not told again.

    Raises:
        StoreError: the database fails.
    """
    with store.session() as session:
        for code, at, count in _daily(session, now):
            trends.learn_day(code, at=at, count=count)
        for code, at, count in _hourly(session, now):
            trends.learn(code, at=at, count=count)
        for inquiry in _recent(session, now):
            trends.add(inquiry)
    trends.take_surges(now=now)


def _daily(session: Session, now: float) -> Iterator[tuple[str, float, int]]:
    """Yield (code, noon of a day of UTC, inquiries in it), of the year before the baseline's weeks.

    Day by day: each is one stretch of the index over time and code.
    """
    until = _baseline_begins(now)
    begin = (now // DAY_S - KEEP_DAYS) * DAY_S
    while begin < until:
        end = min(begin + DAY_S, until)
        query = (
            select(models.Inquiry.code, func.count())
            .where(models.Inquiry.at >= utc(begin), models.Inquiry.at < utc(end))
            .group_by(models.Inquiry.code)
        )
        for code, count in session.execute(query):
            yield code, begin + DAY_S / 2, count
        begin += DAY_S


def _baseline_begins(now: float) -> float:
    """Midnight of UTC, so that no day is counted in two parts."""
    return now // DAY_S * DAY_S - BASELINE_WEEKS * WEEK_S


def _hourly(session: Session, now: float) -> Iterator[tuple[str, float, int]]:
    """Yield (code, the middle of an hour, inquiries in it), in the order of time."""
    at = models.Inquiry.at
    hour = _hour(at, session.get_bind().dialect)
    query = (
        select(models.Inquiry.code, func.min(at), func.count())
        .where(at >= utc(_baseline_begins(now)), at < utc(now - KEEP_S))
        .group_by(hour, models.Inquiry.code)
        .order_by(hour, models.Inquiry.code)
    )
    for code, first, count in session.execute(query):
        yield code, first.timestamp(), count


def _recent(session: Session, now: float) -> Iterator[Inquiry]:
    row = models.Inquiry
    query = (
        select(row.code, row.at, row.language, row.district)
        .where(row.at >= utc(now - KEEP_S), row.at < utc(now))
        .order_by(row.at)
    )
    for code, at, language, district in session.execute(query):
        yield Inquiry(code=code, at=at.timestamp(), language=language, district=district)


def _hour(at: InstrumentedAttribute[datetime], dialect: Dialect) -> ColumnElement[str]:
    if dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H", at)
    return func.date_trunc("hour", at)

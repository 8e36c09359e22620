"""Trending taken up from the records is what it was before the restart."""

import itertools
from dataclasses import replace

import pytest
from sqlalchemy import insert

from db.ledger import LedgerEntry
from db.models import FaqOffer, Inquiry, Lookup
from db.store import Store
from db.trending import inquiry_of, warm
from db.types import utc
from ivr.flow.desk_events import InquiryAnswered
from ivr.flow.events import (
    FaqAnswered,
    FaqsAnnounced,
    KnowledgeSought,
    Means,
)
from ivr.trending import inquiry as asked
from ivr.trending.ranking import Rank, TrendingQuery
from ivr.trending.trends import Trends
from tests.db.rows import rows
from tests.db.story import NOON

HOUR = 3600.0
WEEK = 7 * 86_400.0


def _heard(code: str, *, language: str = "en") -> FaqAnswered:
    return FaqAnswered(
        call_id="c1", faq=code, language=language, complete=True, heard_s=4.0, means=Means.KEY
    )


def _entries(*events: tuple[float, object]) -> list[LedgerEntry]:
    return [
        LedgerEntry(boot_id="b", seq=seq, at=NOON + at, event=event)  # type: ignore[arg-type]
        for seq, (at, event) in enumerate(sorted(events, key=lambda each: each[0]), start=1)
    ]


def _query(**options: object) -> TrendingQuery:
    given = {"count": 5, "window_s": 24 * HOUR, "half_life_s": 6 * HOUR} | options
    return TrendingQuery(**given)  # type: ignore[arg-type]


def test_every_channel_is_an_inquiry(store: Store) -> None:
    answered = InquiryAnswered(
        code="parking", channel="agent", call_id="c1", agent_id="1001", language="es"
    )
    web = InquiryAnswered(code="heat", channel="web", district="Bronx")
    store.append(_entries((0, _heard("noise", language="en,es")), (1, answered), (2, web)))
    found = [
        (r.code, r.channel, r.call_id, r.agent_id, r.language, r.district)
        for r in rows(store, Inquiry)
    ]
    assert found == [
        ("noise", "ivr", "c1", None, "", ""),
        ("parking", "agent", "c1", "1001", "es", ""),
        ("heat", "web", None, None, "", "Bronx"),
    ]


def test_what_was_offered_is_on_record(store: Store) -> None:
    offer = FaqsAnnounced(call_id="c1", node="top", faqs=("heat", "noise"), arm="control")
    store.append(_entries((0, offer)))
    (row,) = rows(store, FaqOffer)
    assert (row.node, row.arm, row.faqs) == ("top", "control", ["heat", "noise"])


def test_what_was_looked_up_is_on_record_found_or_not(store: Store) -> None:
    found = KnowledgeSought(
        call_id="c1", node="ask", by="number", asked="66473", found=("noise",), means=Means.KEY
    )
    vain = replace(found, by="words", asked="a rocket", found=(), means=Means.SPEECH)
    store.append(_entries((0, found), (1, vain)))
    assert [(row.by, row.asked, row.found, row.means) for row in rows(store, Lookup)] == [
        ("number", "66473", ["noise"], "key"),
        ("words", "a rocket", [], "speech"),
    ]
    assert rows(store, Inquiry) == []


def test_a_counter_warmed_from_the_records_ranks_as_the_one_that_ran(store: Store) -> None:
    events = [(-hour * HOUR, _heard("parking")) for hour in range(1, 24 * 40)]
    events += [(-hour * HOUR - 60, _heard("noise")) for hour in range(1, 24 * 40, 24)]
    events += [(-minute * 60.0, _heard("heat")) for minute in range(30)]
    entries = _entries(*events)
    store.append(entries)
    ran = Trends()
    for entry in entries:
        inquiry = inquiry_of(entry)
        assert inquiry is not None
        ran.add(inquiry)
    warmed = Trends()
    warm(warmed, store, now=NOON + 1)
    for rank in Rank:
        was, now = (t.explain(_query(rank=rank), now=NOON + 1) for t in (ran, warmed))
        assert [each.code for each in now] == [each.code for each in was]
        for one, other in zip(was, now, strict=True):
            assert other.score == pytest.approx(one.score, rel=1e-6)
    assert list(warmed.take_surges(now=NOON + 1)) == []


def test_last_years_onset_on_record_is_known_after_a_restart(store: Store) -> None:
    """Heat set in a year ago as it does today: taken up from the records it is no surge."""

    ids = itertools.count(1)

    def record(code: str, ages_s: list[float]) -> None:
        rows = [
            {"id": next(ids), "at": utc(NOON - age_s), "code": code, "channel": "web"}
            for age_s in ages_s
        ]
        with store.writing() as db:
            db.execute(insert(Inquiry), rows)

    def told() -> list[str]:
        trends = Trends()
        warm(trends, store, now=NOON)
        for number in range(12):
            trends.add(asked.Inquiry(code="heat", at=NOON + 10.0 + number))
        return [surge.code for surge in trends.take_surges(now=NOON + HOUR)]

    record("parking", [hour * HOUR + 60 for hour in range(24 * 45)])
    assert told() == ["heat"]
    record("heat", [52 * WEEK + 86_400.0 * day for day in range(1, 4)])
    record("heat", [52 * WEEK - second for second in range(0, 8 * 86_400, 180)])
    assert told() == []

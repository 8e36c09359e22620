"""What the city asks is counted from the start on, while the records are still being learnt."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from datetime import UTC
from pathlib import Path

import pytest

from db.errors import StoreUnavailable
from db.ledger import LedgerEntry
from db.store import Store
from hotline import trends as module
from hotline.trends import CityTrends, trends_of
from ivr.flow.desk_events import InquiryAnswered
from ivr.trending.inquiry import Inquiry
from ivr.trending.ranking import TrendingQuery
from ivr.trending.surge import SurgeRule
from ivr.trending.trends import Trends

NOON = 1_767_610_800.0
QUERY = TrendingQuery(count=3, window_s=86_400.0, half_life_s=21_600.0)


class Records:
    """Two questions about heat and one about noise; learnt when `release` is set."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.failures = 0
        self.learnt_for: list[float] = []

    def learn(self, now: float) -> Trends:
        self.release.wait(30)
        self.learnt_for.append(now)
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("the database is away")
        trends = Trends()
        for code in ("heat", "heat", "noise"):
            trends.add(Inquiry(code=code, at=now - 60))
        return trends


@contextlib.asynccontextmanager
async def running(records: Records) -> AsyncIterator[CityTrends]:
    trends = CityTrends(records.learn, now=NOON)
    task = asyncio.create_task(trends.run())
    yield trends
    records.release.set()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_until_the_records_are_known_what_was_asked_since_counts_and_afterwards_both() -> (
    None
):
    records = Records()
    async with running(records) as trends:
        trends.add(Inquiry(code="noise", at=NOON + 1))
        trends.add(Inquiry(code="noise", at=NOON + 2))
        assert trends.top(QUERY, now=NOON + 3) == ["noise"]
        assert not await trends.wait(timeout_s=0.01)
        records.release.set()
        assert await trends.wait(timeout_s=20)
        assert trends.top(QUERY, now=NOON + 3) == ["noise", "heat"]
        trends.add(Inquiry(code="parking", at=NOON + 4))
        assert trends.top(QUERY, now=NOON + 5) == ["noise", "heat", "parking"]
        assert records.learnt_for == [NOON]


async def test_a_database_that_is_away_is_told_of_and_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    retries: asyncio.Queue[float] = asyncio.Queue()
    go_on = asyncio.Event()

    async def sleep(seconds: float) -> None:
        retries.put_nowait(seconds)
        await go_on.wait()

    monkeypatch.setattr(module.asyncio, "sleep", sleep)
    records = Records()
    records.failures = 1
    records.release.set()
    async with running(records) as trends:
        assert await asyncio.wait_for(retries.get(), 20) == 30
        assert "the database is away" in trends.failure
        trends.add(Inquiry(code="heat", at=NOON + 1))
        assert trends.top(QUERY, now=NOON + 2) == ["heat"]
        go_on.set()
        assert await trends.wait(timeout_s=20)
        assert (trends.failure, trends.top(QUERY, now=NOON + 2)) == ("", ["heat", "noise"])


async def test_stopping_does_not_wait_for_the_records() -> None:
    records = Records()
    async with running(records) as trends:
        assert not await trends.wait(timeout_s=0.01)
    assert not await trends.wait(timeout_s=0.01)


def test_what_came_after_the_start_is_left_to_the_count_that_began_then(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'records.db'}") as store:
        store.append(
            [
                LedgerEntry(
                    boot_id="b",
                    seq=seq,
                    at=NOON + at,
                    event=InquiryAnswered(code=code, channel="web"),
                )
                for seq, (at, code) in enumerate([(-1.0, "heat"), (0.0, "noise"), (1.0, "noise")])
            ]
        )
        known = trends_of(store, UTC, SurgeRule(), NOON)
        assert known.top(QUERY, now=NOON + 2) == ["heat"]

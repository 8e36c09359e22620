"""What the city asks these days: counted from the first call on, and learnt from the records."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

import structlog

from db.errors import StoreError
from db.store import Store
from db.trending import warm
from ivr.trending.baseline import SeasonalBaseline
from ivr.trending.inquiry import Inquiry
from ivr.trending.last_year import LastYear
from ivr.trending.ranking import TrendingQuery
from ivr.trending.surge import Surge, SurgeRule
from ivr.trending.trends import Trends

log = structlog.get_logger()

_RETRY_S: Final = 30.0


def trends_of(store: Store, zone: tzinfo, surge: SurgeRule, now: float) -> Trends:
    """Return the counts of the inquiries on record before `now`, in `zone`'s standard time.

    Raises:
        StoreError: the database fails.
    """
    local = datetime.fromtimestamp(now, UTC).astimezone(zone)
    offset = (local.utcoffset() or timedelta()) - (local.dst() or timedelta())
    offset_s = offset.total_seconds()
    trends = Trends(
        baseline=SeasonalBaseline(utc_offset_s=offset_s),
        last_year=LastYear(utc_offset_s=offset_s),
        surge=surge,
    )
    warm(trends, store, now=now)
    return trends


class CityTrends:
    """The counts of one city, for the loop's thread.

    Years on record take half a minute to learn, for which no caller waits: until they are known
    callers are offered what has been asked since the start.
    """

    def __init__(self, learn: Callable[[float], Trends], *, now: float) -> None:
        """Count from `now` on. `learn` returns what was before it; it runs in a thread."""
        self._learn = learn
        self._began_at = now
        self._trends = Trends()
        self._since: list[Inquiry] = []
        self._known = asyncio.Event()
        self.failure = ""

    def add(self, inquiry: Inquiry) -> None:
        """Take in one inquiry."""
        self._trends.add(inquiry)
        if not self._known.is_set():
            self._since.append(inquiry)

    def top(self, query: TrendingQuery, *, now: float) -> Sequence[str]:
        """Return the codes to announce, the first one first."""
        return self._trends.top(query, now=now)

    def take_surges(self, *, now: float) -> Sequence[Surge]:
        """Return the surges noticed since the last time; none while the records are unknown."""
        return self._trends.take_surges(now=now) if self._known.is_set() else ()

    async def run(self) -> None:
        """Learn the records; should the database fail, again a while later."""
        while True:
            try:
                learnt = await _in_thread(lambda: self._learn(self._began_at))
                break
            except StoreError as error:
                self.failure = f"the questions on record are not known: {error}"
                log.warning("trends_not_learnt", error=str(error), retry_s=_RETRY_S)
            await asyncio.sleep(_RETRY_S)
        for inquiry in self._since:
            learnt.add(inquiry)
        self._trends, self._since, self.failure = learnt, [], ""
        self._known.set()

    async def wait(self, *, timeout_s: float) -> bool:
        """Wait until the records are known; return whether they are."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._known.wait()
        except TimeoutError:
            return False
        return True


async def _in_thread(work: Callable[[], Trends]) -> Trends:
    """Run `work` in a thread that a process which ends does not wait for."""
    done: Future[Trends] = Future()
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            done.set_result(work())
        except Exception as error:
            # It is the waiting task's to handle.
            done.set_exception(error)

    threading.Thread(target=run, name="trends", daemon=True).start()
    return await asyncio.wrap_future(done)

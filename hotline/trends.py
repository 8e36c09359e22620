"""What the city asks these days, known from the records at the start."""

from datetime import UTC, datetime, timedelta, tzinfo

from db.store import Store
from db.trending import warm
from ivr.trending.baseline import SeasonalBaseline
from ivr.trending.surge import SurgeRule
from ivr.trending.trends import Trends


def trends_of(store: Store, *, zone: tzinfo, now: float, surge: SurgeRule | None = None) -> Trends:
    """Return the counts of the inquiries on record, in the hours of `zone`'s standard time.

    Raises:
        StoreError: the database fails.
    """
    local = datetime.fromtimestamp(now, UTC).astimezone(zone)
    offset = (local.utcoffset() or timedelta()) - (local.dst() or timedelta())
    trends = Trends(baseline=SeasonalBaseline(utc_offset_s=offset.total_seconds()), surge=surge)
    warm(trends, store, now=now)
    return trends

"""`python -m bench.inquiries`: the announced list over a year of 17 million inquiries on record.

The table is filled by the database itself, a year back from now, with a thousand codes of which few
are asked often. Then: how long the service takes to know them at its start, what one more inquiry
costs (an event in the ledger and its rows, one transaction each) beside the same while the database
was empty, and what the five most asked cost, ours from memory beside the same question put to SQL.

    python -m bench.inquiries                                # SQLite, in a temporary folder
    python -m bench.inquiries --url postgresql://...         # an empty database of your own
"""

import dataclasses
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy import func, select, text

from bench.statistics import percentile
from db.ledger import LedgerEntry
from db.models import Inquiry
from db.store import Store
from db.trending import inquiry_of, warm
from db.types import utc
from ivr.flow.events import CallStarted, FaqAnswered, Means
from ivr.trending.ranking import TrendingQuery
from ivr.trending.trends import Trends

_YEAR_S = 365 * 86_400
_CODES = 1000
_QUERY = TrendingQuery(count=5, window_s=86_400.0, half_life_s=21_600.0)

# A multiplicative hash gives every row a fraction of its own; its cube makes few codes frequent.
_SQLITE_FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows),
u(i, f) AS (SELECT i, ((i * 2654435761) % 4294967296) / 4294967296.0 FROM n)
INSERT INTO inquiry (id, at, code, channel, language, district)
SELECT -i,
       strftime('%Y-%m-%d %H:%M:%S', :now - i * 1.0 * :span / :rows, 'unixepoch') || '.000000',
       'code_' || CAST(f * f * f * :codes AS INTEGER), 'ivr', 'en', ''
FROM u
"""
_POSTGRESQL_FILL = """
INSERT INTO inquiry (id, at, code, channel, language, district)
SELECT -i, to_timestamp(:now - i * 1.0 * :span / :rows),
       'code_' || floor(f * f * f * :codes)::int, 'ivr', 'en', ''
FROM (SELECT i, ((i::bigint * 2654435761) % 4294967296) / 4294967296.0 AS f
      FROM generate_series(1, :rows) AS i) AS u
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """`count` runs of one thing, in milliseconds."""

    what: str
    count: int
    p50_ms: float
    p99_ms: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`warm_s`: until the service knows the inquiries on record at its start."""

    database: str
    rows: int
    fill_s: float
    warm_s: float
    timings: tuple[Timing, ...]


def measure(url: str, *, rows: int, runs: int) -> Outcome:
    """Time the empty database at `url`, fill it, and time it again."""
    with Store.open(url) as store:
        while_empty = _updates(store, Trends(), runs, boot_id="before")
        began = time.perf_counter()
        fill(store, rows, now=time.time())
        filled_s = time.perf_counter() - began
        trends = Trends()
        began = time.perf_counter()
        warm(trends, store, now=time.time())
        warm_s = time.perf_counter() - began
        updates = _updates(store, trends, runs, boot_id="after")
        return Outcome(
            database=url.partition(":")[0],
            rows=rows,
            fill_s=filled_s,
            warm_s=warm_s,
            timings=(
                _timing("one more inquiry, on record", updates),
                _timing("one more inquiry, on the empty database", while_empty),
                _timing("the five most asked, ours", _asked(trends, runs)),
                _timing("the five most asked, by SQL", _asked_of_sql(store, max(5, runs // 50))),
            ),
        )


def fill(store: Store, rows: int, *, now: float) -> None:
    """Put so many inquiries on record, evenly over the year before `now`."""
    with store.writing() as db:
        statement = _SQLITE_FILL if db.dialect.name == "sqlite" else _POSTGRESQL_FILL
        bound = {"rows": rows, "now": now, "span": _YEAR_S, "codes": _CODES}
        db.execute(text(statement), bound)
    with store.writing() as db:
        db.execute(text("ANALYZE"))


def _updates(store: Store, trends: Trends, runs: int, *, boot_id: str) -> list[float]:
    started = CallStarted(call_id=boot_id, caller="", dialled="311", flow="main", flow_version="1")
    store.append([LedgerEntry(boot_id=boot_id, seq=0, at=time.time(), event=started)])
    took = []
    for number in range(1, runs + 1):
        answered = FaqAnswered(
            call_id=boot_id,
            faq=f"code_{number % 50}",
            language="en",
            complete=True,
            heard_s=4.0,
            means=Means.KEY,
        )
        entry = LedgerEntry(boot_id=boot_id, seq=number, at=time.time(), event=answered)
        inquiry = inquiry_of(entry)
        if inquiry is None:
            raise TypeError("an answer is an inquiry")
        began = time.perf_counter()
        store.append([entry])
        trends.add(inquiry)
        took.append((time.perf_counter() - began) * 1e3)
    return took


def _asked(trends: Trends, runs: int) -> list[float]:
    return [_timed(lambda: trends.top(_QUERY, now=time.time())) for _ in range(runs)]


def asked_of_sql(store: Store, *, now: float, count: int) -> list[tuple[str, int]]:
    """Return the codes most asked in the window before `now` and how often, by a scan."""
    asked = func.count().label("asked")
    query = (
        select(Inquiry.code, asked)
        .where(Inquiry.at >= utc(now) - timedelta(seconds=_QUERY.window_s))
        .group_by(Inquiry.code)
        .order_by(asked.desc(), Inquiry.code)
        .limit(count)
    )
    with store.session() as session:
        return [(code, number) for code, number in session.execute(query)]


def _asked_of_sql(store: Store, runs: int) -> list[float]:
    return [
        _timed(lambda: asked_of_sql(store, now=time.time(), count=_QUERY.count))
        for _ in range(runs)
    ]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def _timing(what: str, took: Sequence[float]) -> Timing:
    return Timing(
        what=what, count=len(took), p50_ms=percentile(took, 0.5), p99_ms=percentile(took, 0.99)
    )


@click.command()
@click.option("--url", help="An empty database (default: SQLite in a temporary folder).")
@click.option("--rows", type=click.IntRange(1), default=17_000_000, show_default=True)
@click.option("--runs", type=click.IntRange(10), default=1000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(url: str | None, rows: int, runs: int, as_json: bool) -> None:
    """Fill a year of inquiries and time the list over it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        full = url or f"sqlite:///{Path(folder) / 'full.db'}"
        outcome = measure(full, rows=rows, runs=runs)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(outcome)))
        return
    click.echo(
        f"{outcome.database}: {outcome.rows:,} inquiries, filled in {outcome.fill_s:.0f} s, "
        f"known to the service after {outcome.warm_s:.1f} s\n"
    )
    click.echo("| what | n | p50 | p99 |\n|---|--:|--:|--:|")
    for each in outcome.timings:
        click.echo(f"| {each.what} | {each.count} | {each.p50_ms:.3f} ms | {each.p99_ms:.3f} ms |")


if __name__ == "__main__":
    main()

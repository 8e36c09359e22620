"""`python -m bench.drop_off`: where callers are lost, over about a million events on record.

The calls are made up: each comes through the greeting, chooses in a menu, perhaps in vain at
first, and is answered, waits for a person, or hangs up on the way. Their events and contacts are
written as the service leaves them, evenly over the days before now, and then the report is asked
for the last day and for all of them.

    python -m bench.drop_off                                 # SQLite, in a temporary folder
    python -m bench.drop_off --url postgresql://...          # an empty database of your own
"""

import dataclasses
import json
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import insert, text

from db.codec import Event, call_of, encode_event
from db.models import Contact, LedgerRow
from db.queries.drop_off import DropOff, drop_off
from db.store import Store
from db.types import utc
from ivr.flow import events
from ivr.flow.events import Disposition, Means

_Walk = list[tuple[float, Event]]
"""The events of one call, each with its time."""

_DAY_S = 86_400
_BATCH = 1000
_FIRST = (("pick_up", "answer"), ("welcome", "say"), ("language", "detect_language"))
_ENDS = {
    "answered": Disposition.ANSWERED_BY_FAQ,
    "wait": Disposition.SERVED,
    "": Disposition.ABANDONED_IN_MENU,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Seconds to fill the database, and to report the last day and all `days`."""

    database: str
    events: int
    calls: int
    days: int
    fill_s: float
    day_s: float
    all_s: float


def measure(url: str, *, calls: int, days: int) -> Outcome:
    """Fill the empty database at `url` and ask it."""
    with Store.open(url) as store:
        now = time.time()
        began = time.perf_counter()
        stored = fill(store, calls, days=days, now=now)
        filled_s = time.perf_counter() - began
        return Outcome(
            database=url.partition(":")[0],
            events=stored,
            calls=calls,
            days=days,
            fill_s=filled_s,
            day_s=_timed(store, now, days=1),
            all_s=_timed(store, now, days=days),
        )


def fill(store: Store, calls: int, *, days: int, now: float) -> int:
    """Put so many calls of the days before `now` on record; return how many events they are."""
    chance = random.Random(1)
    stored = 0
    step_s = days * _DAY_S / calls
    for first in range(0, calls, _BATCH):
        rows: list[dict[str, Any]] = []
        contacts = []
        for number in range(first, min(first + _BATCH, calls)):
            at = now - (calls - number) * step_s
            walk = list(_walk(f"c{number}", at, chance))
            rows += _rows(walk, stored + len(rows))
            contacts.append(_contact(number, walk))
        with store.writing() as db:
            db.execute(insert(LedgerRow), rows)
            db.execute(insert(Contact), contacts)
        stored += len(rows)
    with store.writing() as db:
        db.execute(text("ANALYZE"))
    return stored


def _rows(walk: _Walk, stored: int) -> Iterator[dict[str, Any]]:
    for row_id, (at, event) in enumerate(walk, stored + 1):
        kind, payload = encode_event(event)
        yield {
            "id": row_id,
            "boot_id": "bench",
            "seq": row_id,
            "at": utc(at),
            "kind": kind,
            "call_id": call_of(event),
            "payload": payload,
        }


def _contact(number: int, walk: _Walk) -> dict[str, Any]:
    (begun, started), (ended, last) = walk[0], walk[-1]
    if not isinstance(last, events.CallEnded):
        raise TypeError("a call ends")
    return {
        "call_id": call_of(started),
        "serial": f"C-{number}",
        "dialled": "311",
        "flow": "main",
        "started_at": utc(begun),
        "ended_at": utc(ended),
        "disposition": last.disposition.value,
    }


def _walk(call_id: str, at: float, chance: random.Random) -> Iterator[tuple[float, Event]]:
    yield (
        at,
        events.CallStarted(
            call_id=call_id, caller="", dialled="311", flow="main", flow_version="1"
        ),
    )
    last = ""
    for node, kind in _nodes(chance):
        last = node
        yield at, events.NodeEntered(call_id=call_id, node=node, type=kind)
        heard_s = chance.uniform(1.0, 12.0)
        at += heard_s
        yield (
            at,
            events.PromptHeard(
                call_id=call_id,
                node=node,
                names=(f"main.{node}",),
                language="en",
                complete=True,
                played_s=heard_s,
            ),
        )
        if kind == "menu" and chance.random() < 0.2:
            yield (
                at,
                events.NothingChosen(call_id=call_id, node=node, what="no_input", attempt=1),
            )
        if kind == "menu" and chance.random() < 0.9:
            yield (
                at,
                events.ChoiceMade(
                    call_id=call_id, node=node, choice=chance.choice("123"), means=Means.KEY
                ),
            )
    disposition = _ENDS.get(last, _ENDS[""])
    yield at, events.CallEnded(call_id=call_id, disposition=disposition, by="caller", node=last)


def _nodes(chance: random.Random) -> Iterator[tuple[str, str]]:
    for node in (*_FIRST, ("menu", "menu")):
        yield node
        if chance.random() < 0.04:
            return
    if chance.random() < 0.3:
        yield "more", "menu"
    yield ("wait", "enqueue") if chance.random() < 0.4 else ("answered", "say")


def _timed(store: Store, now: float, *, days: int) -> float:
    began = time.perf_counter()
    asked(store, now, days=days)
    return time.perf_counter() - began


def asked(store: Store, now: float, *, days: int) -> DropOff:
    """Ask where callers were lost in the days before `now`."""
    with store.session() as session:
        return drop_off(session, utc(now) - timedelta(days=days), utc(now), known={})


@click.command()
@click.option("--url", help="An empty database (default: SQLite in a temporary folder).")
@click.option("--calls", type=click.IntRange(1), default=78_000, show_default=True)
@click.option("--days", type=click.IntRange(1), default=7, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(url: str | None, calls: int, days: int, as_json: bool) -> None:
    """Put calls on record and time the report of where callers are lost."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        outcome = measure(url or f"sqlite:///{Path(folder) / 'calls.db'}", calls=calls, days=days)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(outcome)))
        return
    click.echo(
        f"{outcome.database}: {outcome.events:,} events of {outcome.calls:,} calls, filled in "
        f"{outcome.fill_s:.0f} s; where callers are lost: of the last day {outcome.day_s:.2f} s, "
        f"of all {outcome.days} days {outcome.all_s:.2f} s"
    )


if __name__ == "__main__":
    main()

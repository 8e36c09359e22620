"""From what the engine says about interpreters to the report of waits and costs."""

from datetime import UTC, datetime
from typing import get_args

import pytest
from click.testing import CliRunner

import acd.events
import acd.inputs
from acd.inputs import AgentLoggedIn, CallerLeft, LegEnded, OfferDeclined
from acd.plan.vendors import Price, Vendor
from db.ledger import LedgerEntry
from db.models import Interpretation
from db.queries.interpreters import billed_since, interpreter_report
from db.rebuild import rebuild
from db.store import Store
from hotline.cli import cli
from ivr.flow.events import CallStarted, ControllerStarted
from tests.acd.harness import GENERAL, INTERPRETER, Bench, agent, plan
from tests.db.rows import derived_rows, rows
from tests.db.story import NOON

ANN = agent("ann", GENERAL, en=5)
INA = agent("ina", INTERPRETER, en=5, so=5)
VENDORS = tuple(
    Vendor(
        name=name,
        rank=rank,
        number="1",
        languages={"so": ""},
        price=Price(per_minute_micros=750_000, currency="USD"),
    )
    for rank, name in enumerate(("first", "second"), start=1)
)


class Recorded(Bench):
    """A bench whose events go to a store, as of noon of the day of the stories."""

    def __init__(self, store: Store, *login: str) -> None:
        super().__init__(routing=plan(ANN, INA, vendors=VENDORS))
        self.now = NOON
        self._store = store
        self._seq = 0
        for name in login:
            self.tell(AgentLoggedIn(agent_id=name))

    def _drain(self) -> list[object]:
        said = super()._drain()
        self.write(*(each for each in said if isinstance(each, get_args(acd.events.Event))))
        return said

    def write(self, *events: object) -> None:
        entries = []
        for event in events:
            self._seq += 1
            entries.append(LedgerEntry(boot_id="boot-1", seq=self._seq, at=self.now, event=event))
        self._store.append(entries)

    def call(self, call_id: str) -> None:
        self.write(
            CallStarted(
                call_id=call_id,
                caller="2125550100",
                dialled="311",
                alias="",
                flow="main",
                flow_version="v",
            )
        )
        self.enqueue(call_id, language="so")


def busy_afternoon(store: Store) -> Recorded:
    """One call through the second vendor after 40 s, one that waits six minutes in vain."""
    bench = Recorded(store, "ann")
    bench.call("c1")
    bench.talk("ann")
    bench.wait(10)
    bench.tell(OfferDeclined(offer_id=bench.offer_to("first:1").offer_id))
    bench.wait(30)
    line = bench.talk("second:1")
    bench.wait(90)
    bench.hang_up(line)
    bench.tell(CallerLeft(call_id="c1"))
    return bench


def report(store: Store, now: float, review_s: float = 300.0):
    with store.session() as session:
        start, end, here = (
            datetime.fromtimestamp(at, UTC) for at in (NOON - 3600, NOON + 7200, now)
        )
        return interpreter_report(session, start, end, review_s=review_s, now=here)


def test_a_vendors_stretch_has_its_own_clock_and_cost(store: Store) -> None:
    bench = busy_afternoon(store)
    (row,) = rows(store, Interpretation)
    times = [row.requested_at, row.found_at, row.connected_at, row.left_at]
    assert [at.timestamp() - NOON for at in times] == [0, 40, 40, 130]
    assert (row.attempts, row.agent_id, row.vendor) == (2, "second:1", "second")
    assert (row.billed_s, row.cost_micros, row.currency) == (120, 1_500_000, "USD")
    figures = report(store, bench.now)
    (group,) = figures.rows
    assert (group.language, group.vendor, group.asked, group.connected) == ("so", "second", 1, 1)
    assert (group.wait.p50_s, group.talk.total_s) == (40.0, 90.0)
    assert group.cost_micros == figures.total.cost_micros == {"USD": 1_500_000}
    assert figures.review == ()
    assert [each.call_id for each in report(store, bench.now, 40.0).review] == ["c1"]


def test_long_waits_are_named_whether_over_or_not(store: Store) -> None:
    bench = Recorded(store, "ann")
    for offered in ("first:1", "second:1"):
        bench.tell(acd.inputs.AgentPaused(agent_id=offered))
    bench.call("c1")
    bench.talk("ann")
    bench.wait(299)
    assert report(store, bench.now).review == ()
    bench.now += 1
    (open_wait,) = report(store, bench.now).review
    assert (open_wait.outcome, open_wait.wait_s, open_wait.attempts) == ("open", 300.0, 0)
    bench.wait(50)
    (wait,) = report(store, bench.now).review
    assert (wait.outcome, wait.wait_s, wait.vendor) == ("timed_out", 300.0, "")


def test_people_interpret_without_cost(store: Store) -> None:
    bench = Recorded(store, "ann", "ina")
    bench.call("c1")
    bench.talk("ina")
    (group,) = report(store, bench.now).rows
    assert (group.vendor, group.billed_s, group.cost_micros) == ("staff", 0, {})


def test_what_vendors_billed_in_a_month_is_known_to_the_next_run(store: Store) -> None:
    busy_afternoon(store)
    with store.session() as session:
        assert billed_since(session, datetime.fromtimestamp(NOON, UTC)) == {"second": 120}
        assert billed_since(session, datetime.fromtimestamp(NOON + 200, UTC)) == {}


def test_a_restart_ends_what_was_open(store: Store) -> None:
    bench = Recorded(store, "ann")
    bench.call("c1")
    bench.talk("first:1")
    bench.call("c2")
    bench.now += 60
    bench.write(ControllerStarted(version="1", profile="p"))
    connected, sought = rows(store, Interpretation)
    assert connected.left_at is not None
    assert (sought.outcome, sought.left_at) == ("controller_restarted", None)


def test_rows_can_be_made_again(store: Store) -> None:
    busy_afternoon(store)
    before = derived_rows(store)
    assert before["interpretation"]
    rebuild(store)
    assert derived_rows(store) == before


def test_a_line_that_broke_is_asked_for_twice(store: Store) -> None:
    bench = Recorded(store, "ann")
    bench.call("c1")
    line = bench.talk("first:1")
    bench.talk("ann")
    bench.tell(LegEnded(offer_id=line, broken=True))
    assert [each.reason for each in rows(store, Interpretation)] == [
        "no_native_agent",
        "line_broke",
    ]


@pytest.fixture
def city(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    config = tmp_path / "hotline.yaml"
    config.write_text(f"database: {url}\n")
    monkeypatch.setenv("HOTLINE_CONFIG", str(config))
    with Store.open(url) as opened:
        busy_afternoon(opened)


@pytest.mark.usefixtures("city")
def test_the_report_is_printed_and_the_days_report_goes_on_as_before() -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["report", *words])
        assert result.exit_code == 0, result.output
        return result.output

    text = run("interpreters", "2026-07-15", "--zone", "UTC", "--review", "30")
    assert "so\tsecond\t1\t1\t40.0" in text
    assert "1.50 USD" in text
    assert "c1" in text
    assert '"vendor": "second"' in run("interpreters", "2026-07-15", "--zone", "UTC", "--json")
    assert "No interpreter was asked for." in run("interpreters", "2026-07-14", "--zone", "UTC")
    assert "calls\t1" in run("2026-07-15", "--zone", "UTC")
    assert CliRunner().invoke(cli, ["report", "yesterday", "--zone", "UTC"]).exit_code == 2

"""A caller who was cut off while waiting calls again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.events import EntryQueued, PlaceRestored
from acd.forecasting.forecast import Forecast
from acd.queue.need import Need
from db.queries import call_story
from db.store import Store
from hotline.learning import Learnt, learn
from tests.hotline.bench import Bench

NEWCOMER = "2125550199"


@pytest.fixture
def bench() -> Bench:
    """Ada talks; one caller waited and hung up, another came after that one and waits."""
    bench = Bench()
    bench.login("1001")
    bench.talk("1001", "c0")
    bench.to_queue("c1")
    bench.wait(30)
    bench.to_queue("c2", caller=NEWCOMER)
    bench.wait(20)
    bench.hang_up("c1")
    return bench


def order(bench: Bench) -> list[str]:
    return [entry.call_id for entry in bench.engine.distributor.waiting()]


def test_the_place_is_the_earlier_one_and_on_record(bench: Bench) -> None:
    (first,) = bench.events(EntryQueued, "c1")
    bench.wait(60)
    bench.to_queue("c3")
    assert order(bench) == ["c3", "c2"]
    (restored,) = bench.events(PlaceRestored)
    assert (restored.call_id, restored.earlier_call_id) == ("c3", "c1")
    (queued,) = bench.events(EntryQueued, "c3")
    assert queued.waiting_since == restored.waiting_since == first.waiting_since


@pytest.mark.parametrize(("away_s", "caller"), [(301, "2125550100"), (60, ""), (60, "2125550111")])
def test_too_late_or_someone_else_begins_anew(bench: Bench, away_s: float, caller: str) -> None:
    bench.wait(away_s)
    bench.to_queue("c3", caller=caller)
    assert order(bench)[-1] == "c3"
    assert bench.events(PlaceRestored) == []


def test_once_and_not_by_two_calls(bench: Bench) -> None:
    bench.to_queue("c3")
    bench.to_queue("c4")
    assert order(bench) == ["c3", "c2", "c4"]
    bench.hang_up("c3")
    bench.to_queue("c5")
    assert order(bench)[-1] == "c5"


def test_a_line_that_was_lost_by_no_doing_of_the_caller_keeps_the_place(
    bench: Bench, store: Store
) -> None:
    bench.close("c2", let_go=True)
    _, again = after_restart(bench, store)
    again.login("1001")
    again.to_queue("n0", caller="2125550141")
    again.join("1001")
    for each in (bench, again):
        each.to_queue("c3", caller=NEWCOMER)
        (restored,) = each.events(PlaceRestored, "c3")
        assert restored.earlier_call_id == "c2"


def test_a_call_that_ended_otherwise_is_forgotten(bench: Bench) -> None:
    for call_id in ("c0", "c2"):
        bench.hang_up(call_id)
    bench.check_forgotten()
    assert bench.engine.exchange._kept_places._waits == {}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/records.db") as store:
        yield store


def after_restart(bench: Bench, store: Store) -> tuple[Learnt, Bench]:
    store.append(bench.ledger)
    learnt = learn(store, bench.profile.plan, now=bench.now)
    again = Bench(bench.profile, learnt=learnt)
    again.now = bench.now
    return learnt, again


def test_places_outlive_a_restart_and_calls_show_tells_of_them(bench: Bench, store: Store) -> None:
    _, again = after_restart(bench, store)
    again.wait(60)
    again.login("1001")
    again.to_queue("n0", caller="2125550141")
    again.join("1001")
    # Who waited when the controller ended was cut off as well.
    again.to_queue("n1", caller="2125550142")
    again.to_queue("n2", caller=NEWCOMER)
    again.to_queue("n3")
    assert order(again) == ["n3", "n2", "n1"]
    store.append(
        [
            type(entry)(boot_id="boot-2", seq=entry.seq, at=entry.at, event=entry.event)
            for entry in again.ledger
        ]
    )
    with store.session() as session:
        story = call_story(session, "n3")
    assert story is not None
    (told,) = [step.text for step in story.steps if step.kind == "PlaceRestored"]
    assert told.startswith("has the earlier place in general back, waiting since ")
    assert told.endswith("Z (call c1)")


def test_the_forecast_is_warm_after_a_restart(store: Store) -> None:
    bench = Bench()
    bench.login("1001")
    for number in range(12):
        offer_id = bench.talk("1001", f"c{number}")
        bench.wait(60)
        bench.hang_up_agent(offer_id)
        bench.close(f"c{number}")
        bench.wait(11)
    bench.to_queue("last")
    learnt, again = after_restart(bench, store)
    wanted = bench.engine.distributor.call("last")
    assert wanted is not None
    need = wanted.entries[0].need
    # Nobody is at work yet, whatever the records say of the time before.
    assert learnt.forecast.agents_for(need) == 0
    assert learnt.forecast.expect(need, {}, now=again.now) is None
    again.login("1001")
    expected = learnt.forecast.expect(need, {need: 1}, now=again.now)
    assert expected is not None
    assert 60 < expected.high_s < 600


def test_nothing_on_record_teaches_nothing(bench: Bench, store: Store) -> None:
    learnt = learn(store, bench.profile.plan, now=bench.now)
    assert len(learnt.kept_places) == 0
    assert isinstance(learnt.forecast, Forecast)
    assert learnt.forecast.agents_for(Need(kinds=(), skills=(), language=None)) == 0

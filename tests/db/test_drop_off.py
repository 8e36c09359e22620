"""Where callers are lost, node by node, as the ledger has it."""

import random
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from statistics import median_low

import pytest

from bench.drop_off import asked, measure
from db.codec import Event, call_of
from db.queries.drop_off import DropOff, NodeLosses, drop_off
from db.store import Store
from ivr.flow.events import (
    CallEnded,
    CallStarted,
    ChoiceMade,
    Disposition,
    Means,
    NodeEntered,
    NothingChosen,
)
from tests.db.story import NOON, Story

DAY = datetime.fromtimestamp(NOON, UTC).replace(hour=0)
KNOWN = {("main", "welcome"): "say", ("main", "top"): "menu", ("main", "wait"): "enqueue"}


def call(
    story: Story,
    call_id: str,
    *nodes: tuple[str, str, float],
    end: Disposition | None = Disposition.ABANDONED_IN_MENU,
    by: str = "caller",
    dialled: str = "311",
    is_test: bool = False,
) -> None:
    """Walk a call through (node, type, seconds there)."""
    story.add(
        CallStarted(
            call_id=call_id,
            caller="",
            dialled=dialled,
            flow="main",
            flow_version="v",
            is_test=is_test,
        )
    )
    for node, kind, stay_s in nodes:
        story.add(NodeEntered(call_id=call_id, node=node, type=kind))
        story.now += stay_s
    if end is not None:
        story.add(CallEnded(call_id=call_id, disposition=end, by=by))


def report(store: Store, story: Story, *, line: str = "", flow: str = "") -> DropOff:
    if story.entries:
        store.append(story.entries)
        story.entries = []
    with store.session() as session:
        end = DAY + timedelta(days=1)
        return drop_off(session, DAY, end, known=KNOWN, line=line, flow=flow)


def node(figures: DropOff, name: str) -> NodeLosses:
    return next(each for each in figures.nodes if each.node == name)


WELCOME, TOP = ("welcome", "say", 2.0), ("top", "menu", 8.0)


def test_who_hung_up_where_and_after_how_long(store: Store) -> None:
    story = Story()
    call(story, "c1", WELCOME, TOP)
    call(story, "c2", WELCOME, ("top", "menu", 4.0))
    call(story, "c3", WELCOME, ("top", "menu", 30.0))
    call(story, "c4", WELCOME, TOP, ("wait", "enqueue", 60.0), end=Disposition.SERVED)
    call(story, "c5", WELCOME, TOP, ("wait", "enqueue", 90.0), end=Disposition.ABANDONED_IN_QUEUE)
    call(story, "c6", WELCOME, end=None)
    call(story, "t", WELCOME, TOP, is_test=True)
    figures = report(store, story)
    assert (figures.calls, figures.lost) == (6, 4)
    assert [each.node for each in figures.nodes] == ["top", "wait", "welcome"]
    top = node(figures, "top")
    assert (top.calls, top.lost, top.lost_after_s) == (5, 3, 8.0)
    assert top.lost_share == pytest.approx(0.6)
    assert top.ways == {"wait": 2}
    wait = node(figures, "wait")
    assert (wait.lost, wait.ended, wait.lost_after_s) == (1, 1, 90.0)
    welcome = node(figures, "welcome")
    assert (welcome.lost, welcome.there, welcome.ways) == (0, 1, {"top": 5})
    assert not any(each.is_gone for each in figures.nodes)


def test_a_flow_that_ends_a_call_loses_nobody(store: Store) -> None:
    story = Story()
    call(story, "c1", TOP, end=Disposition.FLOW_ENDED, by="flow")
    call(story, "c2", TOP, end=Disposition.ANSWERED_BY_FAQ)
    top = node(report(store, story), "top")
    assert (top.lost, top.ended, top.lost_after_s) == (0, 2, None)


def test_what_was_chosen_and_what_was_not_understood(store: Store) -> None:
    story = Story()
    story.add(CallStarted(call_id="c1", caller="", dialled="311", flow="main", flow_version="v"))
    story.add(NodeEntered(call_id="c1", node="top", type="menu"))
    for attempt, what in enumerate(("no_input", "no_match", "no_input"), start=1):
        story.add(NothingChosen(call_id="c1", node="top", what=what, attempt=attempt))
    story.add(ChoiceMade(call_id="c1", node="top", choice="agent", means=Means.KEY))
    story.add(NodeEntered(call_id="c1", node="top", type="menu"))
    top = node(report(store, story), "top")
    assert (top.no_input, top.no_match, top.choices) == (2, 1, {"agent": 1})
    assert (top.calls, top.visits, top.ways) == (1, 2, {"top": 1})


def test_a_node_that_is_no_more_or_is_of_another_type_is_told_as_gone(store: Store) -> None:
    story = Story()
    call(story, "c1", ("welcome", "menu", 1.0), ("old", "say", 1.0), ("@notices", "notices", 1.0))
    gone = {each.node for each in report(store, story).nodes if each.is_gone}
    assert gone == {"welcome", "old"}


def test_a_called_flow_is_a_flow_of_its_own(store: Store) -> None:
    story = Story()
    call(story, "c1", TOP, ("weather.ask", "ask", 3.0), ("weather.told", "say", 1.0))
    figures = report(store, story, flow="weather")
    assert [(each.flow, each.node, each.lost) for each in figures.nodes] == [
        ("weather", "told", 1),
        ("weather", "ask", 0),
    ]
    assert node(figures, "ask").ways == {"told": 1}
    assert node(report(store, story), "top").ways == {"weather.ask": 1}


def test_one_line_alone(store: Store) -> None:
    story = Story()
    call(story, "c1", TOP)
    call(story, "c2", TOP, dialled="555")
    assert node(report(store, story, line="555"), "top").calls == 1


GIVEN_UP = (Disposition.ABANDONED_IN_MENU, Disposition.ABANDONED_IN_QUEUE)
NODES = (("top", "menu"), ("top", "say"), ("wait", "enqueue"), ("weather.ask", "ask"))


def random_story(chance: random.Random) -> Story:
    """Calls that go on beside one another; some end twice, some never, some are at no node."""
    story = Story()
    calls = [f"c{number}" for number in range(12)]
    for call_id in calls:
        call(story, call_id, end=None, is_test=chance.random() < 0.1)
    for _ in range(150):
        call_id, (name, kind) = chance.choice(calls), chance.choice(NODES)
        happened: list[Event] = [
            NodeEntered(call_id=call_id, node=name, type=kind),
            NodeEntered(call_id=call_id, node="@human", type="enqueue"),
            ChoiceMade(call_id=call_id, node=name, choice=chance.choice("ab"), means=Means.KEY),
            NothingChosen(
                call_id=call_id, node=name, what=chance.choice(["no_input", "no_match"]), attempt=1
            ),
            CallEnded(
                call_id=call_id,
                disposition=chance.choice([*GIVEN_UP, Disposition.SERVED]),
                by=chance.choice(["caller", "caller", "flow"]),
            ),
        ]
        weights = (60, 10, 10, 10, 10)
        story.add(chance.choices(happened, weights)[0], after=chance.randrange(1, 9) / 2)
    return story


def slowly_counted(story: Story) -> dict[tuple[str, str, str], dict[str, object]]:
    """The figures by their words: go through every call for every node."""
    happened: dict[str, list[tuple[float, Event]]] = defaultdict(list)
    tests = set()
    for entry in story.entries:
        happened[call_of(entry.event) or ""].append((entry.at, entry.event))
        if isinstance(entry.event, CallStarted) and entry.event.is_test:
            tests.add(entry.event.call_id)
    calls = [each for call_id, each in happened.items() if call_id not in tests]
    return {site: _slowly(site, calls) for site in {_site(e) for each in calls for _, e in each}}


def _site(event: Event) -> tuple[str, str, str]:
    if not isinstance(event, NodeEntered | ChoiceMade | NothingChosen):
        return ("", "", "")
    flow, dot, name = event.node.rpartition(".")
    kind = event.type if isinstance(event, NodeEntered) else ""
    return (flow if dot else "main", name, kind)


def _slowly(
    site: tuple[str, str, str], calls: list[list[tuple[float, Event]]]
) -> dict[str, object]:
    here: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    choices: Counter[str] = Counter()
    lost_s = []
    for each in calls:
        walk = [(at, e) for at, e in each if isinstance(e, NodeEntered | CallEnded)]
        here["calls"] += any(_site(event) == site for _, event in walk)
        for (at, event), (then, following) in zip(walk, [*walk[1:], (0.0, None)], strict=True):
            if _site(event) != site:
                continue
            here["visits"] += 1
            if following is None:
                here["there"] += 1
            elif isinstance(following, NodeEntered):
                same = _site(following)[0] == site[0] or following.node.startswith("@")
                ways[following.node.rpartition(".")[2] if same else _whole(following)] += 1
            elif following.by == "caller" and following.disposition in GIVEN_UP:
                lost_s.append(then - at)
            else:
                here["ended"] += 1
        for _, event in each:
            if isinstance(event, ChoiceMade) and _site(event)[:2] == site[:2]:
                choices[event.choice] += 1
            elif isinstance(event, NothingChosen) and _site(event)[:2] == site[:2]:
                here[event.what] += 1
    counted = ("calls", "visits", "ended", "there", "no_input", "no_match")
    return {
        **{name: here[name] for name in counted},
        "lost": len(lost_s),
        "lost_after_s": median_low(lost_s) if lost_s else None,
        "ways": dict(ways),
        "choices": dict(choices),
    }


def _whole(entered: NodeEntered) -> str:
    flow, name, _ = _site(entered)
    return f"{flow}.{name}"


def test_the_measurement_fills_an_empty_database_and_asks_it(url: str) -> None:
    outcome = measure(url, calls=300, days=3)
    assert outcome.calls == 300
    assert outcome.events > 3000
    assert 0 < outcome.day_s
    with Store.open(url) as store:
        figures = asked(store, time.time(), days=3)
    assert figures.calls > 290
    assert {each.node for each in figures.nodes} >= {"welcome", "menu", "more", "wait"}


@pytest.mark.parametrize("seed", range(6))
def test_the_figures_of_any_calls_are_those_of_a_slow_count(store: Store, seed: int) -> None:
    story = random_story(random.Random(seed))
    expected = {site: told for site, told in slowly_counted(story).items() if site[2]}
    figures = report(store, story)
    names = next(iter(expected.values()))
    found = {
        (each.flow, each.node, each.type): {name: getattr(each, name) for name in names}
        for each in figures.nodes
    }
    assert found == expected
    assert figures.lost == sum(each.lost for each in figures.nodes)

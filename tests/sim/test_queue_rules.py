"""A scenario says of its queues what a city's routing file says, and the days show it."""

from dataclasses import replace
from pathlib import Path

import pytest

from acd.plan.model import Overflow, PolicyName, QueueKind, RecipeStep
from acd.sim.centre import Run, simulate
from acd.sim.chance import Duration, Law
from acd.sim.figures import Figures, figures
from acd.sim.scenario import Group, Hold, Scenario, Shift, Topic
from acd.sim.tally import Entries, Purpose, total
from acd.theory import ErlangC, blocking
from hotline.simulation import load_scenario, run
from ivr.flow.loading.source import SourceErrors
from tests.sim.harness import DAY_S, centre, group, replicate, streams

FIXED_60 = Duration(mean_s=60.0, law=Law.FIXED)


def _run(scenario: Scenario, seed: object = 1, days: int = 1) -> Run:
    return simulate(scenario, streams(seed), first_day=0, days=days)


def _first(done: Run, queue: str = "") -> Entries:
    pooled = Entries()
    for cell, entries in total(done.tallies).entries.items():
        if cell.purpose is Purpose.FIRST and queue in ("", cell.queue):
            pooled.merge(entries)
    return pooled


def _with(scenario: Scenario, **changes: object) -> Scenario:
    queue = replace(scenario.queues["any"], **changes)  # type: ignore[arg-type]
    return replace(scenario, queues={**scenario.queues, "any": queue})


def _figures(scenario: Scenario, seeds: int) -> Figures:
    return figures(replicate(scenario, seeds=seeds), answering=frozenset({"all"}))


def test_a_queue_that_may_not_fill_loses_calls_as_erlang_b_says() -> None:
    load, agents, handle_s = 6.0, 8, 240.0
    base = centre(group("all", agents), calls_per_day=load / handle_s * DAY_S, handle_s=handle_s)
    found = _figures(_with(base, max_waiting=0), 10)["calls"]
    lost = blocking(load, agents)
    assert found["service_level"].low <= 1 - lost <= found["service_level"].high
    assert found["asa_s"].value == 0


def test_a_shut_queue_takes_nobody_in_and_says_so(tmp_path: Path) -> None:
    hours = "hours: {day: {zone: America/New_York, week: {mon: ['06:00-18:00']}}}\n"
    path = tmp_path / "shut.yaml"
    path.write_text(SMALL.replace("kind: general", "kind: general, hours: day") + hours)
    done = _run(load_scenario(path), days=2)
    monday, tuesday = done.tallies
    assert sum(done.course.offered) == pytest.approx(monday.calls + tuesday.calls)
    left = [sum(e.left for e in tally.entries.values()) for tally in done.tallies]
    assert left[0] == pytest.approx(monday.calls / 2, rel=0.1)
    assert left[1] == tuesday.calls > 1_000


def test_overflow_to_a_queue_of_equals_is_one_pooled_queue() -> None:
    # With an overflow at once, two queues and all agents for both are a single M/M/n.
    load, agents, handle_s = 8.0, 10, 240.0
    rate = load / handle_s
    base = centre(group("all", agents), calls_per_day=rate * DAY_S, handle_s=handle_s)
    second = replace(base.queues["any"], name="second")
    base = replace(base, queues={"any": base.queues["any"], "second": second})
    moved = _with(base, overflow=Overflow(after_s=1.0, queue="second"))
    theory = ErlangC(arrival_rate=rate, handle_s=handle_s, agents=agents)
    found = _figures(moved, 10)["calls"]
    assert found["asa_s"].low <= theory.mean_wait_s <= found["asa_s"].high
    done = _run(moved)
    first = _first(done, "any")
    assert first.answered.at_least(5.0) > 100
    assert first.offered == done.tallies[0].calls == _first(done).offered


def test_who_overflows_to_an_exit_has_left_after_that_time() -> None:
    base = centre(group("all", 2), calls_per_day=2_000, handle_s=120.0)
    done = _run(_with(base, overflow=Overflow(after_s=30.0, exit="callback")))
    first = _first(done)
    assert first.left > 100
    assert first.offered == done.tallies[0].calls
    assert first.answered.at_least(30.2) == 0


def test_a_recipe_shares_the_work_with_those_who_know_less() -> None:
    experts = replace(group("experts", 2, skills={"tax": 5}), name="experts")
    others = group("others", 6, skills={"tax": 1})
    base = _with(centre(experts, others, calls_per_day=2_600, handle_s=120.0), skills={"tax": 4})
    eased = _with(base, skills={"tax": 4}, recipe=(RecipeStep(after_s=20.0, skills={"tax": 1}),))
    strict, relaxed = _run(base), _run(eased)
    assert strict.tallies[0].agents["others"].handling == 0
    assert relaxed.tallies[0].agents["others"].handling > 50_000
    # Nobody waits much longer than the step, as there are others enough.
    assert _first(relaxed).answered.at_least(40.0) / _first(relaxed).answered.count < 0.05
    assert _first(strict).answered.at_least(40.0) / _first(strict).answered.count > 0.5


def test_weights_share_the_calls_in_their_proportion() -> None:
    base = centre(group("one", 10), group("two", 10), calls_per_day=2_000, handle_s=120.0)
    done = _run(_with(base, policy=PolicyName.WEIGHTED, weights={"one": 3.0, "two": 1.0}))
    one, two = (done.tallies[0].agents[name].handling for name in ("one", "two"))
    assert one / two == pytest.approx(3.0, rel=0.15)


def test_least_occupied_gives_everyone_the_same_share_of_work() -> None:
    # Two shifts: those who come at noon have done nothing yet and catch up.
    late = Group(
        name="late",
        kinds=frozenset({QueueKind.GENERAL}),
        skills={},
        languages={},
        shifts=(Shift(begin=12 * 3_600.0, end=DAY_S, agents=5),),
    )
    base = centre(group("early", 5), late, calls_per_day=3_000, handle_s=120.0)
    spread = []
    for policy in (PolicyName.LEAST_OCCUPIED, PolicyName.LONGEST_IDLE):
        times = _run(_with(base, policy=policy)).tallies[0].agents
        shares = [
            each.handling / (each.handling + each.available)
            for each in (times["early"], times["late"])
        ]
        spread.append(abs(shares[0] - shares[1]))
    assert spread[0] < 0.5 * spread[1]


def test_last_agent_brings_known_callers_to_whom_they_know() -> None:
    base = centre(group("all", 20), calls_per_day=2_000, handle_s=60.0)
    base = replace(base, demand=replace(base.demand, people=40))
    again = []
    for policy in (PolicyName.LAST_AGENT, PolicyName.LONGEST_IDLE):
        first = _first(_run(_with(base, policy=policy)))
        assert first.known > 1_500
        again.append(first.met_again / first.known)
    assert again[0] > 0.85
    assert again[1] == pytest.approx(1 / 20, abs=0.05)


def test_holds_are_part_of_the_handling_and_lengthen_it() -> None:
    held = Topic(
        name="any", queue="any", share=1, handle=FIXED_60, hold=Hold(share=0.5, length=FIXED_60)
    )
    (tally,) = _run(
        centre(group("all", 10), calls_per_day=2_000, topics=[held], wrap_up_s=10.0)
    ).tallies
    answered = sum(entries.answered.count for entries in tally.entries.values())
    assert tally.agents["all"].handling / answered == pytest.approx(60 + 30 + 10, rel=0.03)


SMALL = """\
name: Small
days: 2
demand:
  calls_per_day: 2000
  topics: {any: {queue: general, handle: {mean_s: 20}}}
queues:
  general: {kind: general}
agents:
  all: {shifts: [{from: "00:00", to: "24:00", agents: 9}]}
"""


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("kind: general, overflow: {after_s: 9, queue: general}", "in a circle"),
        ("kind: general, recipe: [{after_s: 900}]", "never reached"),
        ("kind: general, skills: {tax: 3}", "no agent has the skill tax"),
        ("kind: general, weights: {all: 2}", "only with policy: weighted"),
        ("kind: general, groups: [none]", "there is no group none"),
        ("kind: general, hours: none", "there are no hours none"),
    ],
)
def test_queues_are_checked_as_in_a_routing_file(tmp_path: Path, rules: str, told: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(SMALL.replace("kind: general", rules))
    with pytest.raises(SourceErrors) as caught:
        load_scenario(path)
    assert told in str(caught.value)
    assert {problem.line for problem in caught.value.problems} == {7}


@pytest.mark.parametrize("kind", ["holidays", "workdays"])
def test_simulated_days_have_no_dates(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(SMALL + f"hours: {{day: {{zone: UTC, {kind}: [2026-12-25]}}}}\n")
    with pytest.raises(SourceErrors, match=f"no date; take the {kind} out"):
        load_scenario(path)


def test_every_rule_travels_to_another_process(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    rules = (
        "kind: general, hours: day, policy: weighted, weights: {all: 2}, "
        "recipe: [{after_s: 20, skills: {}, groups: []}], overflow: {after_s: 60, exit: callback}"
    )
    hours = "hours: {day: {zone: Europe/Paris, week: {mon: ['00:00-24:00']}}}\n"
    path.write_text(SMALL.replace("kind: general", rules) + hours)
    scenario = load_scenario(path)
    one, two = (run(scenario, seed=1, days=8, workers=workers) for workers in (1, 2))
    assert one.course == two.course


def test_one_busy_speaker_does_not_hold_up_a_language_where_interpreters_are() -> None:
    base = centre(
        group("english", 10, languages={"en": 5}),
        group("bilingual", 1, languages={"en": 5, "es": 5}),
        Group(
            name="interpreters",
            kinds=frozenset({QueueKind.INTERPRETER}),
            skills={},
            languages={"es": 5},
            shifts=(Shift(begin=0.0, end=DAY_S, agents=4),),
        ),
        calls_per_day=2_000,
        handle_s=200.0,
        languages={"en": 0.6, "es": 0.4},
        interpreters=True,
    )
    in_vain, soon = (_run(_with(base, interpreter_after_s=after_s)) for after_s in (None, 60.0))
    waited = [
        sum(
            entries.answered.at_least(300.0)
            for cell, entries in total(done.tallies).entries.items()
            if cell.purpose is Purpose.FIRST and cell.language == "es"
        )
        for done in (in_vain, soon)
    ]
    assert waited[0] > 100
    assert waited[1] < waited[0] / 10
    assert soon.tallies[0].agents["interpreters"].handling > 10_000

"""What happens in a simulated centre: who talks, who waits, who calls again, and the same again."""

from dataclasses import replace

import pytest

from acd.plan.model import Queue, QueueKind
from acd.sim.centre import Run, simulate
from acd.sim.chance import Duration, Law
from acd.sim.figures import batches, figures
from acd.sim.scenario import Breaks, Group, Handover, Retry, Scenario, Shift, Telephones, Topic
from acd.sim.tally import AgentTime, Entries, Purpose, Tally, total
from tests.sim.harness import centre, exponential, group, replicate, streams

FIXED_60 = Duration(mean_s=60.0, law=Law.FIXED)


def _run(scenario: Scenario, seed: object = 1, days: int = 1) -> Run:
    return simulate(scenario, streams(seed), first_day=0, days=days)


def _entries(tally: Tally, purpose: Purpose) -> Entries:
    pooled = Entries()
    for cell, entries in tally.entries.items():
        if cell.purpose is purpose:
            pooled.merge(entries)
    return pooled


def _agents(tally: Tally, name: str) -> AgentTime:
    return tally.agents[name]


def test_the_same_chance_gives_the_same_day_and_other_chance_another() -> None:
    scenario = centre(
        group("all", 5), calls_per_day=1_000, patience=exponential(90.0), wrap_up_s=10.0
    )
    once, again, other = _run(scenario, 1), _run(scenario, 1), _run(scenario, 2)
    told = [figures(batches([run.tallies]), answering=frozenset({"all"})) for run in (once, again)]
    assert told[0] == told[1]
    assert once.course == again.course
    assert once.course != other.course


def test_every_call_ends_in_exactly_one_way() -> None:
    scenario = centre(
        group("all", 3),
        calls_per_day=1_500,
        patience=exponential(60.0),
        max_wait_s=90.0,
        telephones=Telephones(
            answer=Duration(mean_s=3.0, cv=0.5),
            no_answer=0.05,
            reject=0.05,
            unreachable=0.02,
            back_after_s=60.0,
        ),
    )
    (tally,) = _run(scenario).tallies
    first = _entries(tally, Purpose.FIRST)
    assert first.open == 0
    assert tally.calls == first.offered == first.answered.count + first.abandoned.count + first.left
    assert min(first.answered.count, first.abandoned.count, first.left) > 10


def test_agents_time_adds_up_to_the_shift() -> None:
    scenario = centre(group("all", 4), calls_per_day=800, wrap_up_s=15.0)
    (tally,) = _run(scenario).tallies
    time = _agents(tally, "all")
    assert time.staffed == pytest.approx(4 * 86_400)
    answered = _entries(tally, Purpose.FIRST).answered.count
    assert time.handling == pytest.approx(answered * (120.0 + 15.0), rel=0.1)


def test_more_agents_wait_less_on_the_very_same_calls() -> None:
    few = centre(group("all", 6), calls_per_day=3_000, patience=exponential(120.0))
    many = replace(few, groups=(group("all", 7),))
    before, after = _run(few), _run(many)
    assert before.course.calls == after.course.calls
    one, other = total(before.tallies), total(after.tallies)
    assert other.waiting_s < one.waiting_s
    assert _entries(other, Purpose.FIRST).abandoned.count < (
        _entries(one, Purpose.FIRST).abandoned.count
    )


def test_who_does_not_answer_costs_the_caller_the_ringing() -> None:
    prompt = centre(group("all", 6), calls_per_day=500)
    slow = replace(prompt, telephones=Telephones(answer=Duration(mean_s=5.0, law=Law.FIXED)))
    absent = replace(slow, telephones=replace(slow.telephones, no_answer=0.2, back_after_s=30.0))
    waits = [
        _entries(_run(each).tallies[0], Purpose.FIRST).answered.percentile(50)
        for each in (prompt, slow)
    ]
    assert waits == [0.0, pytest.approx(5.0)]
    # One offer in five rings out for 15 s before the next agent has it.
    found = _entries(_run(absent).tallies[0], Purpose.FIRST)
    late = found.answered.at_least(19.9) / found.answered.count
    assert late == pytest.approx(0.2, abs=0.06)


def test_agents_come_and_go_with_their_shifts() -> None:
    night = Group(
        name="night",
        kinds=frozenset({QueueKind.GENERAL}),
        skills={},
        languages={},
        shifts=(Shift(begin=20 * 3_600.0, end=4 * 3_600.0, agents=2),),
    )
    scenario = centre(night, calls_per_day=960, handle_s=20.0, max_wait_s=60.0)
    run = _run(scenario)
    staffed = [value / 900 for value in run.course.staffed_s]
    assert staffed[:16] == [pytest.approx(2, abs=0.05)] * 16
    assert staffed[20:80] == [0.0] * 60
    assert staffed[80:] == [pytest.approx(2, abs=0.05)] * 16
    left = _entries(run.tallies[0], Purpose.FIRST).left
    assert left == pytest.approx(960 * 16 / 24, rel=0.15)


def test_breaks_are_away_time() -> None:
    resting = replace(group("all", 4), breaks=Breaks(count=4, length_s=1_800.0))
    (tally,) = _run(centre(resting, calls_per_day=200)).tallies
    time = _agents(tally, "all")
    assert time.away == pytest.approx(4 * 4 * 1_800, rel=0.05)


def test_a_language_nobody_speaks_waits_for_the_interpreter_and_talks_longer() -> None:
    vendor = Group(
        name="vendor",
        kinds=frozenset({QueueKind.INTERPRETER}),
        skills={},
        languages={"so": 5},
        shifts=(Shift(begin=0.0, end=86_400.0, agents=1),),
    )
    scenario = centre(
        group("all", 12, languages={"en": 5}),
        vendor,
        calls_per_day=600,
        topics=[Topic(name="any", queue="any", share=1, handle=FIXED_60)],
        languages={"en": 0.8, "so": 0.2},
        interpreters=True,
    )
    doubled = replace(scenario, demand=replace(scenario.demand, interpreted_factor=2.0))
    for each, length_s in ((scenario, 60.0), (doubled, 120.0)):
        (tally,) = _run(each).tallies
        interpreted = _entries(tally, Purpose.INTERPRETER)
        assert interpreted.offered == interpreted.answered.count > 80
        assert _agents(tally, "vendor").handling == pytest.approx(
            interpreted.answered.count * length_s, rel=0.02
        )


def test_a_call_passed_on_has_a_second_wait_and_a_second_talk() -> None:
    legal = Group(
        name="legal",
        kinds=frozenset({QueueKind.EXPERT}),
        skills={"law": 4},
        languages={},
        shifts=(Shift(begin=0.0, end=86_400.0, agents=4),),
    )
    topic = Topic(
        name="legal",
        queue="any",
        share=1,
        handle=FIXED_60,
        handover=Handover(queue="legal", share=0.5, handle=FIXED_60),
    )
    scenario = centre(group("all", 8), legal, calls_per_day=600, topics=[topic])
    expert = Queue(
        name="legal", kind=QueueKind.EXPERT, skills={"law": 3}, wrap_up_s=0.0, max_wait_s=None
    )
    scenario = replace(scenario, queues={**scenario.queues, "legal": expert})
    (tally,) = _run(scenario).tallies
    second = _entries(tally, Purpose.HANDOVER).answered.count
    assert second == pytest.approx(tally.calls / 2, rel=0.15)
    assert _agents(tally, "legal").handling == pytest.approx(60 * second, rel=0.02)


def test_those_who_hung_up_call_again() -> None:
    scenario = centre(group("all", 3), calls_per_day=1_500, patience=exponential(60.0))
    demand = replace(scenario.demand, retry=Retry(share=1.0, after=Duration(mean_s=600.0)))
    once, again = _run(scenario), _run(replace(scenario, demand=demand))
    assert once.tallies[0].calls < again.tallies[0].calls


def test_two_days_are_counted_apart() -> None:
    scenario = centre(group("all", 4), calls_per_day=500)
    quiet = replace(scenario.demand, by_weekday=(1.0, 0.2, 1, 1, 1, 1, 1))
    run = _run(replace(scenario, demand=quiet), days=2)
    monday, tuesday = run.tallies
    assert tuesday.calls < 0.5 * monday.calls
    assert run.course.days == 2


def test_an_interval_comes_from_days_where_there_is_one_run() -> None:
    scenario = centre(group("all", 4), calls_per_day=300)
    run = _run(scenario, days=4)
    found = figures(batches([run.tallies]), answering=frozenset({"all"}))
    assert found["calls"]["offered"].half_width is not None
    single = figures(replicate(scenario, seeds=1), answering=frozenset({"all"}))
    assert single["calls"]["offered"].half_width is None

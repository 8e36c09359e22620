"""Changes to a scenario: what they do, what they leave alone, and what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.sim.config import ScenarioFile
from acd.sim.rota import attendance
from acd.sim.scenario import Group, Scenario, Shift, routing_plan
from acd.sim.whatif import BadChange, change
from acd.sim.written import as_written
from hotline.simulation import (
    Simulated,
    load_preset,
    load_scenario,
    preset_names,
    run,
    with_changes,
)
from tests.sim.harness import DAY_S, centre, group

NAMES = ("english", "english_es", "english_es_2", "english_so", "spanish")


def hours_at_work(scenario: Scenario) -> float:
    """Agent-hours of a day as the engine sees them: by agent, however often one logs in."""
    told = attendance(scenario, begin=0.0, end=DAY_S)
    since: dict[str, float] = {}
    total_s = 0.0
    for at, each in told:
        if type(each).__name__ == "AgentLoggedIn":
            since.setdefault(each.agent_id, at)
        elif type(each).__name__ == "AgentLoggedOut" and each.agent_id in since:
            total_s += at - since.pop(each.agent_id)
    total_s += sum(DAY_S - at for at in since.values())
    return total_s / 3_600


def staffed(*groups: tuple[str, list[int]]) -> Scenario:
    return centre(
        *(
            replace(
                group(name, 1, languages={"en": 5}),
                shifts=tuple(
                    Shift(begin=3_600.0 * (index + 1), end=3_600.0 * (index + 9), agents=agents)
                    for index, agents in enumerate(shifts)
                ),
            )
            for name, shifts in groups
        ),
        calls_per_day=1_000,
        languages={"en": 8.0, "es": 1.0, "so": 1.0},
    )


@settings(max_examples=150, deadline=None)
@given(
    groups=st.lists(
        st.tuples(st.sampled_from(NAMES), st.lists(st.integers(2, 5), min_size=1, max_size=3)),
        min_size=1,
        max_size=4,
        unique_by=lambda each: each[0],
    ),
    data=st.data(),
)
def test_training_neither_adds_nor_loses_an_hour_at_work(
    groups: list[tuple[str, list[int]]], data: st.DataObject
) -> None:
    scenario = staffed(*groups)
    before, agents = hours_at_work(scenario), len(routing_plan(scenario).agents)
    level = 1
    for learnt in data.draw(st.lists(st.sampled_from(("es", "so")), min_size=1, max_size=3)):
        large = [g for g in scenario.groups if all(s.agents >= 1 for s in g.shifts)]
        pupils = data.draw(st.sampled_from(large)).name
        some = data.draw(st.sampled_from(("", ":1")))
        scenario = change(scenario, f"train.{pupils}{some}.{learnt}={level}")
        level += 1
        assert hours_at_work(scenario) == pytest.approx(before)
        assert len(routing_plan(scenario).agents) == agents


def test_training_some_does_not_touch_a_group_that_has_the_name_already() -> None:
    scenario = staffed(("english", [3]), ("english_es", [2]))
    changed = change(scenario, "train.english:2.es=3")
    assert [each.name for each in changed.groups] == ["english", "english_es_2", "english_es"]
    before, after = (run(each, seed=1, replications=2) for each in (scenario, changed))

    def staffed_s(done: Simulated) -> float:
        return sum(done.course.staffed_s)

    assert staffed_s(before) == pytest.approx(staffed_s(after))


def test_queues_know_the_trained_by_the_group_they_come_from() -> None:
    changed = change(staffed(("english", [3])), "train.english:1.es=3")
    changed = change(changed, "train.english_es:1.so=3")
    assert {agent.group for agent in routing_plan(changed).agents.values()} == {"english"}


def test_names_of_the_trained_are_their_own() -> None:
    changed = staffed(("english", [5]))
    for level in (2, 3, 4):
        changed = change(changed, f"train.english:1.es={level}")
    names = [each.name for each in changed.groups]
    assert len(set(names)) == 4
    assert all(isinstance(each, Group) for each in changed.groups)


TOWN = """\
name: Town
seats: 6
demand:
  calls_per_day: 300
  languages: {en: 8, es: 2}
  topics:
    any: {queue: general, handle: {mean_s: 120}}
    housing: {queue: general, handle: {mean_s: 120}, skills: {housing: 2}}
queues:
  general:
    kind: general
    max_wait_s: 120
    recipe: [{after_s: 60, skills: {}}]
    groups: [english, housing]
    overflow: {after_s: 90, exit: callback}
    hours: open
    at_close: exit
  experts:
    kind: expert
    skills: {housing: 3}
    max_wait_s: null
    overflow: {after_s: 600, exit: callback}
hours: {open: {zone: Europe/London, week: {mon: ["08:00-18:00"]}}}
agents:
  english: {languages: {en: 5}, shifts: [{from: "00:00", to: "24:00", agents: 2}]}
  housing:
    kinds: [general, expert]
    skills: {housing: 4}
    languages: {en: 5, es: 3}
    shifts: [{from: "22:00", to: "06:00", agents: 2, weekdays: [mon, sun]}]
"""


@pytest.fixture
def town(tmp_path: Path) -> Scenario:
    path = tmp_path / "town.yaml"
    path.write_text(TOWN, "utf-8")
    return load_scenario(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("train.english.housng=3", "did you mean 'housing'"),
        ("train.english.Espa\u00f1ol=3", "no skill here and no language of a caller or an agent"),
        ("train.english.en=3", "english has en at level 5 already"),
        ("train.english:99.es=3", "only 2 on the shift from 00:00, not 99"),
        ("train.english:0.es=3", "'0' is no number of agents"),
        ("agents.english-99", "only 2 on the shift from 00:00"),
        ("agents.english=0.3", "0.3 is no whole number"),
        ("agents.english+0.5", "0.5 is no whole number"),
        ("agents.english*0.1", "nobody would be left"),
        ("agents.english*1.1", "would stay as it is"),
        ("agents.english+5", "there are 6 seats"),
        ("agents.english=" + "9" * 400, "too large"),
        ("agents.english*" + "9" * 308, "too large"),
        ("agents.housing=0", "no agent has the skill housing"),
        ("lines=1.5", "1.5 is no whole number"),
        ("seats=1", "there are 1 seats"),
        ("seats=0", "seats: must be at least 1"),
        ("lines=0", "at least one must be left"),
        ("calls*100000", "has 30,000,000 calls; 10,000,000 can be simulated"),
        ("calls-300", "no calls would be left"),
        ("queue.general.max_wait_s=-60", "cannot be negative"),
        ("calls*-2", "cannot be negative"),
        ("queue.general.max_wait_s=30", "never reached"),
        ("queue.general.wrap_up_s-60", "queues.general.wrap_up_s: must be at least 0"),
        ("queue.general.ring_timeout_s=0", "queues.general.ring_timeout_s: must be more than 0"),
        ("queue.experts.max_wait_s+60", "wait in experts without a limit"),
        ("queue.general.max_waiting=3", "these can: max_wait_s, wrap_up_s, ring_timeout_s"),
        ("no_answer-0.5", "telephones.no_answer: must be at least 0"),
    ],
)
def test_what_cannot_be_meant_or_a_file_refuses_is_refused(
    town: Scenario, text: str, told: str
) -> None:
    with pytest.raises(BadChange) as caught:
        with_changes(town, [text])
    assert told in str(caught.value)


def test_of_several_shifts_the_smallest_says_how_many_can_be_taken_away() -> None:
    with pytest.raises(BadChange, match="2 on the shift from 02:00; take away 2 at most"):
        change(staffed(("english", [4, 2, 3])), "agents.english-5")
    assert hours_at_work(change(staffed(("english", [4, 2, 3])), "agents.english-2")) == 24


def test_changes_are_judged_together(town: Scenario) -> None:
    changed = with_changes(town, ["agents.english+3", "agents.housing-1"])
    assert [each.shifts[0].agents for each in changed.groups] == [5, 1]


def test_more_agents_than_seats_need_more_seats(town: Scenario) -> None:
    assert with_changes(town, ["agents.english+5", "seats+3"]).seats == 9
    with pytest.raises(BadChange, match="seats: this scenario has no limit"):
        change(replace(town, seats=None), "seats+3")


def test_teaching_all_of_a_group_by_number_is_teaching_the_group(town: Scenario) -> None:
    changed = with_changes(town, ["train.english:2.es=3"])
    assert [each.name for each in changed.groups] == ["english", "housing"]
    assert changed.groups[0].languages == {"en": 5, "es": 3}


def test_an_unchanged_scenario_breaks_no_rule_of_the_file(town: Scenario) -> None:
    for scenario in (town, *map(load_preset, preset_names())):
        ScenarioFile.model_validate(as_written(scenario))
        assert with_changes(scenario, []) == scenario

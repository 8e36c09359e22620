"""Changes to a scenario: what they do, what they leave alone, and what is refused."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.sim.rota import attendance
from acd.sim.scenario import Group, Scenario, Shift, routing_plan
from acd.sim.whatif import change
from hotline.simulation import Simulated, run
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

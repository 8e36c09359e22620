"""A published result: two skills an agent are nearly as good as all.

W. C. Jordan and S. C. Graves, "Principles on the benefits of manufacturing process flexibility",
Management Science 41 (1995): a chain, in which each worker does two neighbouring jobs, has nearly
the benefit of total flexibility. R. B. Wallace and W. Whitt, "A staffing algorithm for call centers
with skill-based routing", MSOM 7 (2005): so it is for call centres. The ends of the scale are
known: agents of one skill are six queues of Erlang C, agents of all skills a single one.
"""

import pytest

from acd.sim.figures import estimated
from acd.sim.scenario import Group, Topic
from acd.sim.tally import Tally
from acd.theory import ErlangC
from tests.sim.harness import DAY_S, centre, exponential, group, replicate

TYPES, AGENTS, LOAD, HANDLE_S = 6, 5, 4.4, 300.0
SKILLS = [f"s{number}" for number in range(TYPES)]


def _mean_wait_s(groups: list[Group]) -> float:
    topics = [
        Topic(name=skill, queue="any", share=1, handle=exponential(HANDLE_S), skills={skill: 1})
        for skill in SKILLS
    ]
    rate = TYPES * LOAD / HANDLE_S
    scenario = centre(*groups, calls_per_day=rate * DAY_S, topics=topics, warm_up_s=6 * 3_600.0)

    def mean_wait(tally: Tally) -> float:
        answered = [entries.answered for entries in tally.entries.values()]
        return sum(a.total_s for a in answered) / sum(a.count for a in answered)

    estimate = estimated(mean_wait, replicate(scenario, seeds=2))
    assert estimate is not None
    return estimate.value


def _staff(skills_each: int) -> list[Group]:
    """Each type has agents whose own skill it is; the further ones are the next in the circle."""
    return [
        group(
            skill,
            AGENTS,
            skills={
                SKILLS[(number + step) % TYPES]: 5 if step == 0 else 3
                for step in range(skills_each)
            },
        )
        for number, skill in enumerate(SKILLS)
    ]


def test_two_skills_in_a_chain_are_nearly_as_good_as_all_and_one_is_far_worse() -> None:
    one, two, full = (_mean_wait_s(_staff(skills)) for skills in (1, 2, TYPES))
    apart = ErlangC(arrival_rate=LOAD / HANDLE_S, handle_s=HANDLE_S, agents=AGENTS)
    pooled = ErlangC(arrival_rate=TYPES * LOAD / HANDLE_S, handle_s=HANDLE_S, agents=TYPES * AGENTS)
    assert one == pytest.approx(apart.mean_wait_s, rel=0.25)
    assert full == pytest.approx(pooled.mean_wait_s, rel=0.4)
    assert full <= two
    assert (one - two) / (one - full) > 0.85
    assert one > 3 * two

"""Small centres of equal agents, and a way to run one many times."""

import random
from collections.abc import Sequence

from acd.plan.model import Queue, QueueKind
from acd.sim.centre import simulate
from acd.sim.chance import Duration, Law, RandomSource, Streams
from acd.sim.figures import Batches, batches
from acd.sim.scenario import Demand, Group, Scenario, Shift, Telephones, Topic
from acd.sim.tally import Tally

DAY_S = 86_400.0


def exponential(mean_s: float) -> Duration:
    return Duration(mean_s=mean_s, law=Law.EXPONENTIAL)


def group(name: str, agents: int, **profile: dict[str, int]) -> Group:
    return Group(
        name=name,
        kinds=frozenset({QueueKind.GENERAL}),
        skills=profile.get("skills", {}),
        languages=profile.get("languages", {}),
        shifts=(Shift(begin=0.0, end=DAY_S, agents=agents),),
    )


def centre(
    *groups: Group,
    calls_per_day: float,
    topics: Sequence[Topic] = (),
    handle_s: float = 120.0,
    patience: Duration | None = None,
    max_wait_s: float | None = None,
    wrap_up_s: float = 0.0,
    threshold_s: float = 20.0,
    warm_up_s: float = 7_200.0,
    lines: int | None = None,
    telephones: Telephones | None = None,
    languages: dict[str | None, float] | None = None,
    interpreters: bool = False,
) -> Scenario:
    queues = {
        "any": Queue(name="any", kind=QueueKind.GENERAL, max_wait_s=max_wait_s, wrap_up_s=wrap_up_s)
    }
    if interpreters:
        queues["interpreters"] = Queue(
            name="interpreters", kind=QueueKind.INTERPRETER, max_wait_s=max_wait_s, wrap_up_s=0.0
        )
    return Scenario(
        name="test",
        about="",
        sources=(),
        assumptions=(),
        days=1,
        warm_up_s=warm_up_s,
        threshold_s=threshold_s,
        lines=lines,
        demand=Demand(
            calls_per_day=calls_per_day,
            by_hour=(1.0,) * 24,
            by_weekday=(1.0,) * 7,
            languages=languages or {None: 1.0},
            topics=tuple(topics)
            or (Topic(name="any", queue="any", share=1.0, handle=exponential(handle_s)),),
            extra_handle_s={},
            interpreted_factor=1.0,
            patience=patience,
            retry=None,
        ),
        queues=queues,
        groups=groups,
        telephones=telephones or Telephones(),
    )


def streams(seed: object) -> Streams:
    def stream(name: str) -> RandomSource:
        return random.Random(f"{seed}/{name}")

    return stream


def replicate(scenario: Scenario, *, seeds: int, days: int = 1) -> Batches:
    runs: list[list[Tally]] = [
        simulate(scenario, streams(seed), first_day=0, days=days).tallies for seed in range(seeds)
    ]
    return batches(runs)

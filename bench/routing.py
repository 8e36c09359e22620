"""`python -m bench.routing`: what a routing decision costs, on the engine alone.

Two kinds of decision are timed, each as the whole `Engine.handle` of the input that brings it
about: a freed agent takes the first of the waiting entries they can serve, and a caller who comes
while agents are free takes the best of them. Agents speak one or two of 40 languages and have five
of 200 skills at a level; callers ask for one skill at a level, in one language. At the end, with
the most callers waiting, what touches all of them is timed: the plan is loaded anew, and everyone
logs out one after another, so that callers whom nobody could serve any more are sent back.

The time between inputs is virtual. Beside the time by the wall stands the time on the processor,
which does not count what else the machine does.

    python -m bench.routing
    python -m bench.routing --waiting 1000 --waiting 100000 --json
"""

import dataclasses
import gc
import json
import random
import time
from collections.abc import Callable, Sequence

import click
import psutil

from acd.commands import OfferCall
from acd.engine import Engine
from acd.events import OfferMade
from acd.inputs import (
    AgentLoggedIn,
    AgentLoggedOut,
    CallEnqueued,
    CallerLeft,
    Input,
    LegEnded,
    LegJoined,
    OfferAnswered,
)
from acd.plan.model import AgentProfile, Queue, QueueKind, RoutingPlan
from bench.statistics import percentile

LANGUAGES = 40
SKILLS = 200
LEVELS = 4
Took = tuple[float, float]
"""Milliseconds by the wall, and on the processor."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of `count` decisions of one kind, in milliseconds."""

    what: str
    agents: int
    waiting: int
    count: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    cpu_p50_ms: float
    cpu_p99_ms: float
    cpu_max_ms: float


class Centre:
    """An engine with a clock of its own, and the people to fill it. Seeded: every run is alike."""

    def __init__(self, *, agents: int, seed: int) -> None:
        """Log everyone in."""
        self.random = random.Random(seed)
        self.now = 0.0
        self._ids = 0
        self._calls = 0
        self.last_call = ""
        self.skills = [f"skill-{number}" for number in range(SKILLS)]
        self.languages = [f"l{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(LANGUAGES)]
        people = [self._person(f"a{number}") for number in range(agents)]
        queue = Queue(name="all", kind=QueueKind.GENERAL, wrap_up_s=0.0, max_wait_s=None)
        plan = RoutingPlan(
            queues={"all": queue}, agents={person.agent_id: person for person in people}
        )
        self.plan = plan
        self.engine = Engine(plan, new_id=self._new_id)
        self.offered: list[OfferCall] = []
        for person in people:
            self.tell(AgentLoggedIn(agent_id=person.agent_id))

    def _new_id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}-{self._ids}"

    def _person(self, agent_id: str) -> AgentProfile:
        draw = self.random
        return AgentProfile(
            agent_id=agent_id,
            name=agent_id,
            device=agent_id,
            kinds=frozenset({QueueKind.GENERAL}),
            skills={name: draw.randint(1, 5) for name in draw.sample(self.skills, 5)},
            languages={
                tag: draw.randint(1, 5) for tag in draw.sample(self.languages, draw.randint(1, 2))
            },
        )

    def tell(self, told: Input) -> tuple[Took, bool]:
        """Hand in one input; return how long it took, and whether it led to an offer."""
        self.now += 0.001
        took = _timed(lambda: self.engine.handle(told, now=self.now))
        outputs = self.engine.take_outputs()
        self.offered += [output for output in outputs if isinstance(output, OfferCall)]
        return took, any(isinstance(output, OfferMade) for output in outputs)

    def call(self) -> tuple[Took, bool]:
        """A caller comes."""
        draw = self.random
        self._calls += 1
        self.last_call = f"c{self._calls}"
        return self.tell(
            CallEnqueued(
                call_id=self.last_call,
                queue="all",
                language=draw.choice(self.languages),
                skills={draw.choice(self.skills): draw.randint(1, LEVELS)},
                priority=draw.choice((0, 0, 0, 1, 5)),
            )
        )

    def reload(self) -> Took:
        """The plan is loaded anew, as it was."""
        took = _timed(lambda: self.engine.reload(self.plan, now=self.now))
        self.engine.take_outputs()
        return took

    def answer_all(self) -> None:
        """Every telephone that rings is answered."""
        while self.offered:
            offer_id = self.offered.pop().offer_id
            self.tell(OfferAnswered(offer_id=offer_id))
            self.tell(LegJoined(offer_id=offer_id))

    def fill(self, waiting: int) -> None:
        """Callers come until so many wait."""
        while (lacking := waiting - len(self.engine.waiting())) > 0:
            for _ in range(lacking):
                self.call()
            self.answer_all()


def freed_agents(centre: Centre, *, waiting: int, count: int) -> Cost:
    """Agents hang up while so many wait; a caller comes for each who was served."""
    centre.fill(waiting)
    gc.collect()
    costs: list[Took] = []
    while len(costs) < count:
        busy = [party.offer_id for call in centre.engine.calls() for party in call.parties]
        centre.random.shuffle(busy)
        for offer_id in busy[: count - len(costs)]:
            took, offered = centre.tell(LegEnded(offer_id=offer_id))
            if offered:
                costs.append(took)
        centre.answer_all()
        centre.fill(waiting)
    return _cost("freed agent", centre, waiting, costs)


def idle_agents(centre: Centre, *, count: int, what: str) -> Cost:
    """Callers come and go again while everyone is free.

    Whatever is asked for the first time after a start also lines the agents up for it.
    """
    gc.collect()
    costs: list[Took] = []
    while len(costs) < count:
        took, offered = centre.call()
        if offered:
            costs.append(took)
        centre.tell(CallerLeft(call_id=centre.last_call))
        centre.offered.clear()
    return _cost(what, centre, 0, costs)


def everyone_at_once(centre: Centre, *, reloads: int = 5) -> list[Cost]:
    """Time what touches every caller who waits; nobody waits after it."""
    waiting = len(centre.engine.waiting())
    gc.collect()
    renewed = [centre.reload() for _ in range(reloads)]
    cost = _cost("plan loaded anew", centre, waiting, renewed)
    agents = list(centre.plan.agents)
    centre.random.shuffle(agents)
    left = [centre.tell(AgentLoggedOut(agent_id=agent_id))[0] for agent_id in agents]
    return [cost, _cost("agent logs out, to the last", centre, waiting, left)]


def _timed(act: Callable[[], None]) -> Took:
    began, cpu_began = time.perf_counter(), time.thread_time()
    act()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - cpu_began) * 1000


def _cost(what: str, centre: Centre, waiting: int, costs: Sequence[Took]) -> Cost:
    wall, cpu = [each[0] for each in costs], [each[1] for each in costs]
    return Cost(
        what=what,
        agents=len(centre.engine.agents()),
        waiting=waiting,
        count=len(costs),
        p50_ms=percentile(wall, 0.5),
        p99_ms=percentile(wall, 0.99),
        max_ms=max(wall),
        cpu_p50_ms=percentile(cpu, 0.5),
        cpu_p99_ms=percentile(cpu, 0.99),
        cpu_max_ms=max(cpu),
    )


def _rss() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


@click.command()
@click.option("--agents", type=click.IntRange(min=1), default=5000, show_default=True)
@click.option(
    "--waiting", type=click.IntRange(min=1), multiple=True, default=(1000, 10_000, 100_000)
)
@click.option("--count", type=click.IntRange(min=1), default=2000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def main(agents: int, waiting: tuple[int, ...], count: int, seed: int, as_json: bool) -> None:
    """Time routing decisions, one kind a line."""
    empty = _rss()
    centre = Centre(agents=agents, seed=seed)
    agent_kib = (_rss() - empty) / agents / 1024
    costs = [idle_agents(centre, count=count, what="idle agents, at first")]
    # Until nearly everything that can be asked for was asked for.
    idle_agents(centre, count=5 * SKILLS * LEVELS, what="")
    costs.append(idle_agents(centre, count=count, what="idle agents"))
    centre.fill(1)
    before = _rss()
    for each in sorted(waiting):
        costs.append(freed_agents(centre, waiting=each, count=count))
    call_kib = (_rss() - before) / max(waiting) / 1024
    costs += everyone_at_once(centre)
    if as_json:
        told = {
            "agent_kib": agent_kib,
            "waiting_call_kib": call_kib,
            "costs": [dataclasses.asdict(cost) for cost in costs],
        }
        click.echo(json.dumps(told, indent=1))
        return
    click.echo("| decision | agents | waiting | n | ms p50 | p99 | max | cpu ms p50 | p99 | max |")
    click.echo("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for cost in costs:
        click.echo(
            f"| {cost.what} | {cost.agents} | {cost.waiting} | {cost.count} "
            f"| {cost.p50_ms:.3f} | {cost.p99_ms:.3f} | {cost.max_ms:.3f} "
            f"| {cost.cpu_p50_ms:.3f} | {cost.cpu_p99_ms:.3f} | {cost.cpu_max_ms:.3f} |"
        )
    click.echo(f"memory: {agent_kib:.1f} KiB an agent, {call_kib:.1f} KiB a waiting call")


if __name__ == "__main__":
    main()

"""What is simulated. Times are in seconds; times of day are seconds after midnight."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.plan.model import AgentProfile, Queue, QueueKind, RoutingPlan
from acd.sim.chance import Duration

DAY_S = 86_400.0
HOUR_S = 3_600.0
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A share of a topic's calls is passed on to another queue and talks there once more."""

    queue: str
    share: float
    handle: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A share of a topic's callers is put on hold once, in the middle of the first talk."""

    share: float
    length: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What people call about. `share` is its weight beside the other topics'."""

    name: str
    queue: str
    share: float
    handle: Duration
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    handover: Handover | None = None
    hold: Hold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A share of those who hung up call again after a while."""

    share: float
    after: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Who calls, and when.

    Attributes:
        calls_per_day: mean over a day whose weekday factor is 1.
        by_hour: 24 weights; the day's calls fall on the hours in this proportion.
        by_weekday: 7 factors from Monday on.
        languages: weights of language tags; None stands for a language not known.
        extra_handle_s: seconds that calls in a language take longer.
        interpreted_factor: how many times longer a talk through an interpreter is.
        patience: how long callers wait before they hang up; None waits for ever.
        people: callers are known, and so many different ones call, each as often; None: unknown.
    """

    calls_per_day: float
    by_hour: tuple[float, ...]
    by_weekday: tuple[float, ...]
    languages: Mapping[str | None, float]
    topics: tuple[Topic, ...]
    extra_handle_s: Mapping[str, float]
    interpreted_factor: float
    patience: Duration | None
    retry: Retry | None
    people: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """So many agents from `begin` to `end`, on some weekdays (Monday is 0).

    An end at or before the begin is on the following day.
    """

    begin: float
    end: float
    agents: int
    weekdays: frozenset[int] = EVERY_DAY

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return self.end - self.begin if self.end > self.begin else self.end + DAY_S - self.begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """Each agent of a shift has `count` pauses of `length_s`, spread so that few coincide."""

    count: int
    length_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Agents who can do the same.

    `part_of` is the group that queues know them by, where it is not this one: agents who have
    learnt something are counted apart and stay what they were to weights and recipes.
    """

    name: str
    kinds: frozenset[QueueKind]
    skills: Mapping[str, int]
    languages: Mapping[str, int]
    shifts: tuple[Shift, ...]
    breaks: Breaks | None = None
    site: str = ""
    part_of: str = ""

    @property
    def answers_callers(self) -> bool:
        """Whether anybody but interpreters."""
        return bool(self.kinds - {QueueKind.INTERPRETER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephones:
    """How agents treat a telephone that rings: shares of the offers, and times.

    `back_after_s` is when an agent who is held not to respond shows up again.
    """

    answer: Duration = field(default_factory=lambda: Duration(mean_s=0.0))
    no_answer: float = 0.0
    reject: float = 0.0
    unreachable: float = 0.0
    back_after_s: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything but chance.

    Attributes:
        sources: the published facts in it, for the reader.
        assumptions: what nobody has published, for the reader.
        warm_up_s: simulated before the first day and not counted.
        threshold_s: within it a call counts as answered in time.
        lines: trunks; calls beyond them are blocked. None: no limit.
        seats: no more agents can be at work at once, interpreters too. None: no limit.
    """

    name: str
    about: str
    sources: tuple[str, ...]
    assumptions: tuple[str, ...]
    days: int
    warm_up_s: float
    threshold_s: float
    lines: int | None
    demand: Demand
    queues: Mapping[str, Queue]
    groups: tuple[Group, ...]
    telephones: Telephones
    seats: int | None = None


def agent_id(group: Group, shift: int, index: int) -> str:
    """Name the agent at `index` of a group's shift."""
    return f"{group.name}-{shift + 1}-{index + 1}"


def routing_plan(scenario: Scenario) -> RoutingPlan:
    """Return the plan for the engine: every queue, and an agent for each place in a shift."""
    agents = {}
    for group in scenario.groups:
        for number, shift in enumerate(group.shifts):
            for index in range(shift.agents):
                name = agent_id(group, number, index)
                agents[name] = AgentProfile(
                    agent_id=name,
                    name=name,
                    device=name,
                    kinds=group.kinds,
                    skills=group.skills,
                    languages=group.languages,
                    group=group.part_of or group.name,
                    site=group.site,
                )
    interpreters = (
        name for name, queue in scenario.queues.items() if queue.kind is QueueKind.INTERPRETER
    )
    return RoutingPlan(
        queues=scenario.queues, agents=agents, interpreter_queue=next(interpreters, None)
    )

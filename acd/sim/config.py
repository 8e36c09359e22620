"""The scenario file as a person writes it; `acd.sim.compiling` makes a `Scenario` of it.

    name: Three seats
    demand:
      calls_per_day: 220
      by_hour: [0, 0, 0, 0, 0, 0, 0, 4, 9, 10, 9, 8, 6, 7, 8, 8, 7, 5, 0, 0, 0, 0, 0, 0]
      languages: {en: 85, es: 15}
      topics:
        any: {queue: general, handle: {mean_s: 240, cv: 0.9}}
      patience: {mean_s: 240, law: exponential}
    queues:
      general: {kind: general, wrap_up_s: 20}
    agents:
      bilingual: {languages: {en: 5, es: 4}, shifts: [{from: "07:00", to: "18:00", agents: 3}]}

No file is read here: whoever reads YAML hands the parsed mapping to `ScenarioFile`. Every mistake
is reported at the field that has it.
"""

from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails

from acd.plan import sections as routing
from acd.plan.model import QueueKind
from acd.plan.queue_checks import queue_faults
from acd.plan.sections import LanguageTag, Level, Name, PositiveSeconds, Seconds, Skill
from acd.plan.view import Parts, fault
from acd.sim import scenario as sim
from acd.sim.chance import Duration, Law

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, strict=True)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As a file names them, from Monday on."""
Weekday = Annotated[str, StringConstraints(pattern=f"^({'|'.join(WEEKDAYS)})$")]

MOST_CALLS = 10_000_000
"""Calls a day that a machine can still play."""

MOST_AGENTS = 20_000
"""Agents, over all shifts, that a machine can still play."""

UNKNOWN_LANGUAGE = "unknown"
"""Stands among the languages for callers whose language nobody has learnt."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DurationConfig(_Part):
    """A random duration. `cv`, the standard deviation over the mean, is for lognormal alone."""

    mean_s: Seconds
    cv: Annotated[float, Field(ge=0, le=10)] = 1.0
    law: Law = Law.LOGNORMAL

    def compiled(self) -> Duration:
        """Freeze."""
        return Duration(mean_s=self.mean_s, cv=self.cv, law=self.law)


class HandoverConfig(_Part):
    """A share of a topic's calls that goes on to a second queue."""

    queue: Name
    share: Share
    handle: DurationConfig


class HoldConfig(_Part):
    """A share of a topic's callers is put on hold once, in the middle of the first talk."""

    share: Share
    length: DurationConfig


class TopicConfig(_Part):
    """What people call about."""

    queue: Name
    share: Weight = 1.0
    handle: DurationConfig
    skills: dict[Skill, Level] = Field(default_factory=dict)
    priority: Annotated[int, Field(strict=True)] = 0
    handover: HandoverConfig | None = None
    hold: HoldConfig | None = None


class RetryConfig(_Part):
    """Those who hung up and call again."""

    share: Share
    after: DurationConfig


class DemandConfig(_Part):
    """Who calls, and when."""

    calls_per_day: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    by_hour: Annotated[list[Weight], Field(min_length=24, max_length=24)] = Field(
        default_factory=lambda: [1.0] * 24
    )
    by_weekday: Annotated[list[Weight], Field(min_length=7, max_length=7)] = Field(
        default_factory=lambda: [1.0] * 7
    )
    languages: Annotated[dict[LanguageTag, Weight], Field(min_length=1)] = Field(
        default_factory=lambda: {UNKNOWN_LANGUAGE: 1.0}
    )
    topics: Annotated[dict[Name, TopicConfig], Field(min_length=1)]
    extra_handle_s: dict[LanguageTag, Seconds] = Field(default_factory=dict)
    interpreted_factor: Annotated[float, Field(gt=0, le=10)] = 1.0
    patience: DurationConfig | None = None
    retry: RetryConfig | None = None
    people: Count | None = None


class QueueConfig(routing.QueueConfig):
    """One queue, as in a city's routing file; a wait of 0 s sends on whom nobody takes at once."""

    max_wait_s: Seconds | None = 300.0


class ShiftConfig(_Part):
    """Agents from one time of day to another; an end at or before the begin is the next day's."""

    begin: TimeOfDay = Field(alias="from")
    end: TimeOfDay = Field(alias="to")
    agents: Count
    weekdays: Annotated[list[Weekday], Field(min_length=1)] = Field(
        default_factory=lambda: list(WEEKDAYS)
    )


class BreaksConfig(_Part):
    """Pauses of each agent in each shift."""

    count: Annotated[int, Field(ge=0, le=20, strict=True)]
    minutes: Annotated[float, Field(gt=0, le=120)]


class GroupConfig(_Part):
    """Agents who can do the same."""

    kinds: Annotated[list[QueueKind], Field(min_length=1)] = Field(
        default_factory=lambda: [QueueKind.GENERAL]
    )
    skills: dict[Skill, Level] = Field(default_factory=dict)
    languages: dict[LanguageTag, Level] = Field(default_factory=dict)
    shifts: Annotated[list[ShiftConfig], Field(min_length=1)]
    breaks: BreaksConfig | None = None
    site: Name | None = None


class TelephonesConfig(_Part):
    """How agents treat a ringing telephone: shares of the offers, and times."""

    answer: DurationConfig = Field(default_factory=lambda: DurationConfig(mean_s=3.0, cv=0.5))
    no_answer: Share = 0.0
    reject: Share = 0.0
    unreachable: Share = 0.0
    back_after_s: PositiveSeconds = 300.0


class ScenarioFile(_Part):
    """The whole file."""

    name: Text
    about: str = ""
    sources: list[Text] = Field(default_factory=list)
    assumptions: list[Text] = Field(default_factory=list)
    days: Annotated[int, Field(ge=1, le=3_660, strict=True)] = 1
    warm_up_h: Annotated[float, Field(ge=0, le=24)] = 2.0
    service_level_s: Seconds = 20.0
    lines: Count | None = None
    seats: Count | None = None
    demand: DemandConfig
    hours: dict[Name, routing.HoursConfig] = Field(default_factory=dict)
    queues: Annotated[dict[Name, QueueConfig], Field(min_length=1)]
    agents: Annotated[dict[Name, GroupConfig], Field(min_length=1)]
    telephones: TelephonesConfig = Field(default_factory=TelephonesConfig)

    @model_validator(mode="after")
    def _check_across(self) -> Self:
        faults = [
            *_unknown_queues(self),
            *_no_weight(self),
            *_kinds_without_queue(self),
            *_second_interpreter_queues(self),
            *queue_faults(_as_routed(self)),
            *_dates(self),
            *_too_many_refusals(self),
            *_too_many_calls(self),
            *_too_many_agents(self),
            *_too_few_seats(self),
        ]
        if faults:
            raise ValidationError.from_exception_data(type(self).__name__, faults)
        return self


def compile_shift(config: ShiftConfig) -> sim.Shift:
    """Freeze a shift."""
    return sim.Shift(
        begin=_seconds(config.begin),
        end=_seconds(config.end),
        agents=config.agents,
        weekdays=frozenset(WEEKDAYS.index(day) for day in config.weekdays),
    )


def _seconds(time_of_day: str) -> float:
    hours, minutes = time_of_day.split(":")
    return int(hours) * sim.HOUR_S + int(minutes) * 60.0


def _as_routed(file: ScenarioFile) -> Parts:
    """The sections of a routing file that says the same, with one agent for each group."""
    return Parts(
        queues=file.queues,
        agents={
            name: routing.AgentConfig(
                name=name,
                device=name,
                kinds=group.kinds,
                skills=group.skills,
                languages=group.languages,
                site=group.site,
            )
            for name, group in file.agents.items()
        },
        groups={name: routing.GroupConfig(agents=[name]) for name in file.agents},
        hours=file.hours,
        supervisors={},
    )


def _dates(file: ScenarioFile) -> list[InitErrorDetails]:
    return [
        fault(
            "no_dates",
            f"a simulated day has a weekday and no date; take the {kind} out",
            len(days),
            "hours",
            name,
            kind,
        )
        for name, hours in file.hours.items()
        for kind, days in (("holidays", hours.holidays), ("workdays", hours.workdays))
        if days
    ]


def _unknown_queues(file: ScenarioFile) -> list[InitErrorDetails]:
    named: list[tuple[str, tuple[str, ...]]] = [
        (topic.queue, ("demand", "topics", name, "queue"))
        for name, topic in file.demand.topics.items()
    ]
    named += [
        (topic.handover.queue, ("demand", "topics", name, "handover", "queue"))
        for name, topic in file.demand.topics.items()
        if topic.handover
    ]
    return [
        fault(
            "unknown_queue",
            f"there is no queue {queue}; known here: {', '.join(file.queues)}",
            queue,
            *where,
        )
        for queue, where in named
        if queue not in file.queues
    ]


def _no_weight(file: ScenarioFile) -> list[InitErrorDetails]:
    demand = file.demand
    sums = {
        "by_hour": sum(demand.by_hour),
        "by_weekday": sum(demand.by_weekday),
        "languages": sum(demand.languages.values()),
        "topics": sum(topic.share for topic in demand.topics.values()),
    }
    return [
        fault("no_weight", "the weights are all 0; at least one must be more", 0, "demand", name)
        for name, weight in sums.items()
        if weight <= 0
    ]


def _kinds_without_queue(file: ScenarioFile) -> list[InitErrorDetails]:
    served = {queue.kind for queue in file.queues.values()}
    return [
        fault(
            "unknown_queue",
            f"no queue is of kind {kind.value}; add one or take the kind from the agents",
            kind.value,
            "agents",
            name,
            "kinds",
            index,
        )
        for name, group in file.agents.items()
        for index, kind in enumerate(group.kinds)
        if kind not in served
    ]


def _second_interpreter_queues(file: ScenarioFile) -> list[InitErrorDetails]:
    names = [name for name, queue in file.queues.items() if queue.kind is QueueKind.INTERPRETER]
    return [
        fault(
            "second_interpreter_queue",
            f"there is an interpreter queue already ({names[0]}); keep one of the two",
            "interpreter",
            "queues",
            name,
            "kind",
        )
        for name in names[1:]
    ]


def _too_many_refusals(file: ScenarioFile) -> list[InitErrorDetails]:
    phones = file.telephones
    if phones.no_answer + phones.reject + phones.unreachable < 1:
        return []
    message = "no_answer, reject and unreachable add up to 1 or more: nobody would ever answer"
    return [fault("nobody_answers", message, phones.no_answer, "telephones")]


def _too_many_calls(file: ScenarioFile) -> list[InitErrorDetails]:
    busiest = file.demand.calls_per_day * max(file.demand.by_weekday)
    if busiest <= MOST_CALLS:
        return []
    message = (
        f"the busiest day of the week has {busiest:,.0f} calls; "
        f"{MOST_CALLS:,} can be simulated: simulate a part of the centre"
    )
    return [fault("too_many_calls", message, busiest, "demand", "calls_per_day")]


def _too_many_agents(file: ScenarioFile) -> list[InitErrorDetails]:
    agents = sum(shift.agents for group in file.agents.values() for shift in group.shifts)
    if agents <= MOST_AGENTS:
        return []
    message = (
        f"the shifts have {agents:,} agents; "
        f"{MOST_AGENTS:,} can be simulated: simulate a part of the centre"
    )
    return [fault("too_many_agents", message, agents, "agents")]


def _too_few_seats(file: ScenarioFile) -> list[InitErrorDetails]:
    if file.seats is None:
        return []
    changes: list[tuple[float, int]] = []
    for group in file.agents.values():
        for shift in map(compile_shift, group.shifts):
            for day in shift.weekdays:
                begin = day * sim.DAY_S + shift.begin
                for week in (0.0, 7 * sim.DAY_S):
                    changes += [(begin + week, shift.agents)]
                    changes += [(begin + week + shift.length_s, -shift.agents)]
    staffed = most = 0
    for _, change in sorted(changes):
        staffed += change
        most = max(most, staffed)
    if most <= file.seats:
        return []
    message = f"the shifts put {most} agents at work at once; there are {file.seats} seats"
    return [fault("too_few_seats", message, file.seats, "seats")]

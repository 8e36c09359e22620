"""The sections of the routing file as a person writes them. Times are in seconds."""

from types import MappingProxyType
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
)

from acd.plan.hours import OpeningHours
from acd.plan.model import Overflow, PauseReason, PolicyName, Queue, QueueKind, RecipeStep
from acd.plan.part import Part
from acd.plan.week import WeekConfig
from acd.queue.kept_places import RECONNECT_LIMIT_S

Level = Annotated[int, Field(ge=1, le=5, strict=True)]
Count = Annotated[int, Field(ge=1, strict=True)]
DAY_S = 86_400
"""The longest time: beside an epoch second none may lose its fractions, times a priority either."""
Seconds = Annotated[float, Field(ge=0, le=DAY_S, allow_inf_nan=False)]
PositiveSeconds = Annotated[float, Field(gt=0, le=DAY_S, allow_inf_nan=False)]
HeadStart = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
"""The switch keeps an answered leg a little longer than this and the join together take."""
Announcement = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)
]
"""Short: the caller waits for its end."""
Weight = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]
Skill = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
LanguageTag = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)
]
ExitName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,47}$")]


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"unknown time zone {value!r}") from error
    return value


class HoursConfig(WeekConfig):
    """Opening hours that queues name, by the clock of `zone`.

    `week` has the spans of each weekday, such as 09:00-17:00.
    """

    zone: Annotated[str, AfterValidator(_known_zone)]

    def compiled(self) -> OpeningHours:
        """The same for the engine."""
        return self.opening(ZoneInfo(self.zone))


class RecipeStepConfig(Part):
    """What is asked of an agent after `after_s` of waiting; what is left out stays as it was.

    `skills` take the place of the queue's own, `kinds` that of its kind; `groups` and `sites` say
    where an agent must belong. `drop_call_skills` gives up what the call asked for on top.
    """

    after_s: Seconds
    skills: dict[Skill, Level] | None = None
    kinds: Annotated[list[QueueKind], Field(min_length=1)] | None = None
    groups: list[Name] | None = None
    sites: list[Name] | None = None
    drop_call_skills: bool = False

    def compiled(self) -> RecipeStep:
        """The same for the engine."""
        return RecipeStep(
            after_s=self.after_s,
            skills=None if self.skills is None else MappingProxyType(dict(self.skills)),
            kinds=None if self.kinds is None else tuple(self.kinds),
            groups=None if self.groups is None else tuple(self.groups),
            sites=None if self.sites is None else tuple(self.sites),
            drop_call_skills=self.drop_call_skills,
        )


class OverflowConfig(Part):
    """Where a caller goes who has waited alone for `after_s`.

    To another `queue`, or out to the flow by the name of an `exit`.
    """

    after_s: PositiveSeconds
    queue: Name | None = None
    exit: ExitName | None = None


class QueueConfig(Part):
    """One queue, served by agents of its `kind`.

    `skills` has the lowest level, 1 to 5, of each skill that an agent must have; `groups` and
    `sites` are where an agent must belong, none for anywhere. `recipe` asks less as a caller waits.
    `policy` chooses among those who may serve, `weights` are the groups' shares under `weighted`.

    A telephone rings for `ring_timeout_s`; after `misses_before_not_responding` calls missed in a
    row an agent gets no more, until `not_responding_s` have passed. The work after a call takes
    `wrap_up_s`; an agent may lengthen it `wrap_up_extensions` times, by `wrap_up_extension_s`.

    A caller goes back to the flow after `max_wait_s`, at once when `max_waiting` wait already, and
    with `leave_when_unstaffed` when nobody who could serve is logged in; `overflow` leads elsewhere
    before. Callers are taken in the `hours` of that name, at any time without; `at_close` says
    whether those who wait then stay. `priority_s` is how much longer waiting one step of priority
    is worth. Who hung up while waiting has the place back within `reconnect_s`.

    `head_start_s`, of a queue of interpreters: how long an agent who has answered waits for the
    interpreter before being joined alone.

    `interpreter_after_s` is how long a caller waits for one who speaks the language while all of
    those are busy, before an interpreter and any agent will do; null: as long as it takes.

    `announce`, of a queue of interpreters, is what agents hear when one joins, by the agent's
    language; `{language}` in it is the one interpreted. `{}` tells them nothing.
    """

    kind: QueueKind
    skills: dict[Skill, Level] = Field(default_factory=dict)
    ring_timeout_s: PositiveSeconds = 15.0
    wrap_up_s: Seconds = 20.0
    max_wait_s: PositiveSeconds | None = 300.0
    leave_when_unstaffed: bool = True
    misses_before_not_responding: Count = 1
    priority_s: Seconds = 300.0
    groups: list[Name] = Field(default_factory=list)
    sites: list[Name] = Field(default_factory=list)
    recipe: list[RecipeStepConfig] = Field(default_factory=list)
    policy: PolicyName = PolicyName.SKILL_FIT
    weights: dict[Name, Weight] = Field(default_factory=dict)
    overflow: OverflowConfig | None = None
    max_waiting: Annotated[int, Field(ge=0, strict=True)] | None = None
    hours: Name | None = None
    at_close: Literal["stay", "exit"] = "stay"
    not_responding_s: PositiveSeconds | None = None
    reconnect_s: Annotated[float, Field(gt=0, le=RECONNECT_LIMIT_S)] | None = None
    wrap_up_extension_s: PositiveSeconds = 30.0
    wrap_up_extensions: Annotated[int, Field(ge=0, le=20, strict=True)] = 0
    head_start_s: HeadStart = 0.0
    interpreter_after_s: PositiveSeconds | None = 60.0
    announce: dict[LanguageTag, Announcement] | None = None

    def compiled(self, name: str, hours: OpeningHours | None) -> Queue:
        """The same for the engine."""
        to = self.overflow
        return Queue(
            name=name,
            kind=self.kind,
            skills=MappingProxyType(dict(self.skills)),
            ring_timeout_s=self.ring_timeout_s,
            wrap_up_s=self.wrap_up_s,
            max_wait_s=self.max_wait_s,
            leave_when_unstaffed=self.leave_when_unstaffed,
            misses_before_not_responding=self.misses_before_not_responding,
            priority_s=self.priority_s,
            groups=tuple(self.groups),
            sites=tuple(self.sites),
            recipe=tuple(step.compiled() for step in self.recipe),
            policy=self.policy,
            weights=MappingProxyType(dict(self.weights)),
            overflow=None
            if to is None
            else Overflow(after_s=to.after_s, queue=to.queue or "", exit=to.exit or ""),
            max_waiting=self.max_waiting,
            hours=hours,
            leave_at_close=self.at_close == "exit",
            not_responding_s=self.not_responding_s,
            reconnect_s=self.reconnect_s,
            wrap_up_extension_s=self.wrap_up_extension_s,
            wrap_up_extensions=self.wrap_up_extensions,
            head_start_s=self.head_start_s,
            interpreter_after_s=self.interpreter_after_s,
        )


class AgentConfig(Part):
    """One agent: the `name`, and the telephone `device` that calls ring on.

    `devices` are further telephones, `formerly` earlier names of the same person. `kinds` are the
    kinds of queues that are served; `skills` and `languages` have levels from 1 (some) to 5 (best).
    `site` is where the agent sits.
    """

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    device: Name
    devices: list[Name] = Field(default_factory=list)
    formerly: list[str] = Field(default_factory=list)
    kinds: Annotated[list[QueueKind], Field(min_length=1)]
    skills: dict[Skill, Level] = Field(default_factory=dict)
    languages: dict[LanguageTag, Level] = Field(default_factory=dict)
    site: Name | None = None


class GroupConfig(Part):
    """A group of `agents`, all at one site where `site` is given."""

    agents: Annotated[list[Name], Field(min_length=1)]
    site: Name | None = None


class PauseReasonConfig(Part):
    """A reason for which an agent may pause.

    `paid`: the pause is paid. `productive`: it counts as work, as training does.
    """

    paid: bool = True
    productive: bool = False

    def compiled(self) -> PauseReason:
        """The same for the engine."""
        return PauseReason(paid=self.paid, productive=self.productive)


class SupervisorConfig(Part):
    """A supervisor. One who is an agent too has the agent's name and telephone.

    `name` and telephone `device` are those of one who is not. `groups` and `sites` are whom the
    supervisor looks after, none for everybody.
    """

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    device: Name | None = None
    groups: list[Name] = Field(default_factory=list)
    sites: list[Name] = Field(default_factory=list)


class MinimumStaffConfig(Part):
    """How many of a queue's or of a group's agents must be there, and when.

    Fewer than `minimum` of the `queue` or of the `group` is told after `after_s`, in the `hours` of
    that name, at any time without.
    """

    queue: Name | None = None
    group: Name | None = None
    minimum: Count
    hours: Name | None = None
    after_s: Seconds = 120.0

"""The routing file as a person writes it, and its compilation into a `RoutingPlan`.

    queues:
      general: {kind: general, ring_timeout_s: 15, wrap_up_s: 20, max_wait_s: 120}
      expert-housing: {kind: expert, skills: {housing: 3}}
      interpreters: {kind: interpreter, wrap_up_s: 5}
    agents:
      "1001": {name: Ada, device: agent1001, kinds: [general], languages: {en: 5, es: 4}}

No file is read here: whoever reads YAML hands the parsed mapping to `RoutingFile`. Every mistake
is reported at the field that has it.
"""

from types import MappingProxyType
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from acd.model import AgentProfile, Queue, QueueKind, RoutingPlan

Level = Annotated[int, Field(ge=1, le=5, strict=True)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
PositiveSeconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]
Skill = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
LanguageTag = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)
]


class QueueConfig(BaseModel):
    """One queue. What is left out has the value `acd.model.Queue` gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: QueueKind
    skills: dict[Skill, Level] = Field(default_factory=dict)
    ring_timeout_s: PositiveSeconds = 15.0
    wrap_up_s: Seconds = 20.0
    max_wait_s: PositiveSeconds | None = 300.0
    leave_when_unstaffed: bool = True
    misses_before_not_responding: Annotated[int, Field(ge=1, strict=True)] = 1


class AgentConfig(BaseModel):
    """One agent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    device: Name
    kinds: Annotated[list[QueueKind], Field(min_length=1)]
    skills: dict[Skill, Level] = Field(default_factory=dict)
    languages: dict[LanguageTag, Level] = Field(default_factory=dict)


class RoutingFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    queues: Annotated[dict[Name, QueueConfig], Field(min_length=1)]
    agents: dict[Name, AgentConfig] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check_across(self) -> Self:
        faults = [
            *_second_interpreter_queues(self),
            *_kinds_without_queue(self),
            *_kinds_twice(self),
            *_shared_devices(self),
            *_interpreters_without_language(self),
            *_languages_twice(self),
        ]
        if faults:
            raise ValidationError.from_exception_data(type(self).__name__, faults)
        return self


def compile_plan(file: RoutingFile) -> RoutingPlan:
    """Freeze a checked file into the plan the engine routes by."""
    queues = {
        name: Queue(
            name=name,
            kind=config.kind,
            skills=MappingProxyType(dict(config.skills)),
            ring_timeout_s=config.ring_timeout_s,
            wrap_up_s=config.wrap_up_s,
            max_wait_s=config.max_wait_s,
            leave_when_unstaffed=config.leave_when_unstaffed,
            misses_before_not_responding=config.misses_before_not_responding,
        )
        for name, config in file.queues.items()
    }
    agents = {
        agent_id: AgentProfile(
            agent_id=agent_id,
            name=config.name,
            device=config.device,
            kinds=frozenset(config.kinds),
            skills=MappingProxyType(dict(config.skills)),
            languages=MappingProxyType(dict(config.languages)),
        )
        for agent_id, config in file.agents.items()
    }
    return RoutingPlan(
        queues=MappingProxyType(queues),
        agents=MappingProxyType(agents),
        interpreter_queue=next(iter(_interpreter_queues(file)), None),
    )


def _fault(kind: str, message: str, value: object, *where: str | int) -> InitErrorDetails:
    return InitErrorDetails(type=PydanticCustomError(kind, message), loc=where, input=value)


def _interpreter_queues(file: RoutingFile) -> list[str]:
    return [name for name, queue in file.queues.items() if queue.kind is QueueKind.INTERPRETER]


def _second_interpreter_queues(file: RoutingFile) -> list[InitErrorDetails]:
    names = _interpreter_queues(file)
    return [
        _fault(
            "second_interpreter_queue",
            f"there is an interpreter queue already ({names[0]}); keep one of the two",
            QueueKind.INTERPRETER.value,
            "queues",
            name,
            "kind",
        )
        for name in names[1:]
    ]


def _kinds_without_queue(file: RoutingFile) -> list[InitErrorDetails]:
    served = {queue.kind for queue in file.queues.values()}
    return [
        _fault(
            "unknown_queue",
            f"no queue is of kind {kind.value}; add one or take the kind from the agent",
            kind.value,
            "agents",
            agent_id,
            "kinds",
            index,
        )
        for agent_id, agent in file.agents.items()
        for index, kind in enumerate(agent.kinds)
        if kind not in served
    ]


def _kinds_twice(file: RoutingFile) -> list[InitErrorDetails]:
    return [
        _fault(
            "duplicate_kind",
            f"{kind.value} is listed twice; list it once",
            kind.value,
            "agents",
            agent_id,
            "kinds",
            index,
        )
        for agent_id, agent in file.agents.items()
        for index, kind in enumerate(agent.kinds)
        if kind in agent.kinds[:index]
    ]


def _shared_devices(file: RoutingFile) -> list[InitErrorDetails]:
    owners: dict[str, str] = {}
    faults = []
    for agent_id, agent in file.agents.items():
        owner = owners.setdefault(agent.device, agent_id)
        if owner != agent_id:
            faults.append(
                _fault(
                    "duplicate_device",
                    f"agent {owner} has device {agent.device} already; give each their own",
                    agent.device,
                    "agents",
                    agent_id,
                    "device",
                )
            )
    return faults


def _interpreters_without_language(file: RoutingFile) -> list[InitErrorDetails]:
    return [
        _fault(
            "interpreter_without_language",
            "an interpreter needs at least one language",
            {},
            "agents",
            agent_id,
            "languages",
        )
        for agent_id, agent in file.agents.items()
        if QueueKind.INTERPRETER in agent.kinds and not agent.languages
    ]


def _languages_twice(file: RoutingFile) -> list[InitErrorDetails]:
    faults = []
    for agent_id, agent in file.agents.items():
        seen: set[str] = set()
        for tag in agent.languages:
            if tag.lower() in seen:
                faults.append(
                    _fault(
                        "duplicate_language",
                        f"language {tag} is listed twice; case does not tell tags apart",
                        tag,
                        "agents",
                        agent_id,
                        "languages",
                        tag,
                    )
                )
            seen.add(tag.lower())
    return faults

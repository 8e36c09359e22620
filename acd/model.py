"""Who works here and which queues there are: the frozen plan that the engine routes by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class QueueKind(StrEnum):
    """The three kinds of work an agent can be given."""

    GENERAL = "general"
    EXPERT = "expert"
    INTERPRETER = "interpreter"


class Role(StrEnum):
    """What an agent is on a call."""

    PRIMARY = "primary"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue. Times are in seconds.

    `skills` maps each skill an agent must have to the lowest level that will do (1..5).
    `max_wait_s` returns the caller to the flow after that long; None waits for ever.
    `leave_when_unstaffed` returns the caller at once when nobody who could serve is logged in.
    `misses_before_not_responding` is how many calls in a row an agent may let ring out.
    """

    name: str
    kind: QueueKind
    skills: Mapping[str, int] = field(default_factory=dict)
    ring_timeout_s: float = 15.0
    wrap_up_s: float = 20.0
    max_wait_s: float | None = 300.0
    leave_when_unstaffed: bool = True
    misses_before_not_responding: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentProfile:
    """An agent as configured. Levels run from 1 (some) to 5 (best).

    `device` is the SIP endpoint the agent's calls ring on; a login may name another.
    """

    agent_id: str
    name: str
    device: str
    kinds: frozenset[QueueKind]
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingPlan:
    """One immutable version of the queues and agents, swapped whole on reload."""

    queues: Mapping[str, Queue]
    agents: Mapping[str, AgentProfile]
    interpreter_queue: str | None = None

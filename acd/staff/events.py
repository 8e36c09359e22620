"""What happened to the staff as a whole and by a supervisor's hand, for the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.plan.model import QueueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffBelowMinimum:
    """Fewer than `minimum` have been there since `since` (epoch seconds), longer than allowed."""

    rule: str
    minimum: int
    present: int
    since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRestored:
    """The alarm is over after `below_s` seconds; `reason` '' means that enough are there."""

    rule: str
    present: int
    below_s: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingActed:
    """A supervisor logged an agent out, paused or resumed them (`act`), for a reason."""

    supervisor_id: str
    agent_id: str
    act: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReassigned:
    """A supervisor gave an agent other queues and skills until `until` (epoch seconds)."""

    supervisor_id: str
    agent_id: str
    kinds: tuple[QueueKind, ...]
    skills: Mapping[str, int]
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentEnrolled:
    """From now on the id is this person's, or the person has this name."""

    agent_id: str
    name: str


StaffEvent = AgentEnrolled | StaffBelowMinimum | StaffRestored | StaffingActed | AgentReassigned

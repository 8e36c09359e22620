"""What a routing decision rests on and how it came out, as kept on record."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.plan.model import QueueKind
from acd.quick import quicken


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What was asked of an agent: one of the kinds, of each skill at least the level, the language.

    `groups` and `sites` are where the agent may belong, empty for anywhere.
    """

    kinds: tuple[QueueKind, ...]
    skills: Mapping[str, int] = field(default_factory=dict)
    language: str | None = None
    groups: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An agent's place among the idle.

    `idle_since` is in epoch seconds, `number` orders those of one instant, `occupancy` (0..1) is as
    it was then.
    """

    idle_since: float
    number: int
    occupancy: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFacts:
    """What routing knows of an agent: no name, no device. `rank` is 0 for people."""

    agent_id: str
    kinds: tuple[QueueKind, ...]
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    group: str = ""
    site: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts:
    """What a decision rested on besides the agents: with it, it can be made again.

    `decided_at` and the times in `declined_at` (agent id -> refusal) are epoch seconds; a refusal
    counts for `skip_s`. `shares` is what each agent group has had of the queue by its weight.
    `agents_count` is how many agents the plan of that `plan_version` had, `receipt_length` how many
    the receipt may list. `named` is the one agent who was asked for, '' for anybody.
    """

    decided_at: float
    requirement: Requirement
    agents_count: int
    caller_language: str | None = None
    last_agent: str = ""
    declined_at: Mapping[str, float] = field(default_factory=dict)
    skip_s: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    plan_version: str = ""
    receipt_length: int = 32
    named: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One agent as the policy saw it. `rejected` is empty for an agent who could be chosen."""

    agent_id: str
    rejected: str = ""
    sort_key: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Why this agent: every candidate with the reason it was passed over, and the sort key's name.

    Agents who are logged out are counted, not listed; `not_listed` counts the logged-in agents
    beyond the receipt's length. Where more are logged in than fit, those who could never serve the
    entry are counted among them.
    """

    policy: str
    key_names: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    winner: str | None
    logged_out: int = 0
    not_listed: int = 0


quicken(Requirement, Turn, DecisionFacts, Candidate, Receipt)

"""How to choose among eligible agents: each policy gives a sort key whose components have names.

The smallest key wins; an exact tie goes to whoever became idle first. Where interpreters are
chosen a `rank` comes before every policy's own key: people 0, then the vendors in their order.

    skill_fit        best language, then best skills, then fewest languages to spare, longest idle
    longest_idle     whoever waits for work longest
    least_occupied   whoever had the smallest share of work in the time they were there for calls
    last_agent       who spoke with this caller last, otherwise as skill_fit
    weighted         shares the calls of a queue among the agent groups by weight

Ready agents are kept sorted (`acd.routing.lines`) in one of three orders. A policy names its
order, and says for which requests the order of the agents under one mark is that of its keys; for
the others everyone under the marks is looked at.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from acd.plan.model import BEST_LEVEL, PolicyName
from acd.queue.need import Capability, Mark, Need, language_level, level, same_language
from acd.quick import quicken
from acd.staff.agent import Agent


class Order(StrEnum):
    """How ready agents under one mark are sorted."""

    FIT = "fit"
    IDLE = "idle"
    OCCUPANCY = "occupancy"


ReadyKey = tuple[float | str, ...]


def fit_key(order: Order, able: Capability, mark: Mark) -> ReadyKey:
    """How well agents of this capability fit the mark: the first part of a key."""
    rank = float(able.rank)
    if order is not Order.FIT:
        return (rank,)
    _, (what, name), language = mark
    return (
        rank,
        float(BEST_LEVEL - level(able.languages, language)) if language else 0.0,
        float(BEST_LEVEL - level(able.skills, name)) if what == "skill" else 0.0,
        float(len(able.languages) - (language is not None)),
    )


def turn_key(order: Order, agent: Agent) -> ReadyKey:
    """The second part of a key; it does not change while the agent is ready."""
    since = (agent.idle_since, float(agent.idle_turn), agent.agent_id)
    return (agent.occupancy, *since) if order is Order.OCCUPANCY else since


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Everything about an entry that a decision looks at.

    `declined_at` maps agents to the epoch second of their refusal, which counts for `skip_s`.
    `shares` maps agent groups to how much of the queue they have had (`acd.routing.shares`).
    `named` is the one agent who is asked for, '' for anybody (`acd.offers.naming`).
    """

    need: Need
    caller_language: str | None
    policy: PolicyName
    last_agent: str = ""
    declined_at: Mapping[str, float] = field(default_factory=dict)
    skip_s: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    named: str = ""


quicken(Request)


class Policy(ABC):
    """What all policies have in common: this one is none."""

    name: ClassVar[PolicyName]
    key_names: ClassVar[tuple[str, ...]]
    order: ClassVar[Order] = Order.IDLE
    by_language: ClassVar[bool] = False
    """Whether the caller's language counts though the need does not ask for it."""
    by_group: ClassVar[bool] = False
    """Whether the key differs between agent groups beyond what the order knows."""

    @abstractmethod
    def key(self, agent: Agent, request: Request) -> tuple[float, ...]:
        """The sort key, as named by `key_names`."""

    def in_order(self, request: Request) -> bool:
        """Whether agents under one mark are sorted by key already."""
        return True

    def favourite(self, request: Request) -> str:
        """The agent who goes before all others if eligible; '' for nobody."""
        return ""


class SkillFit(Policy):
    """Best language, then best skills, then fewest languages to spare, then longest idle.

    language_fit      levels short of the best in the caller's language, 0 if that is not known
    skill_fit         levels short of the best, summed over the required skills
    spare_languages   languages besides the caller's: rare speakers are kept for rare callers
    idle_since        epoch second since which the agent waits for work
    """

    name = PolicyName.SKILL_FIT
    key_names: ClassVar[tuple[str, ...]] = (
        "language_fit",
        "skill_fit",
        "spare_languages",
        "idle_since",
    )
    order = Order.FIT
    by_language = True

    def key(self, agent: Agent, request: Request) -> tuple[float, ...]:
        """The sort key, as named by `key_names`."""
        able, tag = agent.capability, request.caller_language
        spoken = language_level(able, tag) if tag else BEST_LEVEL
        knows_caller = bool(tag) and spoken > 0
        return (
            float(BEST_LEVEL - spoken),
            float(sum(BEST_LEVEL - level(able.skills, name) for name, _ in request.need.skills)),
            float(len(able.languages) - knows_caller),
            agent.idle_since,
        )

    def in_order(self, request: Request) -> bool:
        """The order knows one skill and one language."""
        wanted = request.need
        return len(wanted.skills) <= 1 and (
            wanted.language is None or same_language(wanted.language, request.caller_language)
        )


class LastAgent(SkillFit):
    """Whoever spoke with this caller last, then as skill fit.

    stranger   0 for that agent, 1 for others
    """

    name = PolicyName.LAST_AGENT
    key_names = ("stranger", *SkillFit.key_names)

    def key(self, agent: Agent, request: Request) -> tuple[float, ...]:
        """The sort key, as named by `key_names`."""
        return (float(agent.agent_id != request.last_agent), *super().key(agent, request))

    def favourite(self, request: Request) -> str:
        """The one who knows the caller."""
        return request.last_agent


class LongestIdle(Policy):
    """Whoever waits for work longest.

    idle_since   epoch second since which the agent waits for work
    """

    name = PolicyName.LONGEST_IDLE
    key_names = ("idle_since",)

    def key(self, agent: Agent, request: Request) -> tuple[float, ...]:
        """The sort key, as named by `key_names`."""
        return (agent.idle_since,)


class LeastOccupied(Policy):
    """Whoever was least at work, then longest idle.

    occupancy    the share of handling in handling and being available, since the login, as it was
                 when the agent became idle
    idle_since   epoch second since which the agent waits for work
    """

    name = PolicyName.LEAST_OCCUPIED
    key_names = ("occupancy", "idle_since")
    order = Order.OCCUPANCY

    def key(self, agent: Agent, request: Request) -> tuple[float, ...]:
        """The sort key, as named by `key_names`."""
        return (agent.occupancy, agent.idle_since)


class Weighted(Policy):
    """The group that has had least of its share, then longest idle.

    share        offers the agent's group has had from this queue, divided by its weight
    idle_since   epoch second since which the agent waits for work
    """

    name = PolicyName.WEIGHTED
    key_names = ("share", "idle_since")
    by_group = True

    def key(self, agent: Agent, request: Request) -> tuple[float, ...]:
        """The sort key, as named by `key_names`."""
        return (request.shares.get(agent.capability.group, 0.0), agent.idle_since)

    def in_order(self, request: Request) -> bool:
        """Agents under a group's mark are; under a skill's mark the groups are mixed."""
        return not request.need.skills


POLICIES: Mapping[PolicyName, Policy] = MappingProxyType(
    {
        policy.name: policy
        for policy in (SkillFit(), LongestIdle(), LeastOccupied(), LastAgent(), Weighted())
    }
)

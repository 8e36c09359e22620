"""Who works here and which queues there are: the frozen plan that the engine routes by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from acd.plan.hours import OpeningHours
from acd.plan.vendors import Vendor

BEST_LEVEL = 5
"""The best level of a skill or a language."""


class QueueKind(StrEnum):
    """The three kinds of work an agent can be given."""

    GENERAL = "general"
    EXPERT = "expert"
    INTERPRETER = "interpreter"


class Role(StrEnum):
    """What an agent is on a call."""

    PRIMARY = "primary"
    INTERPRETER = "interpreter"
    CONSULTED = "consulted"


class TransferBack(StrEnum):
    """Where a caller goes whom the agent of a blind transfer did not answer."""

    QUEUE = "queue"
    AGENT = "agent"


class PolicyName(StrEnum):
    """The ways of choosing among eligible agents; `acd.routing.policies` has one class for each."""

    SKILL_FIT = "skill_fit"
    LONGEST_IDLE = "longest_idle"
    LEAST_OCCUPIED = "least_occupied"
    LAST_AGENT = "last_agent"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeStep:
    """What is asked of an agent once an entry has waited `after_s` seconds.

    A field that is None stays as it was. `skills` takes the place of the queue's own;
    `drop_call_skills` gives up what the call asked for on top. `groups` and `sites` say where an
    agent must belong; empty means anywhere. The language is no field: it is never relaxed.
    """

    after_s: float
    skills: Mapping[str, int] | None = None
    kinds: tuple[QueueKind, ...] | None = None
    groups: tuple[str, ...] | None = None
    sites: tuple[str, ...] | None = None
    drop_call_skills: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Overflow:
    """Where a caller goes who has waited alone for `after_s` seconds.

    Either `queue`, another queue, in which the caller keeps the place in the order, or `exit`, the
    name under which the flow knows what to do: a number, a callback, voicemail.
    """

    after_s: float
    queue: str = ""
    exit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue. Times are in seconds.

    `skills` maps each skill an agent must have to the lowest level that will do (1..5); `groups`
    and `sites` name where an agent must belong, empty for anywhere. `recipe` asks less as an
    entry waits.
    `priority_s` is how much longer waiting one step of priority is worth.
    `max_wait_s` returns the caller to the flow after that long; None waits for ever.
    `max_waiting` is how many may wait; who comes then and cannot be served at once is returned.
    `hours` are when callers are taken in; None is always.
    `leave_at_close` lets those go on who wait with nobody on the line when the hours end, and who
    came within them: to the queue of the overflow that takes them, else back to the flow.
    `leave_when_unstaffed` returns the caller at once when nobody who could serve is logged in.
    `misses_before_not_responding` is how many calls in a row an agent may let ring out;
    `not_responding_s` is after how long such an agent is idle by themselves, None for never.
    `wrap_up_extensions` is how often an agent may lengthen one wrap-up, by `wrap_up_extension_s`.
    `reconnect_s` is how long after hanging up a caller who waited may call again and have the place
    back; None for never.
    `interpreter_after_s` is how long a caller waits for a busy agent who speaks their language
    before any able agent and an interpreter will do; None for as long as such an agent is at work.
    `weights` are the shares of the agent groups under the policy `weighted`, 1 for one left out.
    `head_start_s`, of a queue of interpreters: how long an agent who has answered waits for the
    interpreter to be there before they are joined alone.
    """

    name: str
    kind: QueueKind
    skills: Mapping[str, int] = field(default_factory=dict)
    ring_timeout_s: float = 15.0
    wrap_up_s: float = 20.0
    max_wait_s: float | None = 300.0
    leave_when_unstaffed: bool = True
    misses_before_not_responding: int = 1
    priority_s: float = 300.0
    groups: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    recipe: tuple[RecipeStep, ...] = ()
    policy: PolicyName = PolicyName.SKILL_FIT
    weights: Mapping[str, float] = field(default_factory=dict)
    overflow: Overflow | None = None
    max_waiting: int | None = None
    hours: OpeningHours | None = None
    leave_at_close: bool = False
    not_responding_s: float | None = None
    reconnect_s: float | None = None
    wrap_up_extension_s: float = 30.0
    wrap_up_extensions: int = 0
    head_start_s: float = 0.0
    interpreter_after_s: float | None = 60.0

    def __hash__(self) -> int:
        """Equal queues have one name; the mappings in a queue have no hash."""
        return hash(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentProfile:
    """An agent as configured. Levels run from 1 (some) to 5 (best).

    `formerly` are earlier names of the same person.

    `device` is the SIP endpoint the agent's calls ring on; a login may name another, such as one of
    `devices`, the further ones in the order of preference. `group` and `site` are '' for an agent
    who belongs to none. A line of a vendor has the `vendor` and its `rank`; people have rank 0 and
    go before.
    """

    agent_id: str
    name: str
    device: str
    kinds: frozenset[QueueKind]
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    group: str = ""
    site: str = ""
    devices: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    rank: int = 0
    vendor: Vendor | None = None

    @property
    def telephones(self) -> tuple[str, ...]:
        """Every telephone of the agent, the preferred one first."""
        return (self.device, *self.devices)


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseReason:
    """Why an agent may pause: whether it is paid, and whether it counts as work (training)."""

    paid: bool = True
    productive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """Somebody who supervises agents: all of them, or those of the groups and sites named."""

    supervisor_id: str
    name: str
    device: str
    groups: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMinimum:
    """At least `minimum` of a queue's or a group's agents are there within `hours`, None always.

    Below it for `after_s` seconds is an alarm. One of `queue` and `group` is ''.
    """

    name: str
    minimum: int
    after_s: float
    queue: str = ""
    group: str = ""
    hours: OpeningHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingPlan:
    """One immutable version of the queues and agents, swapped whole on reload.

    `version` is a short hash of the content, '' for a plan made by hand. `agents` are people;
    `vendors` come in their order. `pause_reasons` are those an agent may give; with none listed any
    will do. `transfer_back` is where a caller goes whom the agent of a blind transfer did not
    answer: to the queue they came from, at the place they had, or first to the agent who sent them.
    """

    queues: Mapping[str, Queue]
    agents: Mapping[str, AgentProfile]
    interpreter_queue: str | None = None
    transfer_back: TransferBack = TransferBack.QUEUE
    version: str = ""
    pause_reasons: Mapping[str, PauseReason] = field(default_factory=dict)
    vendors: tuple[Vendor, ...] = ()
    supervisors: Mapping[str, Supervisor] = field(default_factory=dict)
    minimum_staff: Mapping[str, StaffMinimum] = field(default_factory=dict)

    @property
    def devices(self) -> frozenset[str]:
        """Every telephone that somebody may be rung at."""
        agents = {device for agent in self.agents.values() for device in agent.telephones}
        return frozenset(agents | {each.device for each in self.supervisors.values()})

    def everyone(self) -> Mapping[str, AgentProfile]:
        """The people and the vendors' lines, by id."""
        return {**self.agents, **{line.agent_id: line for line in _lines(self.vendors)}}


def _lines(vendors: tuple[Vendor, ...]) -> Iterator[AgentProfile]:
    """Each line of the vendors as an agent."""
    for vendor in vendors:
        for name in vendor.lines:
            yield AgentProfile(
                agent_id=name,
                name=name,
                device="",
                kinds=frozenset({QueueKind.INTERPRETER}),
                languages=dict.fromkeys(vendor.languages, BEST_LEVEL),
                rank=vendor.rank,
                vendor=vendor,
            )

"""An entry: one need for one agent, and its place in the queue.

    waiting ──offer made──> offered ──answered──> joining ──leg joined──> ended
       ^                       │                     │
       └──── offer ended ──────┴──── join failed ────┘        any ──────> ended

Whatever becomes of its offers, an entry keeps its place until it ends: the place is made of
priority, the time it waits since and the sequence number, none of which an offer touches.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from acd.machine import step
from acd.plan.model import Queue, Role
from acd.plan.recipe import need_at
from acd.queue.need import Need


class EntryState(StrEnum):
    """Where the entry stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    JOINING = "joining"
    ENDED = "ended"


TRANSITIONS: Mapping[EntryState, frozenset[EntryState]] = MappingProxyType(
    {
        EntryState.WAITING: frozenset({EntryState.OFFERED, EntryState.ENDED}),
        EntryState.OFFERED: frozenset({EntryState.WAITING, EntryState.JOINING, EntryState.ENDED}),
        EntryState.JOINING: frozenset({EntryState.WAITING, EntryState.ENDED}),
        EntryState.ENDED: frozenset(),
    }
)


class Entry:
    """The engine's record of one entry.

    Attributes:
        queue: the frozen queue; it outlives the plan that brought it.
        call_skills: what the call asked for on top of the queue's own skills.
        language: what the agent must speak, or None.
        caller_language: the caller's own.
        waived: why the agent need not speak the caller's own (`interpreting.waiver`), '' if they
            must or it is not known.
        need: what an agent must be able to do to serve this entry.
        step: how many steps of the queue's recipe apply.
        enqueued_at: epoch second at which the entry came into this queue.
        waiting_since: epoch second from which the place in the order counts; earlier than
            `enqueued_at` for a caller who has waited elsewhere.
        closes_at: epoch second at which the queue closes and the caller goes on; None for never.
        sequence: grows with every entry; the last word in the order.
        last_agent: who spoke with this caller last, '' if nobody is known.
        counted_in: the queue whose waiting entries this one is counted among.
        declined_at: agent id -> epoch second of the last refusal, miss or failed join.
        handover_from: the party (by offer id) who leaves when this entry is connected.
        named: the one agent this entry is for, '' for anybody. It is offered to that agent once, by
            whoever queued it, and never waits for others.
        automatic: the engine, not a person, asked for this interpreter.
        additional: this interpreter is for another language than the caller's.
        offer_id: the live offer, or the party being joined.
    """

    def __init__(
        self,
        *,
        entry_id: str,
        call_id: str,
        queue: Queue,
        role: Role,
        language: str | None,
        caller_language: str | None,
        call_skills: Mapping[str, int],
        priority: int,
        enqueued_at: float,
        sequence: int,
        step: int = 0,
        waiting_since: float | None = None,
        last_agent: str = "",
        handover_from: str | None = None,
        automatic: bool = False,
        additional: bool = False,
        named: str = "",
    ) -> None:
        """Begin to wait."""
        self.entry_id = entry_id
        self.call_id = call_id
        self.queue = queue
        self.role = role
        self.language = language
        self.caller_language = caller_language
        self.waived = ""
        self.call_skills = call_skills
        self.priority = priority
        self.enqueued_at = enqueued_at
        self.waiting_since = enqueued_at if waiting_since is None else waiting_since
        self.sequence = sequence
        self.last_agent = last_agent
        self.handover_from = handover_from
        self.automatic = automatic
        self.additional = additional
        self.named = named
        self.state = EntryState.WAITING
        self.declined_at: dict[str, float] = {}
        self.offer_id: str | None = None
        self.counted_in = queue.name
        self.step = step
        self.need: Need = need_at(queue, step, call_skills, language)
        self.closes_at = self._closing(queue)

    def use(self, queue: Queue) -> None:
        """Go on in the queue of that name as another plan has it."""
        self.queue = queue
        self.closes_at = self._closing(queue)

    def _closing(self, queue: Queue) -> float | None:
        """When the hours end in which the entry came; who came outside of them stays."""
        if not queue.leave_at_close or queue.hours is None:
            return None
        came_at = self.enqueued_at
        return queue.hours.next_closed(came_at) if queue.hours.open_at(came_at) else None

    def require(self, *, queue: Queue, language: str | None, step: int) -> None:
        """Change what is needed. A waiting entry must be filed again afterwards."""
        self.queue = queue
        self.language = language
        self.step = step
        self.need = need_at(queue, step, self.call_skills, language)

    @property
    def open(self) -> bool:
        """No agent has accepted yet."""
        return self.state in (EntryState.WAITING, EntryState.OFFERED)

    def enter(self, state: EntryState) -> None:
        """Change the state.

        Raises:
            IllegalTransition: the table does not allow it; an entry ends once.
        """
        self.state = step(TRANSITIONS, self.state, state)

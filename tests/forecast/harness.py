"""A queue under virtual time: the real engine, random callers, and everyone told what to expect."""

import heapq
import random
from collections.abc import Callable
from itertools import count

from acd.commands import CancelOffer, JoinAgent, OfferCall, ReleaseLeg, ReturnCall
from acd.engine import Engine
from acd.events import EntryEnded, EntryOutcome, EntryQueued, PartyJoined
from acd.forecasting.calibration import Calibration
from acd.forecasting.forecast import Forecast
from acd.inputs import (
    AgentLoggedIn,
    AgentLoggedOut,
    CallEnqueued,
    CallerLeft,
    Input,
    LegEnded,
    LegJoined,
    OfferAnswered,
)
from acd.plan.model import AgentProfile, Queue, QueueKind, RoutingPlan
from acd.queue.need import Need

WANTED = Need(kinds=(QueueKind.GENERAL,), skills=(), language=None)
QUEUE = Queue(name="q", kind=QueueKind.GENERAL, max_wait_s=None, wrap_up_s=0.0)


class AsteriskHoldTime:
    """app_queue's estimate: (3 x old + new) / 4 of the waits that ended with an answer.

    Source: `recalc_holdtime` in Asterisk's apps/app_queue.c.
    """

    def __init__(self) -> None:
        self.estimate_s = 0.0

    def answered(self, waited_s: float) -> None:
        self.estimate_s = (3 * self.estimate_s + waited_s) / 4


class Centre:
    """`agents` equal agents; times are functions of the hour of the day that give a mean."""

    def __init__(
        self,
        *,
        agents: int,
        arrival_rate: Callable[[float], float],
        handle_s: Callable[[float], float],
        patience_s: float | None = None,
        seed: int = 1,
    ) -> None:
        self.random = random.Random(seed)
        self.arrival_rate, self.handle_s, self.patience_s = arrival_rate, handle_s, patience_s
        names = [f"a{n}" for n in range(agents)]
        plan = RoutingPlan(
            queues={"q": QUEUE},
            agents={
                name: AgentProfile(
                    agent_id=name, name=name, device=name, kinds=frozenset({QueueKind.GENERAL})
                )
                for name in names
            },
        )
        ids = count()
        self.engine = Engine(plan, new_id=lambda prefix: f"{prefix}-{next(ids)}")
        self.forecast = Forecast()
        self.calibration = Calibration()
        self.asterisk = AsteriskHoldTime()
        self.errors: list[tuple[float, float]] = []
        self.now = 0.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._turn = count()
        self._guesses: dict[str, tuple[float, float, float]] = {}
        self._call_ids = count()
        for name in names:
            self.tell(AgentLoggedIn(agent_id=name))

    def at(self, when: float, what: Callable[[], None]) -> None:
        heapq.heappush(self._due, (when, next(self._turn), what))

    def log_out(self, *names: str) -> None:
        for name in names:
            self.tell(AgentLoggedOut(agent_id=name))

    def run(self, until: float) -> None:
        self.at(self.now, self._arrive)
        while self._due and self._due[0][0] <= until:
            when, _, what = heapq.heappop(self._due)
            self.now = when
            what()

    def tell(self, told: Input) -> None:
        self.engine.handle(told, now=self.now)
        self._drain()

    def _arrive(self) -> None:
        call_id = f"c{next(self._call_ids)}"
        self.tell(CallEnqueued(call_id=call_id, queue="q"))
        if self.patience_s is not None:
            self._after(self.patience_s, lambda: self._lose_patience(call_id))
        self._after(1.0 / self.arrival_rate(self.now), self._arrive)

    def _lose_patience(self, call_id: str) -> None:
        call = self.engine.call(call_id)
        if call is not None and call.entries:
            self.tell(CallerLeft(call_id=call_id))

    def _after(self, mean_s: float, what: Callable[[], None]) -> None:
        self.at(self.now + self.random.expovariate(1.0 / mean_s), what)

    def _drain(self) -> None:
        while outputs := self.engine.take_outputs():
            queued: list[str] = []
            for said in outputs:
                match said:
                    case OfferCall():
                        self.engine.handle(OfferAnswered(offer_id=said.offer_id), now=self.now)
                    case JoinAgent():
                        self.engine.handle(LegJoined(offer_id=said.offer_id), now=self.now)
                    case CancelOffer() | ReleaseLeg() | ReturnCall():
                        pass
                    case _:
                        self.forecast.note(said, now=self.now)
                        if isinstance(said, EntryQueued):
                            queued.append(said.entry_id)
                        elif isinstance(said, PartyJoined):
                            self._talk(said.offer_id)
                        elif isinstance(said, EntryEnded):
                            self._score(said)
            for entry_id in queued:
                self._promise(entry_id)

    def _talk(self, offer_id: str) -> None:
        self._after(self.handle_s(self.now), lambda: self.tell(LegEnded(offer_id=offer_id)))

    def _promise(self, entry_id: str) -> None:
        order = [view.entry_id for view in self.engine.waiting()]
        if entry_id not in order:
            return
        wait = self.forecast.expect(WANTED, {WANTED: order.index(entry_id)}, now=self.now)
        self.calibration.told(
            entry_id,
            low_s=wait.low_s if wait else None,
            high_s=wait.high_s if wait else None,
            at=self.now,
        )
        if wait is not None:
            self._guesses[entry_id] = (self.now, wait.low_s, self.asterisk.estimate_s)

    def _score(self, ended: EntryEnded) -> None:
        connected = ended.outcome is EntryOutcome.CONNECTED
        self.calibration.ended(ended.entry_id, connected=connected, at=self.now)
        guess = self._guesses.pop(ended.entry_id, None)
        if connected:
            self.asterisk.answered(ended.waited_s)
            if guess is not None:
                told_at, ours_s, theirs_s = guess
                waited_s = self.now - told_at
                self.errors.append((abs(ours_s - waited_s), abs(theirs_s - waited_s)))

    def mean_errors_s(self) -> tuple[float, float]:
        """Ours (the median of the range) and Asterisk's, over the same callers."""
        ours, theirs = zip(*self.errors, strict=True)
        return sum(ours) / len(ours), sum(theirs) / len(theirs)

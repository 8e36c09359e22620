"""The one writer: every fact enters through one inbox, every event leaves with a number.

    inbox ──> exchange (the pure cores) ──> events ──> ledger, with (boot_id, seq)

It never waits for an edge.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

import acd.inputs
from acd.engine import Engine as Distributor
from acd.staff.events import AgentReassigned
from acd.supervision.book import SupervisionBook
from acd.supervision.messages import SupervisionInput
from db.ledger import LedgerEntry
from hotline.clock import Clock
from hotline.exchange import Event, Exchange
from hotline.lines.live import LiveCall
from hotline.messages import (
    Ask,
    CallbacksLeftOpen,
    CallbackTold,
    CallCame,
    CallInput,
    DistributorInput,
    FactHappened,
    LineClosed,
    Message,
    PersonCame,
    ProfileChanged,
    SupervisorInput,
)
from ivr.flow import inputs as flow_inputs
from ivr.flow.notices import NoticeBook
from ivr.flow.profile import Profile

log = structlog.get_logger()
T = TypeVar("T")


class Engine:
    """One city's calls. Use `post` from the loop's thread; `run` until cancelled."""

    def __init__(
        self,
        exchange: Exchange,
        *,
        clock: Clock,
        boot_id: str,
        ledger: Callable[[Sequence[LedgerEntry]], None],
    ) -> None:
        self.exchange = exchange
        self._clock = clock
        self._boot_id = boot_id
        self._seq = 0
        self._ledger = ledger
        self._inbox: deque[Message] = deque()
        self._wake = asyncio.Event()

    @property
    def profile(self) -> Profile:
        """The version of the city that new calls get."""
        return self.exchange.profile

    @property
    def now(self) -> float:
        """The time, in epoch seconds."""
        return self._clock.now()

    @property
    def distributor(self) -> Distributor:
        """The call distributor, to look at."""
        return self.exchange.distributor

    @property
    def supervisions(self) -> SupervisionBook:
        """Who is on which conversation, to look at."""
        return self.exchange.supervisions

    @property
    def calls(self) -> dict[str, LiveCall]:
        """The calls in progress, to look at."""
        return self.exchange.calls

    # --- the inbox -------------------------------------------------------------------------

    def post(self, message: Message) -> None:
        """Put a message into the inbox."""
        self._inbox.append(message)
        self._wake.set()

    async def ask(self, work: Callable[[], T]) -> T:
        """Run `work` on the engine's task, in order with all else, and return what it returns."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.post(Ask(work, answer))
        return await answer

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            while self._inbox:
                self._step_safely(self._inbox.popleft())
            self._wake.clear()
            deadline = self.exchange.deadlines.next()
            wait_s = None if deadline is None else max(0.0, deadline - self._clock.now())
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                self._step_safely(None)

    def _step_safely(self, message: Message | None) -> None:
        try:
            self.step(message)
        except Exception:
            # A fault in one message must not stop the city's telephones.
            log.exception("message_failed", message=type(message).__name__)

    def step(self, message: Message | None) -> None:
        """Handle one message (None: only the timers), then everything that follows from it."""
        now = self._clock.now()
        try:
            if message is not None:
                self._receive(message, now)
            self.exchange.fire_timers(now)
            self.exchange.settle(now)
        finally:
            if events := self.exchange.take_events():
                self._ledger([self._numbered(event, now) for event in events])

    def _numbered(self, event: Event, now: float) -> LedgerEntry:
        self._seq += 1
        return LedgerEntry(boot_id=self._boot_id, seq=self._seq, at=now, event=event)

    def _receive(self, message: Message, now: float) -> None:
        match message:
            case CallInput():
                self.exchange.feed_call(message.call_id, message.input, now)
            case DistributorInput():
                self.exchange.feed_distributor(message.input, now)
            case SupervisorInput():
                self.exchange.feed_supervision(message.input)
            case CallCame():
                self.exchange.begin_call(message, now)
            case PersonCame():
                self.exchange.callbacks.person_came(message, now)
            case CallbackTold():
                self.exchange.callbacks.tell(message.input, now)
            case CallbacksLeftOpen():
                self.exchange.callbacks.resume(message.record, now)
            case LineClosed():
                self.exchange.line_closed(message, now)
            case FactHappened():
                self.exchange.record(message.event, now)
            case ProfileChanged():
                self.exchange.reload(message.profile, now)
            case Ask():
                _answer(message)

    # --- from within `ask` -----------------------------------------------------------------

    def feed(self, value: acd.inputs.Input) -> None:
        """Hand the distributor an input; its errors reach the asker."""
        self.exchange.feed_distributor(value, self._clock.now())

    def feed_supervision(self, value: SupervisionInput) -> None:
        """Hand the book of supervisions an input."""
        self.exchange.feed_supervision(value)

    def change_notices(self, work: Callable[[NoticeBook, float], object]) -> None:
        """Let `work` have the notices and the time; its errors reach the asker."""
        now = self._clock.now()
        work(self.exchange.notices, now)
        self.exchange.collect_notices(now)

    def feed_call(self, call_id: str, value: flow_inputs.Input) -> None:
        """Hand a call's flow an input."""
        self.exchange.feed_call(call_id, value, self._clock.now())

    def reassign(self, event: AgentReassigned) -> None:
        """Let an agent do other work until the assignment ends."""
        self.exchange.reassign(event, self._clock.now())

    def record(self, event: Event) -> None:
        """Write down an event."""
        self.exchange.record(event, self._clock.now())


def _answer(ask: Ask) -> None:
    if ask.answer.cancelled():
        return
    try:
        ask.answer.set_result(ask.work())
    except Exception as error:
        # It is the asker's error to handle, whatever it is.
        ask.answer.set_exception(error)

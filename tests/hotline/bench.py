"""The engine over the demo city, with a clock and telephones of its own.

Distributor and flow machines are the real ones. The telephones do what they are told: what is
played ends when the test says so, and an agent's telephone rings, answers and joins on request.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from pathlib import Path
from typing import TypeVar

import acd.commands
import acd.inputs
from acd.callbacks.messages import DialPerson
from acd.plan.model import Role
from acd.supervision.messages import SupervisionCommand
from db.ledger import LedgerEntry
from hotline.clock import Clock
from hotline.desk.agents import EngineDesk
from hotline.desk.attending import Attending
from hotline.engine import Engine
from hotline.exchange import Exchange
from hotline.learning import Learnt
from hotline.lines.interpreter_news import InterpreterNews
from hotline.messages import (
    CallCame,
    CallInput,
    DistributorInput,
    LineClosed,
    Message,
    Pop,
    ProfileChanged,
)
from ivr.flow import commands, inputs
from ivr.flow.ports import ALL_SOUNDS
from ivr.flow.profile import Profile, load_profile
from ivr.trending.ranking import TrendingQuery

CITY = Path(__file__).resolve().parents[2] / "flows" / "demo_city"
T0 = 1_800_000_000.0
T = TypeVar("T")


class Asked:
    """Trending questions, given."""

    def top(self, query: TrendingQuery, *, now: float) -> Sequence[str]:
        return ("heat", "noise", "parking")[: query.count]


class Line:
    """A caller's line that remembers what was asked of it."""

    sounds = ALL_SOUNDS

    def __init__(self, told: list[object]) -> None:
        self.told = told
        self.commands: list[commands.Command] = []
        self.joined: list[tuple[str, Role]] = []
        self.news: list[InterpreterNews] = []
        self.music = False
        self.given_up = False
        self.stopped: list[str] = []
        self.on_play: Callable[[], object] = lambda: None

    def perform(self, command: commands.Command) -> None:
        if isinstance(command, commands.StopPlay):
            self.stopped.append(command.play_id)
            return
        self.commands.append(command)
        if isinstance(command, commands.Play):
            self.on_play()
        self.told.append(command)

    def wait_in_queue(self) -> None:
        self.music = True
        self.told.append("music")

    def leave_queue(self) -> None:
        self.music = False

    def join(self, offer_id: str, role: Role, *, news: Sequence[InterpreterNews] = ()) -> None:
        self.joined.append((offer_id, role))
        self.news += news
        self.told.append(("join", offer_id))

    def left_alone(self) -> None:
        self.music = True
        self.told.append("left_alone")

    def give_up(self) -> None:
        self.given_up = True

    @property
    def playing(self) -> commands.Play:
        return [each for each in self.commands if isinstance(each, commands.Play)][-1]

    @property
    def prompts(self) -> list[str]:
        return [prompt.name for prompt in self.playing.prompts]


class Telephones:
    """The agents' telephones: what rings, what was cancelled, what was hung up."""

    def __init__(self, told: list[object]) -> None:
        self.told = told
        self.offers: list[tuple[acd.commands.OfferCall, Pop]] = []
        self.outside: list[tuple[str, str, dict[str, object]]] = []
        self.cancelled: list[str] = []
        self.released: list[str] = []

    def offer(self, command: acd.commands.OfferCall, pop: Pop) -> None:
        self.offers.append((command, pop))
        self.told.append(command)

    def offer_outside(self, offer_id: str, number: str, **more: object) -> None:
        self.outside.append((offer_id, number, more))

    def step_aside(self, offer_id: str) -> None:
        self.told.append(("aside", offer_id))

    def join_aside(self, offer_id: str, aside: str) -> None:
        self.told.append(("join_aside", offer_id, aside))

    def cancel(self, offer_id: str) -> None:
        self.cancelled.append(offer_id)

    def release(self, offer_id: str) -> None:
        self.released.append(offer_id)


class SupervisorTelephones:
    """The supervisors' telephones: what was asked of them."""

    def __init__(self) -> None:
        self.commands: list[SupervisionCommand] = []

    def carry(self, command: SupervisionCommand) -> None:
        self.commands.append(command)


class People:
    """The telephones of people who are called: what was dialled, what was stopped."""

    def __init__(self) -> None:
        self.dialled: list[DialPerson] = []
        self.stopped: list[str] = []

    def dial(self, command: DialPerson, *, profile: Profile, language: str | None) -> None:
        self.dialled.append(command)

    def stop(self, callback_id: str) -> None:
        self.stopped.append(callback_id)


class Bench:
    """One engine, driven by hand: `step` instead of `run`."""

    def __init__(self, profile: Profile | None = None, *, learnt: Learnt | None = None) -> None:
        self.profile = profile or load_profile(CITY)
        self.now = T0
        self.ledger: list[LedgerEntry] = []
        self.batches: list[int] = []
        self.told: list[object] = []  # entries and commands in the order they left the engine
        self.agents = Telephones(self.told)
        self.supervisors = SupervisorTelephones()
        self.people = People()
        self.lines: dict[str, Line] = {}
        ids = count(1)
        self.clock = Clock(wall=lambda: T0, monotonic=lambda: self.now - T0)
        self.engine = Engine(
            Exchange(
                profile=self.profile,
                new_id=lambda prefix: f"{prefix}-{next(ids)}",
                agent_lines=self.agents,
                supervisor_lines=self.supervisors,
                person_lines=self.people,
                trending=Asked(),
                learnt=learnt,
            ),
            clock=self.clock,
            boot_id="boot-1",
            ledger=self._write,
        )
        self.registered: frozenset[str] | None = None
        self.desk = EngineDesk(
            self.engine,
            attending=Attending(self.engine, self._registered, patience_s=0.0),
            clock=self.clock,
            boot_id="boot-1",
            parts=lambda: {"asterisk": "ok"},
        )

    def _write(self, entries: Sequence[LedgerEntry]) -> None:
        self.ledger += entries
        self.batches.append(len(entries))

    async def _registered(self) -> frozenset[str] | None:
        return self.registered

    # --- what happens ------------------------------------------------------------------------

    def tell(self, message: Message) -> None:
        self.engine.step(message)
        self._fall_silent()

    def _fall_silent(self) -> None:
        for call_id, line in self.lines.items():
            while line.stopped:
                play_id = line.stopped.pop(0)
                self.say(inputs.PlaybackEnded(play_id=play_id, complete=False), call_id)

    def feed(self, value: acd.inputs.Input) -> None:
        self.tell(DistributorInput(input=value))

    def login(self, *agent_ids: str) -> None:
        for agent_id in agent_ids:
            self.feed(acd.inputs.AgentLoggedIn(agent_id=agent_id))
            self.now += 1

    def call(
        self, call_id: str = "c1", dialled: str = "311", *, caller: str = "2125550100"
    ) -> Line:
        line = self.lines[call_id] = Line(self.told)
        arrived = inputs.CallArrived(caller=caller, dialled=dialled)
        self.tell(
            CallCame(call_id=call_id, profile=self.engine.profile, line=line, arrived=arrived)
        )
        return line

    def say(self, value: inputs.Input, call_id: str = "c1") -> None:
        self.tell(CallInput(call_id=call_id, input=value))

    def key(self, key: str, call_id: str = "c1") -> None:
        self.say(inputs.KeyPressed(key=key), call_id)

    def heard(self, call_id: str = "c1") -> None:
        """The present prompt is heard to its end."""
        self.now += 1
        play_id = self.lines[call_id].playing.play_id
        self.say(inputs.PlaybackEnded(play_id=play_id, complete=True, played_s=1.0), call_id)

    def wait(self, seconds: float) -> None:
        """Let time pass as `run` would: every deadline is served when it is due."""
        end = self.now + seconds
        while (due := self.engine.exchange.deadlines.next()) is not None and due <= end:
            self.now = max(self.now, due)
            self.engine.step(None)
            self._fall_silent()
        self.now = end

    def close(self, call_id: str = "c1", *, let_go: bool = False) -> None:
        self.tell(LineClosed(call_id=call_id, let_go=let_go))

    def change(self, profile: Profile) -> None:
        self.tell(ProfileChanged(profile=profile))

    async def ask(self, work: Awaitable[T]) -> T:
        """Await what needs an answer, serving the inbox meanwhile."""
        task = asyncio.ensure_future(work)
        while not task.done():
            await asyncio.sleep(0)
            while self.engine._inbox:
                self.engine.step(self.engine._inbox.popleft())
        return await task

    # --- short forms -------------------------------------------------------------------------

    def ask_language(self, call_id: str = "c1") -> Line:
        """A caller who was asked twice for the language and has not answered yet."""
        line = self.call(call_id)
        self.heard(call_id)
        self.heard(call_id)
        self.wait(5.1)
        self.heard(call_id)
        return line

    def to_queue(self, call_id: str = "c1", *, caller: str = "2125550100") -> Line:
        """A caller who presses 1 for English and 0 for a person."""
        line = self.call(call_id, caller=caller)
        self.heard(call_id)
        self.key("1", call_id)
        self.key("0", call_id)
        self.heard(call_id)
        return line

    def offer_to(self, agent_id: str) -> str:
        return [offer.offer_id for offer, _ in self.agents.offers if offer.agent_id == agent_id][-1]

    def answer(self, agent_id: str) -> str:
        offer_id = self.offer_to(agent_id)
        self.feed(acd.inputs.OfferRang(offer_id=offer_id))
        self.feed(acd.inputs.OfferAnswered(offer_id=offer_id))
        return offer_id

    def join(self, agent_id: str) -> str:
        offer_id = self.answer(agent_id)
        self.feed(acd.inputs.LegJoined(offer_id=offer_id))
        return offer_id

    def talk(self, agent_id: str = "1001", call_id: str = "c1") -> str:
        self.to_queue(call_id)
        return self.join(agent_id)

    def hang_up(self, call_id: str = "c1") -> None:
        """The caller hangs up, and the line is closed."""
        self.say(inputs.CallerHungUp(), call_id)
        self.close(call_id)

    def hang_up_agent(self, offer_id: str) -> None:
        self.feed(acd.inputs.LegEnded(offer_id=offer_id))

    # --- what came of it ---------------------------------------------------------------------

    def events(self, kind: type[T], call_id: str | None = None) -> list[T]:
        return [
            entry.event
            for entry in self.ledger
            if isinstance(entry.event, kind)
            and (call_id is None or getattr(entry.event, "call_id", None) == call_id)
        ]

    def state(self, agent_id: str) -> str:
        views = self.engine.distributor.agents()
        return next(view.state for view in views if view.agent_id == agent_id)

    def check_numbers(self) -> None:
        assert [entry.seq for entry in self.ledger] == list(range(1, len(self.ledger) + 1))
        assert {entry.boot_id for entry in self.ledger} == {"boot-1"}
        times = [entry.at for entry in self.ledger]
        assert times == sorted(times)

    def check_forgotten(self) -> None:
        """Nothing of any call is left, nowhere."""
        self.check_numbers()
        assert self.engine.calls == {}
        assert self.engine.exchange.waiting_for_their_end == frozenset()
        assert self.engine.distributor.calls() == ()
        assert [key for key in self.engine.exchange.deadlines._live if key != "distributor"] == []

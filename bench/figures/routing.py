"""A centre under load: our distributor beside app_queue, with the same callers and agents."""

import asyncio
import itertools
import random
import time
from dataclasses import dataclass, field

from bench.centre import CREW, Centre
from bench.errors import CallFailed
from bench.figures.load import cpu_s
from bench.result import Figure, Row
from bench.rig import Rig
from bench.sip.agents import Agents, TakenCall
from bench.sip.callers import Callers, PlacedCall
from bench.statistics import Summary, summarise
from bench.turns import (
    Window,
    calls_a_minute,
    first_served,
    freed_ms,
    freed_within_ms,
    idle_share,
    overtaken,
)

WAITING = 100
TALK_S = 2.0
_SHORT_TALK_S = 0.05
# app_queue looks again once a second: hanging up falls anywhere in that second.
_TALKS_S = (0.05, 0.55)
_ONE_BEHIND = 3
_PAUSE_S = 0.12
_FILL_PAUSE_S = 0.025
_SETTLE_S = 2.0
_PATIENCE_S = 10.0
_SEED = 1


@dataclass(slots=True)
class _Side:
    """What one distributor did."""

    idle_ms: list[float] = field(default_factory=list)
    freed_ms: list[float] = field(default_factory=list)
    loaded_ms: list[float] = field(default_factory=list)
    a_minute: list[float] = field(default_factory=list)
    idle_percent: list[float] = field(default_factory=list)
    overtaken_percent: list[float] = field(default_factory=list)
    controller_ms: list[float] = field(default_factory=list)
    asterisk_ms: list[float] = field(default_factory=list)


class _Run:
    """The telephones of one centre, and what is done with them."""

    def __init__(self, rig: Rig, agents: Agents, callers: Callers) -> None:
        self._rig = rig
        self._agents = agents
        self._callers = callers
        self._numbers = itertools.count(2_125_000_000)
        self._random = random.Random(_SEED)

    def call(self, dialled: str) -> PlacedCall:
        """Somebody calls who has not called before."""
        return self._callers.place(dialled, number=str(next(self._numbers)))

    async def idle(self, dialled: str) -> float:
        """Call while everyone is free; return the milliseconds to the agent's INVITE."""
        self._agents.talk_s = lambda: _SHORT_TALK_S
        call = self.call(dialled)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await call.over.wait()
        except TimeoutError as error:
            raise CallFailed(f"a call to {dialled} does not end") from error
        await asyncio.sleep(_PAUSE_S)
        reached = first_served(self._agents.since(call.invited_at)).get(call.number)
        if reached is None:
            raise CallFailed(f"no agent was rung for a call to {dialled}: {call.failed}")
        return 1000 * (reached - call.invited_at)

    async def freed(self, dialled: str, *, rounds: int) -> list[float]:
        """Keep a few callers behind one agent; return the milliseconds from call to call."""
        self._agents.talk_s = lambda: self._random.uniform(*_TALKS_S)
        began = time.time()
        enough = asyncio.Event()

        def one_more(_call: TakenCall | None = None) -> None:
            self.call(dialled)
            if len(self._agents.since(began)) > rounds:
                enough.set()

        self._agents.on_invite = one_more
        for _ in range(_ONE_BEHIND):
            one_more()
        try:
            async with asyncio.timeout(_PATIENCE_S + 2 * rounds):
                await enough.wait()
        except TimeoutError as error:
            raise CallFailed(f"the agent of {dialled} is not rung any more") from error
        taken = self._agents.since(began)
        await self._end()
        return freed_ms(taken)

    async def load(self, dialled: str, side: _Side, *, seconds: float) -> None:
        """Keep `WAITING` callers behind the crew, each caller served followed by a new one."""
        # The first calls end one after another, or all agents would be free at the same moments;
        # none at once, for a BYE that overtakes the ACK is not heard.
        lengths = self._random.sample(range(1, CREW + 1), CREW)
        first = itertools.chain(lengths, itertools.repeat(CREW))
        self._agents.talk_s = lambda: TALK_S * next(first) / CREW
        came: dict[str, float] = {}

        def one_more(_call: TakenCall | None = None) -> None:
            call = self.call(dialled)
            came[call.number] = call.invited_at

        began = time.time()
        self._agents.on_invite = one_more
        for _ in range(WAITING):
            one_more()
            await asyncio.sleep(_FILL_PAUSE_S)
        await asyncio.sleep(_SETTLE_S)
        controller, asterisk = cpu_s(self._rig.process), cpu_s(self._rig.asterisk)
        start = time.time()
        await asyncio.sleep(seconds)
        window = Window(began=start, ended=time.time())
        controller, asterisk = (
            cpu_s(self._rig.process) - controller,
            cpu_s(self._rig.asterisk) - asterisk,
        )
        taken = self._agents.since(began)
        a_minute = calls_a_minute(taken, window)
        calls = a_minute / 60 * window.seconds
        side.a_minute.append(a_minute)
        side.controller_ms.append(1000 * controller / max(calls, 1))
        side.asterisk_ms.append(1000 * asterisk / max(calls, 1))
        side.idle_percent.append(100 * idle_share(taken, agents=CREW, window=window))
        side.overtaken_percent.append(100 * overtaken(came, first_served(taken)))
        side.loaded_ms += freed_within_ms(taken, window)
        await self._end()

    async def _end(self) -> None:
        self._agents.on_invite = None
        self._callers.hang_up_all()
        await asyncio.sleep(_SETTLE_S)


async def routing(rig: Rig, *, quick: bool) -> Figure:
    """Measure our queues and app_queue's in turn."""
    centre = rig.centre
    if centre is None:
        raise CallFailed("there is no centre to measure")
    calls, rounds, turns, seconds = (5, 5, 1, 6.0) if quick else (30, 30, 2, 12.0)
    ours, peer = _Side(), _Side()
    with Agents(rig.server) as agents, Callers(rig.server) as callers:
        await agents.register(rig.settings.secrets().devices(centre.devices))
        await rig.log_in(centre.agent_ids)
        run = _Run(rig, agents, callers)
        for warm_up, count in ((True, 2), (False, calls)):
            for _ in range(count):
                took = await run.idle(centre.everyone.ours), await run.idle(centre.everyone.peer)
                if not warm_up:
                    ours.idle_ms.append(took[0])
                    peer.idle_ms.append(took[1])
        ours.freed_ms = await run.freed(centre.solo.ours, rounds=rounds)
        peer.freed_ms = await run.freed(centre.solo.peer, rounds=rounds)
        for _ in range(turns):
            await run.load(centre.crew.ours, ours, seconds=seconds)
            await run.load(centre.crew.peer, peer, seconds=seconds)
    return _figure(centre, ours, peer, calls, rounds, turns, seconds)


def _figure(
    centre: Centre,
    ours: _Side,
    peer: _Side,
    calls: int,
    rounds: int,
    turns: int,
    seconds: float,
) -> Figure:
    def row(what: str, unit: str, name: str) -> Row:
        both: list[Summary] = [summarise(getattr(side, name)) for side in (ours, peer)]
        return Row(what=what, unit=unit, ours=both[0], peer=both[1])

    possible = 60 * CREW / TALK_S
    return Figure(
        name=f"agents{centre.agents}",
        title=f"{centre.agents:,} agents",
        peer="app_queue",
        method=f"{centre.agents:,} agents are logged in, their telephones registered; they answer "
        "at once. Callers and agents are bare datagrams, stamped by the kernel as they come. An "
        f"idle agent: {calls} calls each, in turn, one at a time, to a queue that all the agents "
        f"serve. A freed agent: one agent with {_ONE_BEHIND - 1} or more callers behind, who hangs "
        f"up after {_TALKS_S[0]:g} to {_TALKS_S[1]:g} s, {rounds} times each. Under load: "
        f"{CREW} of the agents serve a queue in which {WAITING} callers wait, each caller served "
        f"followed by a new one; they talk {TALK_S:g} s, so that {possible:.0f} calls a minute are "
        f"possible; {turns} stretches of {seconds:g} s each, in turn.",
        rows=(
            row("idle agent, caller's INVITE to agent's INVITE", "ms", "idle_ms"),
            row("freed agent, hanging up to next INVITE", "ms", "freed_ms"),
            row("under load, hanging up to next INVITE", "ms", "loaded_ms"),
            row("under load, calls", "a minute", "a_minute"),
            row("under load, agents' time idle", "%", "idle_percent"),
            row("under load, callers overtaken", "%", "overtaken_percent"),
            Row(
                what="under load, CPU of the controller",
                unit="ms a call",
                ours=summarise(ours.controller_ms),
            ),
            row("under load, CPU of Asterisk", "ms a call", "asterisk_ms"),
        ),
        notes=(
            "A caller is overtaken when an agent is rung earlier for somebody of the same priority "
            "who came later, both by more than 10 ms. An agent is idle from hanging up to the next "
            "INVITE.",
            f"The agents beside the {CREW} lack the skill of our queue; in app_queue's, which "
            "knows no skills, they are members who are paused. Ours begins recordings and writes "
            "its events meanwhile; app_queue does neither.",
        ),
    )

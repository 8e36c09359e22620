"""A hundred callers in a menu at a time: key to silence, key to the next prompt."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

from bench.dialplan import PLAIN_MENU
from bench.figures.load import cpu_s
from bench.result import Figure, Row
from bench.rig import LEVELS, Rig
from bench.sip.callers import Callers
from bench.sip.menu_caller import MenuCrowd
from bench.sip.rtp import KEY_PACKETS, PACKET_S
from bench.statistics import summarise

_LISTEN_S = (1.0, 5.0)
_APART_S = 0.04
_PATIENCE_S = 15.0
_RECORDS_S = 30.0
_SETTLE_S = 1.0
_SEED = 1


@dataclass(slots=True)
class _Side:
    """What one menu did; CPU in percent of a core, and in milliseconds a key."""

    to_silence_ms: list[float] = field(default_factory=list)
    to_next_ms: list[float] = field(default_factory=list)
    keys_a_minute: list[float] = field(default_factory=list)
    controller_percent: list[float] = field(default_factory=list)
    asterisk_percent: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


async def menus(rig: Rig, *, quick: bool) -> Figure:
    """Fill our menu and the dialplan's in turn."""
    callers, turns, seconds = (5, 1, 8.0) if quick else (100, 3, 20.0)
    sides = {LEVELS: _Side(), PLAIN_MENU: _Side()}
    for _ in range(turns):
        for number, side in sides.items():
            before = rig.ended_contacts()
            await _fill(rig, number, side, callers=callers, seconds=seconds)
            if number == LEVELS:
                await rig.recorded(before + callers, timeout_s=_RECORDS_S)
            await asyncio.sleep(_SETTLE_S)
    return _figure(sides[LEVELS], sides[PLAIN_MENU], callers, turns, seconds)


async def _fill(rig: Rig, number: str, side: _Side, *, callers: int, seconds: float) -> None:
    moments = random.Random(_SEED)
    with Callers(rig.server) as lines:
        async with MenuCrowd(
            lines, count=callers, pause_s=lambda: moments.uniform(*_LISTEN_S)
        ) as crowd:
            await crowd.dial(number, apart_s=_APART_S, timeout_s=_PATIENCE_S)
            crowd.take_reactions()
            loop = asyncio.get_running_loop()
            began, controller, asterisk = loop.time(), _controller_s(rig), cpu_s(rig.asterisk)
            await asyncio.sleep(seconds)
            lasted_s = loop.time() - began
            side.controller_percent.append(100 * (_controller_s(rig) - controller) / lasted_s)
            side.asterisk_percent.append(100 * (cpu_s(rig.asterisk) - asterisk) / lasted_s)
            done = crowd.take_reactions()
            side.to_silence_ms += [each.to_silence_ms for each in done]
            side.to_next_ms += [each.to_next_ms for each in done]
            side.keys_a_minute.append(60 * len(done) / lasted_s)
            side.lost += crowd.lost()


def _controller_s(rig: Rig) -> float:
    """Return the CPU time of all Python of ours: the controller and its recognisers."""
    return sum(cpu_s(process) for process in (rig.process, *rig.children()))


def _figure(ours: _Side, peer: _Side, callers: int, turns: int, seconds: float) -> Figure:
    def row(what: str, unit: str, name: str) -> Row:
        return Row(
            what=what,
            unit=unit,
            ours=summarise(getattr(ours, name)),
            peer=summarise(getattr(peer, name)),
        )

    return Figure(
        name="menus",
        title=f"{callers} callers in a menu",
        peer="plain dialplan",
        method=f"{callers} callers at a time walk round a menu of three levels by keys, {turns} "
        f"stretches of {seconds:g} s on each side, in turn. Each level's prompt is a steady tone "
        f"of its own; {_LISTEN_S[0]:g} to {_LISTEN_S[1]:g} s into it the caller presses a key of "
        f"{KEY_PACKETS * PACKET_S * 1000:.0f} ms (RFC 4733), counted from its end. Silence is the "
        "end of the last packet of the old tone, the next prompt the first packet of the new one, "
        "both stamped by the kernel. The callers send audio all the time. Plain: Background, "
        "WaitExten, Goto, with the same files.",
        rows=(
            row("key to silence", "ms", "to_silence_ms"),
            row("key to next prompt", "ms", "to_next_ms"),
            row("keys", "a minute", "keys_a_minute"),
            Row(
                what="CPU of the controller (Python)",
                unit="% of a core",
                ours=summarise(ours.controller_percent),
            ),
            Row(
                what="CPU of the controller (Python)",
                unit="s an hour of one caller",
                ours=summarise([36 * each / callers for each in ours.controller_percent]),
            ),
            row("CPU of Asterisk", "% of a core", "asterisk_percent"),
        ),
        notes=(
            f"Calls lost: {_told(ours.lost)} of ours, {_told(peer.lost)} of the plain dialplan's.",
            "Ours listens for the menu's words all the while, and writes its events; the dialplan "
            "does neither. The time to silence has steps of 20 ms, the length of a packet.",
        ),
    )


def _told(lost: list[str]) -> str:
    if not lost:
        return "none"
    return "; ".join(f"{count} ({why})" for why, count in Counter(lost).items())

"""INVITE to 200 and to the first RTP packet: our flow beside a plain dialplan."""

import asyncio
import time

from bench.caller import BareCaller, SetUp
from bench.dialplan import PLAIN_SHORT
from bench.result import Figure, Row
from bench.rig import SHORT, Rig
from bench.statistics import summarise

_PAUSE_S = 0.02


async def setup(rig: Rig, *, quick: bool) -> Figure:
    """Place calls one at a time, in turn to the flow and to the dialplan."""
    calls = 20 if quick else 250
    return await asyncio.to_thread(_measure, rig.server, calls)


def _measure(server: str, calls: int) -> Figure:
    taken: dict[str, list[SetUp]] = {SHORT: [], PLAIN_SHORT: []}
    with BareCaller(server) as caller:
        # The first calls of each kind fill caches and are not counted.
        for number in (SHORT, PLAIN_SHORT) * 3:
            caller.place(number)
        for _ in range(calls):
            for number, times in taken.items():
                times.append(caller.place(number))
                time.sleep(_PAUSE_S)
    ours, plain = taken[SHORT], taken[PLAIN_SHORT]
    return Figure(
        name="setup",
        title="Call set-up",
        peer="plain dialplan",
        method=f"{calls} calls each, one at a time and in turn, by a caller of bare datagrams. "
        "Ours: answer, say a beep. Plain: Answer, Playback of the same recording.",
        rows=(
            Row(
                what="INVITE to 200",
                unit="ms",
                ours=summarise([t.to_200_ms for t in ours]),
                peer=summarise([t.to_200_ms for t in plain]),
            ),
            Row(
                what="INVITE to first RTP",
                unit="ms",
                ours=summarise([t.to_first_rtp_ms for t in ours]),
                peer=summarise([t.to_first_rtp_ms for t in plain]),
            ),
        ),
    )

"""Short calls a second before the knee: the highest rate at which every step was clean."""

from dataclasses import dataclass, field

from bench.dialplan import PLAIN_SHORT
from bench.figures.load import Stretch, stretch
from bench.result import Figure, Row, Table
from bench.rig import SHORT, Rig
from bench.statistics import knee, percentile, summarise

LIMIT_MS = 100.0
"""A step is clean when no call failed and 95 of 100 calls were answered within this."""

_FIRST, _STEP, _LAST = 80, 40, 640
_TRIES = 2


@dataclass(slots=True)
class _Side:
    name: str
    number: str
    knees: list[float] = field(default_factory=list)
    steps: list[tuple[float, bool]] = field(default_factory=list)
    going: bool = True


async def rate(rig: Rig, *, quick: bool) -> Figure:
    """Raise the rate step by step, both sides at each, until each has had its knee."""
    rounds, step, seconds = (1, 100, 3) if quick else (3, _STEP, 4)
    sides = (_Side("ours", SHORT), _Side("plain", PLAIN_SHORT))
    details: list[tuple[str, ...]] = []
    for turn in range(1, rounds + 1):
        for side in sides:
            side.steps, side.going = [], True
        for calls_s in range(_FIRST, _LAST + 1, step):
            for side in (s for s in sides if s.going):
                for _ in range(_TRIES):
                    done = await stretch(rig, side.number, rate=calls_s, seconds=seconds)
                    side.going = _clean(done)
                    details.append(_told(turn, side.name, calls_s, done, side.going))
                    if side.going:
                        break
                side.steps.append((calls_s, side.going))
        for side in sides:
            side.knees.append(knee(side.steps))
    ours, plain = sides
    return Figure(
        name="rate",
        title="Short calls a second",
        peer="plain dialplan",
        method=f"{rounds} rounds; in each the rate rises from {_FIRST} by {step}, {seconds} s a "
        f"step, both sides at each rate. A step is clean when no call failed and the 95th "
        f"percentile of INVITE to 200 is at most {LIMIT_MS:.0f} ms; one that is not is tried once "
        "more, so that a moment's other work does not count as the knee. sipp, the caller, shares "
        "the cores.",
        rows=(
            Row(
                what="last clean rate",
                unit="calls/s",
                ours=summarise(ours.knees),
                peer=summarise(plain.knees),
            ),
        ),
        tables=(
            Table(
                title="Steps",
                header=(
                    *("round", "side", "calls/s", "failed", "retransmitted"),
                    *("p95 to 200, ms", "records behind, s", "clean"),
                ),
                rows=tuple(details),
            ),
        ),
    )


def _clean(done: Stretch) -> bool:
    load = done.load
    return load.failed == 0 and _p95(done) <= LIMIT_MS


def _p95(done: Stretch) -> float:
    return percentile(done.load.to_200_ms, 0.95) if done.load.to_200_ms else float("inf")


def _told(turn: int, side: str, calls_s: int, done: Stretch, clean: bool) -> tuple[str, ...]:
    return (
        *(str(turn), side, str(calls_s), f"{done.load.failed} of {done.load.placed}"),
        *(str(done.load.retransmissions), f"{_p95(done):.0f}"),
        *(f"{done.lag_s:.2f}" if side == "ours" else "", "yes" if clean else "no"),
    )

"""The day as a picture: SVG, written by hand, readable on any background.

Four panels share the hours: calls, those blocked and those that hung up; agents at work and busy;
the queue; and the service level against a target.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from acd.sim.tally import SLOT_S, SLOTS, Course

_WIDTH, _LEFT, _RIGHT = 960, 64, 20
_PANEL, _GAP, _TOP, _BOTTOM = 130, 46, 78, 40

_BLUE, _RED, _GREY, _GREEN = "#2f6db5", "#c8443c", "#b9c2cc", "#3d8f56"
_AMBER = "#e0a030"
_INK, _FAINT = "#26323d", "#e3e7eb"


@dataclass(frozen=True, slots=True)
class _Series:
    """A line or, if `filled`, an area down to the axis, or to `base` where it lies on another."""

    label: str
    colour: str
    values: Sequence[float | None]
    filled: bool = False
    base: Sequence[float] | None = None


@dataclass(frozen=True, slots=True)
class _Panel:
    title: str
    series: tuple[_Series, ...]
    top: float
    mark: float | None = None
    mark_label: str = ""


def day_picture(course: Course, *, title: str, subtitle: str, target: float = 0.8) -> str:
    """Return an SVG document of the mean day.

    Args:
        course: from a simulation of at least one day.
        title: the heading.
        subtitle: a line below it.
        target: the service level to be marked, 0 to 1.
    """
    panels = list(_panels(course, target))
    height = _TOP + len(panels) * (_PANEL + _GAP) + _BOTTOM - _GAP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" font-family="Helvetica, Arial, sans-serif" '
        f'font-size="12" fill="{_INK}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="24" font-size="17" font-weight="bold">{escape(title)}</text>',
        f'<text x="{_LEFT}" y="42" fill="#5b6770">{escape(subtitle)}</text>',
    ]
    for number, panel in enumerate(panels):
        lines += _draw(panel, _TOP + number * (_PANEL + _GAP))
    lines += _hours(_TOP + len(panels) * (_PANEL + _GAP) - _GAP)
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _panels(course: Course, target: float) -> Iterator[_Panel]:
    days = course.days or 1.0
    calls = [value / days for value in course.calls]
    hung_up = [value / days for value in course.abandoned]
    all_calls = [
        (value + more) / days for value, more in zip(course.calls, course.blocked, strict=True)
    ]
    blocked = _Series("blocked, no free line", _AMBER, all_calls, filled=True, base=calls)
    yield _Panel(
        f"Calls in {SLOT_S / 60:.0f} minutes",
        (
            *((blocked,) if any(course.blocked) else ()),
            _Series("calls", _BLUE, calls, filled=True),
            _Series("hung up waiting", _RED, hung_up, filled=True),
        ),
        _round_up(max(all_calls)),
    )
    staffed = [value / days / SLOT_S for value in course.staffed_s]
    busy = [value / days / SLOT_S for value in course.busy_s]
    yield _Panel(
        "Agents",
        (
            _Series("at work", _GREY, staffed, filled=True),
            _Series("busy (ringing, talk, wrap-up)", _BLUE, busy),
        ),
        _round_up(max(staffed)),
    )
    waiting = [value / days / SLOT_S for value in course.waiting_s]
    yield _Panel(
        "Callers waiting, mean",
        (_Series("waiting", _RED, waiting, filled=True),),
        _round_up(max(waiting)),
    )
    level = [
        in_time / offered if offered else None
        for in_time, offered in zip(course.in_time, course.offered, strict=True)
    ]
    yield _Panel(
        "Service level: answered_in_time / offered, %",
        (_Series("service level", _GREEN, [_percent(v) for v in level]),),
        100.0,
        mark=100 * target,
        mark_label=f"target {100 * target:.0f} %",
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _round_up(most: float) -> float:
    """The end of an axis: 1, 2 or 5 times a power of ten, at least 1."""
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if most <= factor * step:
                return factor * step
        step *= 10


def _x(slot: float) -> float:
    return _LEFT + slot * (_WIDTH - _LEFT - _RIGHT) / SLOTS


def _draw(panel: _Panel, top: float) -> Iterator[str]:
    bottom = top + _PANEL
    right = _x(SLOTS)

    def y(value: float) -> float:
        return bottom - _PANEL * min(value, panel.top) / panel.top

    yield f'<text x="{_LEFT}" y="{top - 8:.0f}" font-weight="bold">{escape(panel.title)}</text>'
    yield from _legend(panel, top - 8)
    for part in range(5):
        value = panel.top * part / 4
        yield (
            f'<line x1="{_LEFT}" y1="{y(value):.1f}" x2="{right:.0f}" y2="{y(value):.1f}" '
            f'stroke="{_FAINT}"/>'
        )
        yield f'<text x="{_LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g}</text>'
    for series in panel.series:
        for run in _runs(series.values):
            points = " ".join(
                f"{_x(slot):.1f},{y(value):.1f} {_x(slot + 1):.1f},{y(value):.1f}"
                for slot, value in run
            )
            if series.filled:
                base = series.base or (0.0,) * SLOTS
                below = " ".join(
                    f"{_x(slot + 1):.1f},{y(base[slot]):.1f} {_x(slot):.1f},{y(base[slot]):.1f}"
                    for slot, _ in reversed(run)
                )
                yield (
                    f'<polygon points="{points} {below}" '
                    f'fill="{series.colour}" fill-opacity="0.75"/>'
                )
            else:
                yield (
                    f'<polyline points="{points}" fill="none" stroke="{series.colour}" '
                    'stroke-width="1.8"/>'
                )
    if panel.mark is not None:
        yield (
            f'<line x1="{_LEFT}" y1="{y(panel.mark):.1f}" x2="{right:.0f}" '
            f'y2="{y(panel.mark):.1f}" stroke="{_INK}" stroke-dasharray="4 3"/>'
        )


def _legend(panel: _Panel, y: float) -> Iterator[str]:
    x = float(_WIDTH - _RIGHT)
    if panel.mark_label:
        x -= 7.0 * len(panel.mark_label)
        yield f'<text x="{x:.0f}" y="{y:.0f}">{escape(panel.mark_label)}</text>'
        x -= 30
        yield (
            f'<line x1="{x:.0f}" y1="{y - 4:.0f}" x2="{x + 24:.0f}" y2="{y - 4:.0f}" '
            f'stroke="{_INK}" stroke-dasharray="4 3"/>'
        )
        x -= 16
    for series in reversed(panel.series):
        x -= 7.0 * len(series.label)
        yield f'<text x="{x:.0f}" y="{y:.0f}">{escape(series.label)}</text>'
        x -= 16
        yield f'<rect x="{x:.0f}" y="{y - 9:.0f}" width="10" height="10" fill="{series.colour}"/>'
        x -= 16


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """The stretches without a gap, each a list of interval and value."""
    run: list[tuple[int, float]] = []
    for slot, value in enumerate(values):
        if value is not None:
            run.append((slot, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _hours(y: float) -> Iterator[str]:
    for hour in range(0, 25, 2):
        yield (
            f'<text x="{_x(hour * SLOTS / 24):.1f}" y="{y + 18:.0f}" text-anchor="middle">'
            f"{hour:02d}:00</text>"
        )

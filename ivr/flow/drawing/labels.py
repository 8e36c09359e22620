"""Labels of ways: broken into lines, and each put on its own way where it covers nothing."""

import itertools
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from ivr.flow.drawing.layout import Link

Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""

LINE: Final = 11
_WIDEST: Final = 26
_SIGN: Final = 5.6
_SAMPLES: Final = 16
_TRIED: Final = 3 * _SAMPLES
_COVERED: Final = 1000.0
_CROSSED: Final = 10.0
_AWAY: Final = 0.5


def wrapped(text: str) -> list[str]:
    """Break a list into lines, between its parts where they are short enough; nothing is cut."""
    parts = [
        part.replace(" ", "\xa0") if len(part) < _WIDEST else part for part in text.split(", ")
    ]
    lines = textwrap.wrap(", ".join(parts), _WIDEST, break_long_words=False, break_on_hyphens=False)
    return [line.replace("\xa0", " ") for line in lines]


def curve(points: Sequence[Point]) -> list[Point]:
    """Return points along the curve that leaves and enters each of `points` upright."""
    found: list[Point] = []
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        middle = (ay + by) / 2
        for step in range(_SAMPLES):
            t = step / _SAMPLES
            s = 1 - t
            x = s * s * (s + 3 * t) * ax + t * t * (t + 3 * s) * bx
            found.append((x, s**3 * ay + 3 * s * t * middle + t**3 * by))
    return [*found, points[-1]]


def spots(
    labels: Mapping[Link, Sequence[str]],
    curves: Mapping[Link, Sequence[Point]],
    boxes: Sequence[Area],
) -> dict[Link, Point]:
    """Return the middle of each label: on its way, near its beginning, free of all else.

    Where there is no free place it is the one that covers least.
    """
    taken = list(boxes)
    found: dict[Link, Point] = {}
    # Who has the least room to move goes first: short ways, and of those the broadest labels.
    for link in sorted(
        labels, key=lambda link: (len(curves[link]), -len(labels[link]), -len(labels[link][0]))
    ):
        others = [point for other, way in curves.items() if other != link for point in way]
        tried = list(enumerate(curves[link]))[1:-1][:_TRIED]
        costs = [
            (
                _COVERED * sum(_meet(area, other) for other in taken)
                + _CROSSED * sum(_within(point, area) for point in others)
                + _AWAY * index,
                point,
                area,
            )
            for index, point in tried
            for area in (_area(point, labels[link]),)
        ]
        _, found[link], area = min(costs)
        taken.append(area)
    return found


def _area(middle: Point, lines: Sequence[str]) -> Area:
    half = max(map(_width, lines), default=0.0) / 2 + 2
    high = len(lines) * LINE / 2 + 1
    return middle[0] - half, middle[1] - high, middle[0] + half, middle[1] + high


def _width(line: str) -> float:
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in line)
    return (len(line) + wide) * _SIGN


def _meet(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _within(point: Point, area: Area) -> bool:
    return area[0] < point[0] < area[2] and area[1] < point[1] < area[3]

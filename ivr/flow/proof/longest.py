"""The longest paths through a graph whose loops are gone through once."""

from collections import deque
from collections.abc import Callable, Sequence

from ivr.flow.proof.components import components
from ivr.flow.proof.space import Step

Found = tuple[dict[int, float], dict[int, tuple[int, Step]]]


def longest_paths(ways: Sequence[Sequence[Step]], stay_s: Callable[[int], float]) -> Found:
    """Return the longest time to each place from place 0, and by which step it is come to.

    Whoever comes to a loop may stay once at each of its places before leaving it. Places that
    cannot be come to are left out.
    """
    longest: dict[int, float] = {0: 0.0}
    parents: dict[int, tuple[int, Step]] = {}
    targets = [[step.to for step in steps] for steps in ways]
    for members in reversed(list(components(targets))):
        entered = [number for number in members if number in longest]
        if not entered:
            continue
        first = max(entered, key=lambda number: longest[number])
        leave_s = longest[first] + sum(stay_s(number) for number in members)
        inside = set(members)
        _enter(first, inside, ways, parents, longest)
        for number in members:
            for step in ways[number]:
                if step.to not in inside and leave_s > longest.get(step.to, -1.0):
                    longest[step.to] = leave_s
                    parents[step.to] = (number, step)
    return longest, parents


def _enter(
    first: int,
    inside: set[int],
    ways: Sequence[Sequence[Step]],
    parents: dict[int, tuple[int, Step]],
    longest: dict[int, float],
) -> None:
    """Come to every place of a loop from the one that is entered last."""
    ahead = deque([first])
    seen = {first}
    while ahead:
        number = ahead.popleft()
        for step in ways[number]:
            if step.to in inside and step.to not in seen:
                seen.add(step.to)
                parents[step.to] = (number, step)
                longest[step.to] = longest[first]
                ahead.append(step.to)

"""No loop without a way out: a caller who does nothing comes to an end, or to a person.

Every node that asks has a way for those who do not answer, so a loop that holds a caller holds one
who does nothing. A loop is let through if it counts (`counting.py`).
"""

from collections import deque
from collections.abc import Iterator, Sequence

from ivr.flow.proof.components import loops
from ivr.flow.proof.counting import MOST_ROUNDS, counts
from ivr.flow.proof.finding import Finding, example, path_to
from ivr.flow.proof.space import Space, Step

PROOF = "no_circle"


def circles(space: Space) -> Iterator[Finding]:
    """Report loops in which a caller who does nothing stays for ever."""
    silent = [[step.to for step in steps if step.is_silent] for steps in space.steps]
    for members in loops(silent):
        if not counts(space, members):
            yield _finding(space, members)


def _finding(space: Space, members: Sequence[int]) -> Finding:
    """Name the loop by the place at which a call comes to it first."""
    inside = set(members)
    parents: dict[int, tuple[int, Step]] = {}
    seen = {0}
    ahead = deque([0])
    number = 0
    while ahead:
        number = ahead.popleft()
        if number in inside:
            break
        for step in space.steps[number]:
            if step.to not in seen:
                seen.add(step.to)
                parents[step.to] = (number, step)
                ahead.append(step.to)
    round_it = _round(space, number, inside)
    place = space.places[number]
    return Finding(
        proof=PROOF,
        flow=place.flow,
        node=place.node,
        message="a caller who does nothing goes round in a circle here",
        example=example(space, [*path_to(number, parents)[:-1], *round_it]),
        hint="let one of the nodes on the way lead to a person or to hang_up; a loop may count its "
        f"rounds, {MOST_ROUNDS} at most",
    )


def _round(space: Space, first: int, inside: set[int]) -> list[tuple[int, Step | None]]:
    """Return the shortest way from a place of a loop back to it."""
    parents: dict[int, tuple[int, Step]] = {}
    ahead = deque([first])
    while ahead:
        number = ahead.popleft()
        for step in space.steps[number]:
            if step.to not in inside or not step.is_silent:
                continue
            if step.to == first:
                return [*path_to(number, parents)[:-1], (number, step), (first, None)]
            if step.to not in parents:
                parents[step.to] = (number, step)
                ahead.append(step.to)
    return [(first, None)]

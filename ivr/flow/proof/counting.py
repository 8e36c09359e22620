"""Loops that count: those that a condition on a variable leads out of after a few rounds.

A loop counts by a variable if

- each node of the loop that sets the variable adds a written number to it, all of one sign,
- whoever comes to the loop comes by nodes that set it to a written number,
- a branch of the loop surely leads out `MOST_ROUNDS` such steps later, and however far beyond,
- what goes round without such a step, or without that branch, counts by a variable of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ivr.flow.expression.evaluate import evaluate
from ivr.flow.expression.syntax import Binary, Expression, Variable
from ivr.flow.expression.values import MAX_NUMBER, Value
from ivr.flow.proof.components import loops
from ivr.flow.proof.conditions import Known, names_of, outcomes, parts_about
from ivr.flow.proof.space import Space
from ivr.flow.schema import nodes as spec

MOST_ROUNDS: Final = 20
_FAR: Final = MAX_NUMBER // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _OneVariable:
    """What is known when one variable is; implements `evaluate.Scope`."""

    name: str
    at: Value

    def value(self, name: str) -> Value:
        return self.at if name == self.name else None

    def queue(self, function: str, queue: str) -> Value:
        return None


def counts(space: Space, members: Sequence[int]) -> bool:
    """Tell whether a caller who does nothing comes out of a loop by counting."""
    inside = frozenset(members)
    names = sorted({name for number in members for name in _set_at(space, number)})
    return any(_counts_by(space, inside, name) for name in names)


def _counts_by(space: Space, inside: frozenset[int], name: str) -> bool:
    counting = frozenset(number for number in inside if name in _set_at(space, number))
    steps = [_step(_set_at(space, number)[name], name) for number in counting]
    by = [step for step in steps if step is not None]
    if len(by) < len(steps) or not (all(step > 0 for step in by) or all(step < 0 for step in by)):
        return False
    starts = _starts(space, inside, name)
    if not starts:
        return False
    step = min(by, key=abs)
    last = [start + MOST_ROUNDS * step for start in starts]
    beyond = [*last, _FAR if step > 0 else -_FAR]
    ways_out = frozenset(
        number for number in inside if all(_leaves(space, number, inside, name, n) for n in beyond)
    )
    rest = [*_loops_among(space, inside - counting), *_loops_among(space, inside - ways_out)]
    return len(ways_out) > 0 and all(counts(space, members) for members in rest)


def _set_at(space: Space, number: int) -> Mapping[str, Expression | None]:
    place = space.places[number]
    return space.city.set_by(place.flow, place.node)


def _step(formula: Expression | None, name: str) -> float | None:
    """Return the number that a formula adds to the variable it sets."""
    match formula:
        case Binary(operator="+", left=Variable(name=left), right=by) if left == name:
            return _written(by)
        case Binary(operator="+", left=by, right=Variable(name=right)) if right == name:
            return _written(by)
        case Binary(operator="-", left=Variable(name=left), right=by) if left == name:
            number = _written(by)
            return None if number is None else -number
        case _:
            return None


def _written(formula: Expression | None) -> float | None:
    """Return the number that a formula is, whatever happens."""
    if formula is None or names_of(formula):
        return None
    value = evaluate(formula, _OneVariable(name="", at=None))
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _starts(space: Space, inside: frozenset[int], name: str) -> list[float]:
    """Return what the variable may be when a call comes to a loop, [] if that is not known."""
    starts: list[float] = []
    setting: set[int] = set()
    for number in range(len(space.places)):
        if number in inside or name not in (defined := _set_at(space, number)):
            continue
        value = _written(defined[name])
        if value is None:
            return []
        starts.append(value)
        setting.add(number)
    return [] if _is_reached(space, inside, past=setting) else starts


def _is_reached(space: Space, inside: frozenset[int], *, past: Iterable[int]) -> bool:
    """Tell whether a call can come to a loop without having been at one of these places."""
    seen = {0, *past}
    ahead = [] if 0 in past else [0]
    while ahead:
        number = ahead.pop()
        if number in inside:
            return True
        fresh = {step.to for step in space.steps[number]} - seen
        seen |= fresh
        ahead += fresh
    return False


def _leaves(space: Space, number: int, inside: frozenset[int], name: str, at: float) -> bool:
    """Tell whether a branch leads out of a loop for certain when the variable has a value."""
    place, node = space.places[number], space.spec_at(number)
    if not isinstance(node, spec.BranchSpec):
        return False
    scope = _OneVariable(name=name, at=at)
    conditions = space.city.conditions(place.flow, place.node)
    about = {
        part: evaluate(part, scope) is True for c in conditions for part in parts_about(c, name)
    }
    known = Known(
        times={**space.situation.holds, **about},
        language=place.language,
        dialled=space.entry.number,
        alias=space.entry.alias,
    )
    ways = {step.label: step.to for step in space.steps[number]}
    for condition, edge in zip(conditions, space.city.edges(place.flow, place.node), strict=False):
        may_be = outcomes(condition, known)
        if True in may_be and ways.get(edge.label) in inside:
            return False
        if False not in may_be:
            return True
    return ways.get("otherwise") not in inside


def _loops_among(space: Space, numbers: frozenset[int]) -> Iterator[list[int]]:
    """Yield the loops that a caller who does nothing can be in without leaving these places."""
    order = sorted(numbers)
    index = {number: at for at, number in enumerate(order)}
    ways = [
        [index[step.to] for step in space.steps[number] if step.is_silent and step.to in index]
        for number in order
    ]
    for members in loops(ways):
        yield [order[at] for at in members]

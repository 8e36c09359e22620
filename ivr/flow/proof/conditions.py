"""What a condition can come to when only the time, the language and the line are known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.flow.expression.evaluate import evaluate, holds
from ivr.flow.expression.syntax import Apply, Binary, Expression, Literal, Not, OneOf, Variable
from ivr.flow.expression.values import Value

EITHER: Final = frozenset({True, False})
ABOUT_THE_CALL: Final = frozenset({"call.language", "call.dialled", "call.alias"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a call. `times` has what each comparison with the clock comes to."""

    times: Mapping[Expression, bool]
    language: str | None
    dialled: str
    alias: str

    def value(self, name: str) -> Value:
        """Return what is known; implements `evaluate.Scope`."""
        match name:
            case "call.language":
                return self.language
            case "call.dialled":
                return self.dialled or None
            case _:
                return self.alias or None

    def queue(self, function: str, queue: str) -> Value:
        """Return None: nothing is known of queues."""
        return None


def outcomes(tree: Expression, known: Known) -> frozenset[bool]:
    """Return what the condition may come to: one of the two, or both."""
    if tree in known.times:
        return frozenset({known.times[tree]})
    if names_of(tree) <= ABOUT_THE_CALL and not _asks_queue(tree):
        return frozenset({holds(tree, known)})
    match tree:
        case Not():
            return frozenset(not each for each in outcomes(tree.operand, known))
        case Binary(operator="and"):
            left, right = outcomes(tree.left, known), outcomes(tree.right, known)
            return frozenset(a and b for a in left for b in right)
        case Binary(operator="or"):
            left, right = outcomes(tree.left, known), outcomes(tree.right, known)
            return frozenset(a or b for a in left for b in right)
        case _:
            return EITHER


def clock_parts(tree: Expression) -> Iterator[Expression]:
    """Return the largest parts of a condition that rest on the clock alone."""
    names = names_of(tree)
    if names and all(name.startswith("now.") for name in names) and not _asks_queue(tree):
        yield tree
        return
    for part in _parts(tree):
        yield from clock_parts(part)


def parts_about(tree: Expression, name: str) -> Iterator[Expression]:
    """Return the largest parts of a condition that rest on one variable alone."""
    if names_of(tree) == {name} and not _asks_queue(tree):
        yield tree
        return
    for part in _parts(tree):
        yield from parts_about(part, name)


def names_of(tree: Expression) -> frozenset[str]:
    """Return the names that a formula uses."""
    if isinstance(tree, Variable):
        return frozenset({tree.name})
    return frozenset(name for part in _parts(tree) for name in names_of(part))


def literals_of(tree: Expression) -> Iterator[Value]:
    """Return the values that are written out in a formula."""
    if isinstance(tree, Literal):
        yield tree.value
    for part in _parts(tree):
        yield from literals_of(part)


def true_at(tree: Expression, clock: "Clock") -> bool:
    """Tell whether a part that rests on the clock alone holds."""
    return evaluate(tree, clock) is True


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The values of the names that begin with `now.`; implements `evaluate.Scope`."""

    values: Mapping[str, Value]

    def value(self, name: str) -> Value:
        """Return what the clock shows."""
        return self.values.get(name)

    def queue(self, function: str, queue: str) -> Value:
        """Return None: a clock knows no queues."""
        return None


def _asks_queue(tree: Expression) -> bool:
    if isinstance(tree, Apply) and tree.function in ("waiting", "staffed", "expected_wait"):
        return True
    return any(_asks_queue(part) for part in _parts(tree))


def _parts(tree: Expression) -> tuple[Expression, ...]:
    match tree:
        case Not(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case OneOf(operand=operand, items=items):
            return (operand, *items)
        case Apply(arguments=arguments):
            return arguments
        case _:
            return ()

"""The value of a formula that has been checked. It cannot fail.

What is not known makes a comparison false and a sum unknown; in `and`, `or` and `not` it counts as
false.
"""

from typing import Any, Protocol

from ivr.flow.expression.syntax import Apply, Binary, Expression, Literal, Not, OneOf, Variable
from ivr.flow.expression.values import Value, bounded


class Scope(Protocol):
    """What a formula can see of a call."""

    def value(self, name: str) -> Value:
        """Return what the name stands for; None while it is not known."""
        ...

    def queue(self, function: str, queue: str) -> Value:
        """Return `waiting`, `staffed` or `expected_wait` of a queue."""
        ...


def evaluate(tree: Expression, scope: Scope) -> Value:
    """Return the value of a formula."""
    match tree:
        case Literal():
            return tree.value
        case Variable():
            return scope.value(tree.name)
        case Not():
            return not evaluate(tree.operand, scope)
        case Binary(operator="and"):
            return bool(evaluate(tree.left, scope)) and bool(evaluate(tree.right, scope))
        case Binary(operator="or"):
            return bool(evaluate(tree.left, scope)) or bool(evaluate(tree.right, scope))
        case Binary():
            return _binary(tree.operator, evaluate(tree.left, scope), evaluate(tree.right, scope))
        case OneOf():
            value = evaluate(tree.operand, scope)
            return value is not None and value in [evaluate(item, scope) for item in tree.items]
        case Apply():
            return _apply(tree.function, [evaluate(part, scope) for part in tree.arguments], scope)


def holds(tree: Expression, scope: Scope) -> bool:
    """Tell whether a condition is true."""
    return evaluate(tree, scope) is True


def _binary(operator: str, left: Any, right: Any) -> Value:
    unknown = left is None or right is None
    match operator:
        case "+":
            return None if unknown else bounded(left + right)
        case "-":
            return None if unknown else bounded(left - right)
        case "==":
            return not unknown and left == right
        case "!=":
            return not unknown and left != right
        case "<":
            return not unknown and left < right
        case "<=":
            return not unknown and left <= right
        case ">":
            return not unknown and left > right
        case _:
            return not unknown and left >= right


def _apply(function: str, arguments: list[Any], scope: Scope) -> Value:
    first = arguments[0]
    match function:
        case "known":
            return first is not None
        case "length":
            return None if first is None else len(first)
        case "starts_with":
            return None not in arguments and first.startswith(arguments[1])
        case _:
            return scope.queue(function, first)

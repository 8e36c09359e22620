"""The types of a formula's parts: text is never compared with a number, and every name is known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ivr.flow.expression.errors import Flaw
from ivr.flow.expression.functions import FUNCTIONS
from ivr.flow.expression.syntax import Apply, Binary, Expression, Literal, Not, OneOf, Variable
from ivr.flow.expression.values import Type
from ivr.flow.loading.problems import did_you_mean

_QUOTES = "digits that a caller keyed are text: put the number in quotes"
_ORDERED = frozenset({Type.NUMBER, Type.DATE, Type.TIME})


@dataclass(slots=True, kw_only=True)
class Checker:
    """Finds a formula's type, and everything that is wrong with it.

    `names` are the variables, and what is known of every call, with their types. `unseen` are
    variables whose types are not known.
    """

    names: Mapping[str, Type]
    queues: Collection[str]
    unseen: Collection[str] = ()
    flaws: list[Flaw] = field(default_factory=list)

    def type_of(self, tree: Expression) -> Type | None:
        """Return the type, or None where flaws leave it open."""
        match tree:
            case Literal():
                return tree.type
            case Variable():
                return self._variable(tree)
            case Not():
                self.need(tree.operand, Type.YES_NO)
                return Type.YES_NO
            case Binary(operator="and" | "or"):
                self.need(tree.left, Type.YES_NO)
                self.need(tree.right, Type.YES_NO)
                return Type.YES_NO
            case Binary(operator="+" | "-"):
                return self._sum(tree)
            case Binary():
                self._comparison(tree)
                return Type.YES_NO
            case OneOf():
                wanted = self.type_of(tree.operand)
                for item in tree.items:
                    self.need(item, wanted)
                return Type.YES_NO
            case Apply():
                return self._apply(tree)

    def need(self, tree: Expression, wanted: Type | None) -> None:
        """Note a flaw unless the part has the type wanted."""
        found = self.type_of(tree)
        if found is not None and wanted is not None and found is not wanted:
            self._flaw(tree, f"this is a {found}, but a {wanted} is needed")

    def _variable(self, tree: Variable) -> Type | None:
        found = self.names.get(tree.name)
        if found is None and tree.name not in self.unseen:
            known = did_you_mean(tree.name, self.names)
            hint = known or "a text is written in quotation marks"
            self._flaw(tree, f"unknown variable {tree.name!r}", hint)
        return found

    def _sum(self, tree: Binary) -> Type | None:
        left, right = self.type_of(tree.left), self.type_of(tree.right)
        allowed = {Type.NUMBER, Type.TEXT} if tree.operator == "+" else {Type.NUMBER}
        for part, found in ((tree.left, left), (tree.right, right)):
            if found is not None and found not in allowed:
                self._flaw(part, f"a {found} cannot stand beside {tree.operator!r}")
                return None
        if left is not None and right is not None and left is not right:
            self._flaw(tree, f"{tree.operator!r} between a {left} and a {right}")
            return None
        return left or right

    def _comparison(self, tree: Binary) -> None:
        left, right = self.type_of(tree.left), self.type_of(tree.right)
        if left is None or right is None:
            return
        if left is not right:
            hint = _QUOTES if {left, right} == {Type.TEXT, Type.NUMBER} else ""
            self._flaw(tree, f"a {left} is compared with a {right}", hint)
        elif tree.operator not in ("==", "!=") and left not in _ORDERED:
            self._flaw(tree, f"{tree.operator!r} between two values of type {left}")

    def _apply(self, tree: Apply) -> Type | None:
        function = FUNCTIONS.get(tree.function)
        if function is None:
            hint = did_you_mean(tree.function, (*FUNCTIONS, "date", "time"))
            self._flaw(tree, f"unknown function {tree.function!r}", hint)
            return None
        if len(tree.arguments) != len(function.takes):
            self._flaw(tree, f"{tree.function} takes {len(function.takes)} value(s)")
        elif function.of_queue:
            self._queue(tree.arguments[0])
        else:
            for argument, wanted in zip(tree.arguments, function.takes, strict=True):
                self.need(argument, wanted)
        return function.gives

    def _queue(self, argument: Expression) -> None:
        match argument:
            case Literal(type=Type.TEXT, value=str() as name):
                if name not in self.queues:
                    hint = did_you_mean(name, self.queues)
                    self._flaw(argument, f"unknown queue {name!r}", hint)
            case _:
                self._flaw(argument, "the queue is written out in quotation marks here")

    def _flaw(self, tree: Expression, message: str, hint: str = "") -> None:
        self.flaws.append(Flaw(at=tree.at, message=message, hint=hint))

"""The tree of a formula. `at` counts the characters before the part."""

from dataclasses import dataclass

from ivr.flow.expression.values import Type, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A value written out."""

    at: int
    type: Type
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable, or something that is known of every call."""

    at: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The contrary."""

    at: int
    operand: "Expression"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """`and`, `or`, a comparison, `+`, or `-`."""

    at: int
    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """`x in [a, b]`."""

    at: int
    operand: "Expression"
    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """A function of its arguments."""

    at: int
    function: str
    arguments: tuple["Expression", ...]


Expression = Literal | Variable | Not | Binary | OneOf | Apply

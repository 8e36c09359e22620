"""Frozen records that are made many times a call, made faster.

`@dataclass(frozen=True)` sets each field through `object.__setattr__`, which is most of the cost of
making one. A quickened class sets them while the new object is of an open twin, a class with the
same slots and nothing else, and then turns it into what it is. Nobody sees the twin: fields,
defaults, equality, hashing, pickling and the refusal to be changed stay those of the dataclass.
"""

from dataclasses import MISSING, fields
from typing import Any

_UNSET = object()


def quicken(*classes: type) -> None:
    """Give frozen dataclasses with slots and keyword-only fields a quicker `__init__`.

    Raises:
        TypeError: a class is of another make.
    """
    for cls in classes:
        if "__slots__" not in vars(cls) or hasattr(cls, "__post_init__"):
            raise TypeError(f"{cls.__name__} is no dataclass with slots that only keeps its fields")
        cls.__init__ = _init_of(cls)  # type: ignore[misc]


def _init_of(cls: Any) -> Any:
    names: dict[str, Any] = {
        "_cls": cls,
        "_open": type(f"_Open{cls.__name__}", (), {"__slots__": cls.__slots__}),
        "_turn": object.__setattr__,
        "_unset": _UNSET,
    }
    arguments, steps = [], ["_turn(self, '__class__', _open)"]
    for field in fields(cls):
        name, default, value = field.name, f"_of_{field.name}", field.name
        if field.default is not MISSING:
            names[default] = field.default
            arguments.append(f"{name}={default}")
        elif field.default_factory is not MISSING:
            names[default] = field.default_factory
            arguments.append(f"{name}=_unset")
            value = f"{default}() if {name} is _unset else {name}"
        else:
            arguments.append(name)
        steps.append(f"self.{name} = {value}")
    steps.append("self.__class__ = _cls")
    body = "".join(f"\n    {step}" for step in steps)
    exec(f"def __init__(self, *, {', '.join(arguments)}):{body}", names)
    names["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return names["__init__"]

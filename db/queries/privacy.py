"""Personal data as it may be shown to anyone."""

import dataclasses
from typing import Any, TypeVar

T = TypeVar("T")

NUMBER_FIELDS = frozenset({"calling_number", "number", "caller"})


_SHORTEST_SHOWN = 5


def mask_number(number: str, *, shown: int = 4) -> str:
    """Return the last `shown` digits behind dots; a number of up to four is hidden whole."""
    if not number:
        return ""
    return f"•••{number[-shown:]}" if len(number) >= _SHORTEST_SHOWN else "•••"


def masked(row: T) -> T:
    """Return a copy of a dataclass in which every telephone number is masked, at any depth."""
    return _masked(row)  # type: ignore[no-any-return]


def _masked(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_masked(item) for item in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if field.name in NUMBER_FIELDS and isinstance(content, str):
            changes[field.name] = mask_number(content)
        else:
            changes[field.name] = _masked(content)
    return dataclasses.replace(value, **changes)

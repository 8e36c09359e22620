"""Personal data as it may be shown to anyone."""

import dataclasses
from typing import Any, TypeVar

T = TypeVar("T")

NUMBER_FIELDS = frozenset({"calling_number", "number", "caller"})


def mask_number(number: str) -> str:
    """Return the last four digits behind dots; a number that short is hidden whole."""
    if not number:
        return ""
    return f"•••{number[-4:]}" if len(number) > 4 else "•••"


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

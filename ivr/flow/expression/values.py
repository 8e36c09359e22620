"""What a variable may hold, and what is known of every call."""

from datetime import date, time
from enum import StrEnum
from typing import Final

Value = str | int | float | bool | date | time | None
"""None is what is not known yet: a variable nobody has set, a number that was withheld."""

MAX_TEXT: Final = 500
"""The longest text that a variable holds; what is longer is cut."""

MAX_NUMBER: Final = 10**15
"""The largest number; what is larger is not known."""


class Type(StrEnum):
    """The type of a value. A yes_no is true or false."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    TIME = "time"


KNOWN_OF_A_CALL: Final[dict[str, tuple[Type, str]]] = {
    "caller.number": (Type.TEXT, "the calling number as signalled; unknown if withheld"),
    "call.dialled": (Type.TEXT, "the number dialled"),
    "call.alias": (Type.TEXT, "what the line is called"),
    "call.agency": (Type.TEXT, "the agency whose number was dialled; unknown if it is no one's"),
    "call.district": (Type.TEXT, "the district of the number dialled; unknown without one"),
    "call.language": (Type.TEXT, "the caller's language tag; unknown until it is found out"),
    "now.date": (Type.DATE, "the day, by the city's clock"),
    "now.time": (Type.TIME, "the time of day, by the city's clock"),
    "now.hour": (Type.NUMBER, "the hour, 0 to 23"),
    "now.weekday": (Type.TEXT, "`mon` to `sun`"),
}
"""The names that need no setting: type and meaning."""


def bounded(value: Value) -> Value:
    """Return the value as a variable may hold it."""
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, int | float) and abs(value) > MAX_NUMBER:
        return None
    return value

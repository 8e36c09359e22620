"""What comes out of the manager interface."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from panoramisk import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiEvent:
    """One event. Keys are lower case; a header sent more than once is joined by line breaks."""

    name: str
    fields: Mapping[str, str]

    def get(self, key: str) -> str:
        """Return the header `key` (lower case), '' if it was not sent."""
        return self.fields.get(key, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiResponse:
    """The answer to an action, with the items of its list if it was a list action."""

    success: bool
    message: str
    fields: Mapping[str, str]
    events: tuple[AmiEvent, ...] = field(default=())


def fields_of(message: Message) -> dict[str, str]:
    """Return the headers of a parsed message under lower-case keys.

    panoramisk adds `content`, which no Asterisk of today fills.
    """
    return {
        key.lower(): "\n".join(value) if isinstance(value, list) else value
        for key, value in message.items()
        if key != "content"
    }


def event_of(message: Message) -> AmiEvent:
    """Return a parsed message as an event."""
    fields = fields_of(message)
    return AmiEvent(name=fields.get("event", ""), fields=fields)

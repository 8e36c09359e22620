"""What an INVITE says about who calls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# RFC 3261, 7.3.3
_COMPACT = {
    "i": "call-id",
    "m": "contact",
    "f": "from",
    "s": "subject",
    "t": "to",
    "v": "via",
    "l": "content-length",
    "c": "content-type",
}
_NAME_ADDR = re.compile(
    r"""^\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^<"]*?))\s*
        <\s*sips?:(?:(?P<user>[^@;?>]*)@)?[^>]*>""",
    re.VERBOSE | re.IGNORECASE,
)
_ADDR_SPEC = re.compile(r"^\s*sips?:(?:(?P<user>[^@;?>]*)@)?", re.IGNORECASE)
_REQUEST_URI = re.compile(
    r"^\S+ sips?:(?:(?P<user>[^@;?> ]*)@)?(?:\[[^\]]*\]|[^:;?> ]*)(?::(?P<port>\d+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """The INVITE of an incoming call.

    Attributes:
        dialled: user part of the request URI.
        port: port of the request URI, None when it names none.
        caller_id: user part of From.
        display_name: From's display name, empty when there is none.
        headers: every header by its lower-case long name, values in their order.
    """

    dialled: str
    port: int | None
    caller_id: str
    display_name: str
    headers: Mapping[str, tuple[str, ...]] = field(repr=False)

    def header(self, name: str) -> str | None:
        """Return the first value of the header `name`, in any case; None when absent."""
        values = self.headers.get(name.lower())
        return values[0] if values else None


def parse_invite(message: str) -> Invite:
    """Read the request line and the headers of a whole SIP message."""
    head = message.replace("\r\n", "\n").partition("\n\n")[0]
    # A line that begins with a blank goes on with the header before it.
    request, *lines = re.sub(r"\n[ \t]+", " ", head).split("\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            key = name.strip().lower()
            headers.setdefault(_COMPACT.get(key, key), []).append(value.strip())
    target = _REQUEST_URI.match(request)
    caller_id, display_name = _party(headers.get("from", [""])[0])
    return Invite(
        dialled=(target["user"] or "") if target else "",
        port=int(target["port"]) if target and target["port"] else None,
        caller_id=caller_id,
        display_name=display_name,
        headers={name: tuple(values) for name, values in headers.items()},
    )


def _party(value: str) -> tuple[str, str]:
    """Return the user part and the display name of a From value."""
    if match := _NAME_ADDR.match(value):
        quoted = match["quoted"]
        name = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match["plain"] or ""
        return match["user"] or "", name.strip()
    if match := _ADDR_SPEC.match(value):
        return match["user"] or "", ""
    return "", ""

"""What Asterisk says about a call when it hands it over."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True, kw_only=True)
class AgiRequest:
    """The headers of an AGI session. Numbers and names are the caller's: never log them.

    `dialled` is the number dialled as signalled, else the extension. `script` is the path of the
    agi:// address, `query` what follows its `?`. `raw` holds every header.
    """

    channel: str
    uniqueid: str
    caller_id: str
    caller_name: str
    dialled: str
    extension: str
    context: str
    language: str
    script: str
    query: Mapping[str, str]
    raw: Mapping[str, str]


def parse_headers(block: bytes) -> dict[str, str]:
    """Return the headers; bytes that are not UTF-8 become replacement characters."""
    text = block.decode("utf-8", "replace")
    return dict(line.split(": ", 1) for line in text.split("\n") if ": " in line)


def request_of(headers: Mapping[str, str]) -> AgiRequest:
    """Build the request. Asterisk writes `unknown` for what it does not know: '' here."""

    def known(key: str) -> str:
        value = headers.get(key, "")
        return "" if value == "unknown" else value

    script, _, query = headers.get("agi_network_script", "").partition("?")
    return AgiRequest(
        channel=headers.get("agi_channel", ""),
        uniqueid=headers.get("agi_uniqueid", ""),
        caller_id=known("agi_callerid"),
        caller_name=known("agi_calleridname"),
        dialled=known("agi_dnid") or headers.get("agi_extension", ""),
        extension=headers.get("agi_extension", ""),
        context=headers.get("agi_context", ""),
        language=headers.get("agi_language", ""),
        script=script.strip("/"),
        query=dict(parse_qsl(query, keep_blank_values=True)),
        raw=dict(headers),
    )

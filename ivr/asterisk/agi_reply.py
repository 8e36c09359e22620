"""One AGI reply, parsed so that a value may hold spaces, parentheses or the word hangup.

200 result=<result>[ (<data>)][ endpos=<position>]
510 Invalid or unknown command          511 Command Not Permitted on a dead channel
520-Invalid command syntax. ...  several lines ...  520 End of proper usage.
"""

import re
from dataclasses import dataclass

_REPLY = re.compile(r"(?P<code>\d{3})(?:[ -](?P<text>.*))?", re.DOTALL)
_RESULT = re.compile(
    r"result=(?P<result>\S*)(?: \((?P<data>.*)\))?(?: endpos=(?P<endpos>-?\d+))?\s*", re.DOTALL
)
_OPENED = re.compile(r"200 result=\S* \(")
_ENDED = re.compile(r"\)(?: endpos=-?\d+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgiReply:
    """`code` is the status; the rest is set for 200 only. `endpos` counts samples."""

    code: int
    text: str = ""
    result: str = ""
    data: str | None = None
    endpos: int = 0

    @property
    def digit(self) -> str:
        """The key that ended the command ('' if none): its result is the key's character code."""
        code = int(self.result) if self.result.isdigit() else 0
        return chr(code) if 0 < code < 128 else ""


def parse_reply(line: str) -> AgiReply | None:
    """Parse one whole reply; None if this is not one."""
    reply = _REPLY.fullmatch(line)
    if reply is None:
        return None
    code, text = int(reply["code"]), reply["text"] or ""
    if code != 200:
        return AgiReply(code=code, text=text)
    result = _RESULT.fullmatch(text)
    if result is None:
        return None
    return AgiReply(
        code=code,
        text=text,
        result=result["result"],
        data=result["data"],
        endpos=int(result["endpos"] or 0),
    )


def is_unfinished(line: str) -> bool:
    """Whether a value that holds line breaks goes on in the next line."""
    return _OPENED.match(line) is not None and _ENDED.search(line) is None

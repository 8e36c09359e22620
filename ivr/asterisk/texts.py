"""Texts that are written within a SIP call (MESSAGE), to the caller and by the caller.

Asterisk hands a caller's texts on in bridges alone; no channel by itself can be read. So a caller
who types is in a bridge with the outer end of a Local channel, whose inner end the controller has,
and with an ear, a third party that does nothing but read (`text-line` and `text-ear` of the
dialplan). What the controller writes goes to the caller's own channel, past that bridge, so that
the ear never reads it.
"""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Final
from urllib.parse import unquote

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.errors import AmiRejected

_EVENT: Final = "HotlineText"
_CONTEXT: Final = "text-ear"
_SET_UP_S: Final = 3.0
# A line of the manager interface has at most 1024 bytes, a SIP request in one packet about 1300.
_PIECE_BYTES: Final = 900


def on_text(ami: AmiClient, callback: Callable[[str, str], None]) -> Callable[[], None]:
    """Call `callback(uniqueid, text)` for every text that an ear reads; return what ends it.

    `uniqueid` is that of the channel for which the ear was opened.
    """

    def text(event: AmiEvent) -> None:
        if event.get("userevent") == _EVENT:
            callback(event.get("line"), unquote(event.get("text")))

    return ami.subscribe(["UserEvent"], text)


class Ear:
    """Reads what is written in the bridge of a caller, from `open` to `close`.

    It goes by itself when the caller's channel or the controller's own is gone. Audio does not get
    through two bridges of three in a row, so it is closed while the caller may talk with several.
    """

    def __init__(self, ami: AmiClient, *, caller: str, channel: str, uniqueid: str) -> None:
        """`caller` is the telephone's channel, `channel` (`uniqueid`) the controller's own end."""
        self._ami = ami
        self._caller = caller
        self._channel = channel
        self._uniqueid = uniqueid
        self._numbers = count(1)

    async def open(self) -> None:
        """Begin to read.

        Raises:
            AmiError: Asterisk refused, as it does where an ear of an earlier run is open still, or
                did not answer.
        """
        await self._ami.originate(
            channel=f"Local/read@{_CONTEXT}/n",
            channel_id=f"{self._prefix}{next(self._numbers)}",
            context=_CONTEXT,
            exten="join",
            ring_timeout_s=_SET_UP_S,
            variables={
                "HOTLINE_CALLER": self._caller,
                "HOTLINE_INNER": self._channel,
                "HOTLINE_LINE": self._uniqueid,
            },
        )

    async def close(self) -> None:
        """Read no more, nor have an earlier run's ear read.

        Raises:
            AmiError: Asterisk did not answer.
        """
        shown = await self._ami.action("CoreShowChannels")
        for event in shown.events:
            if event.get("uniqueid").startswith(self._prefix):
                await self._ami.action("Hangup", Channel=event.get("channel"))

    @property
    def _prefix(self) -> str:
        return f"ear-{self._uniqueid}-"


async def send_text(ami: AmiClient, *, channel: str, text: str) -> None:
    """Send a text to the telephone of a channel, in as many pieces as it needs.

    Whether the telephone takes it is not known to Asterisk either.

    Raises:
        AmiError: Asterisk refused or did not answer; pieces before may have been sent.
    """
    for piece in pieces(text):
        answer = await ami.action("SendText", Channel=channel, Message=piece)
        if not answer.success:
            raise AmiRejected(f"Asterisk refused to send a text: {answer.message}")


def takes_texts(allow: str | None) -> bool:
    """Tell from the Allow header of a telephone's INVITE whether it can take a text.

    One that does not say so is not tried: where a text is not even refused, Asterisk takes the
    call for dead after 32 seconds.
    """
    return "MESSAGE" in {method.strip().upper() for method in (allow or "").split(",")}


def pieces(text: str) -> Iterator[str]:
    """Yield the text on one line each, parted between words where it is too long for one."""
    piece = ""
    for word in text.split():
        if len(f"{piece} {word}".encode()) > _PIECE_BYTES and piece:
            yield piece
            piece = ""
        while len(word.encode()) > _PIECE_BYTES:
            cut = len(word.encode()[:_PIECE_BYTES].decode(errors="ignore"))
            yield word[:cut]
            word = word[cut:]
        piece = f"{piece} {word}".strip()
    if piece:
        yield piece

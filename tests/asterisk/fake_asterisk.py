"""The Asterisk side of a FastAGI connection, and of its recorded stream."""

import asyncio
from pathlib import Path
from typing import Any

from ivr.asterisk.agi_request import parse_headers, request_of
from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.agi_wire import AgiWire

RECORDED = (Path(__file__).parent / "data" / "agi_call.raw").read_bytes()
HEADERS, _, REPLIES = RECORDED.partition(b"\n\n")


class Writer:
    """Keeps what is written; the transport is itself."""

    def __init__(self) -> None:
        self.written = b""
        self.aborted = False
        self.closed = False
        self.on_line: Any = None

    @property
    def transport(self) -> "Writer":
        return self

    def write(self, data: bytes) -> None:
        self.written += data
        if self.on_line is not None:
            self.on_line(data.decode())

    async def drain(self) -> None: ...

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        self.closed = True

    @property
    def lines(self) -> list[str]:
        return self.written.decode().splitlines()


class Peer:
    """A session whose other end is played by the test. Create it inside a running loop."""

    def __init__(self, *, limit: int = 65536) -> None:
        self.reader = asyncio.StreamReader(limit=limit)
        self.writer = Writer()
        headers = parse_headers(HEADERS)
        self.wire = AgiWire(app=None, headers=headers, reader=self.reader, writer=self.writer)
        self.session = AgiSession(request=request_of(headers), wire=self.wire)

    def say(self, data: bytes) -> None:
        self.reader.feed_data(data)

    def answer_each(self, *replies: bytes) -> None:
        """Answer the next commands with these, one each."""
        left = list(replies)
        self.writer.on_line = lambda line: self.say(left.pop(0)) if left else None

    async def close(self) -> None:
        await self.wire.close()

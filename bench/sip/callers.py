"""Callers: each places a call, is patient, and hangs up when told to or when the far end does."""

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, Self

from bench.sip import message as sip
from bench.sip.stamped import Sink, StampedSocket


class RtpPort(Protocol):
    """Where a call's audio comes to, and is sent from."""

    port: int

    def send(self, data: bytes, to: tuple[str, int]) -> None:
        """Send a datagram."""


@dataclass(slots=True, kw_only=True)
class PlacedCall:
    """One call, by the caller's number. Times are epoch seconds.

    `media` is where the far end wants RTP, once it has answered.
    """

    number: str
    uri: str
    call_id: str
    rtp: RtpPort
    media: tuple[str, int] | None = None
    invited_at: float = 0.0
    answered_at: float | None = None
    to: str = ""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    failed: str = ""


class Callers:
    """One socket for all calls to `server`; a block that ends hangs up what is left."""

    def __init__(self, server: str, *, on_over: Callable[[PlacedCall], None] | None = None) -> None:
        """Open the socket. `on_over` is told of each call that the far end has ended."""
        host, _, port = server.rpartition(":")
        self._server = (host, int(port))
        self._on_over = on_over
        self._socket = StampedSocket(self._received)
        self._rtp = Sink()
        self._calls: dict[str, PlacedCall] = {}

    def __enter__(self) -> Self:
        """Close the socket at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up and close."""
        self.hang_up_all()
        self._socket.close()
        self._rtp.close()

    def place(self, dialled: str, *, number: str, rtp: RtpPort | None = None) -> PlacedCall:
        """Begin a call from `number`; without `rtp` nobody listens to its audio."""
        call = PlacedCall(
            rtp=rtp or self._rtp,
            number=number,
            uri=f"sip:{dialled}@{self._server[0]}:{self._server[1]}",
            call_id=uuid.uuid4().hex,
        )
        call.to = f"<{call.uri}>"
        self._calls[call.call_id] = call
        invite = self._request(call, "INVITE", 1, body=sip.sdp(call.rtp.port))
        call.invited_at = time.time()
        self._socket.send(invite, self._server)
        return call

    def hang_up(self, call: PlacedCall) -> None:
        """End a call; one that has not been answered yet is ended as soon as it is."""
        if self._calls.pop(call.call_id, None) is None:
            return
        if call.answered_at is not None:
            self._socket.send(self._request(call, "BYE", 2), self._server)
        call.over.set()

    def hang_up_all(self) -> None:
        """End every call."""
        for call in list(self._calls.values()):
            self.hang_up(call)

    def _received(self, data: bytes, sender: tuple[str, int], at: float) -> None:
        told = sip.parse(data)
        call = self._calls.get(told.call_id)
        if told.code:
            if told.method == "INVITE" and told.code >= 200:
                self._final(call, told, at)
        elif told.method != "ACK":
            self._socket.send(sip.response(told, "200 OK", port=self._socket.port), sender)
            if told.method == "BYE" and call is not None:
                self._ended(call)

    def _final(self, call: PlacedCall | None, told: sip.Message, at: float) -> None:
        if told.code >= 300:
            if call is not None:
                self._socket.send(self._request(call, "ACK", 1), self._server)
                call.failed = told.start
                self._ended(call)
            return
        answered = call or PlacedCall(number="", uri="", call_id=told.call_id, rtp=self._rtp)
        first = answered.answered_at is None
        answered.to, answered.uri = told.headers["to"], told.contact
        answered.answered_at = answered.answered_at or at
        self._socket.send(self._request(answered, "ACK", 1), self._server)
        if call is None:
            # Given up before it was answered.
            self._socket.send(self._request(answered, "BYE", 2), self._server)
        elif first:
            # Answering waits up to half a second for the caller's first packet.
            call.media = sip.media_of(told.body)
            call.rtp.send(sip.SILENCE, call.media)

    def _ended(self, call: PlacedCall) -> None:
        self._calls.pop(call.call_id, None)
        call.over.set()
        if self._on_over is not None:
            self._on_over(call)

    def _request(self, call: PlacedCall, method: str, cseq: int, body: str = "") -> bytes:
        return sip.request(
            method,
            call.uri,
            me="bench",
            port=self._socket.port,
            frm=f"<sip:{call.number or 'bench'}@{sip.HOST}>;tag={call.call_id[:8]}",
            to=call.to,
            call_id=call.call_id,
            cseq=cseq,
            body=body,
        )

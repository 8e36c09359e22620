"""A caller of bare datagrams, for times too short to take with a SIP stack that is polled.

It blocks on its sockets and reads the clock when a datagram is there: the resolution is that of
the kernel's wake-up, some tens of microseconds.
"""

import select
import socket
import time
import uuid
from dataclasses import dataclass
from typing import Final, Self

from bench.errors import CallFailed
from bench.sip import message as sip

_PATIENCE_S: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """Milliseconds from the INVITE sent to the 200, and to the first RTP packet."""

    to_200_ms: float
    to_first_rtp_ms: float


class BareCaller:
    """One SIP socket; a fresh RTP socket for each call. Methods block."""

    def __init__(self, server: str) -> None:
        host, _, port = server.rpartition(":")
        self._server = (host, int(port))
        self._sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sip.bind((sip.HOST, 0))
        self._sip.connect(self._server)
        self._port = int(self._sip.getsockname()[1])

    def __enter__(self) -> Self:
        """Close the socket at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the socket."""
        self._sip.close()

    def place(self, number: str) -> SetUp:
        """Call, wait for the first packet, hang up.

        Raises:
            CallFailed: it was refused, or a step did not come in time.
        """
        call_id = uuid.uuid4().hex
        target = f"sip:{number}@{self._server[0]}:{self._server[1]}"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp:
            rtp.bind((sip.HOST, 0))
            offer = sip.sdp(rtp.getsockname()[1])
            invite = self._request("INVITE", target, target, call_id, body=offer)
            began = time.perf_counter()
            self._sip.send(invite)
            answered_at, answer = self._final(call_id, "INVITE")
            to, remote = answer.headers["to"], answer.contact
            self._sip.send(self._request("ACK", remote, to, call_id))
            # Answering waits up to half a second for the caller's first packet.
            rtp.sendto(sip.SILENCE, sip.media_of(answer.body))
            if not select.select([rtp], [], [], _PATIENCE_S)[0]:
                raise CallFailed(f"{number} is silent")
            heard_at = time.perf_counter()
            self._sip.send(self._request("BYE", remote, to, call_id))
            self._final(call_id, "BYE")
        return SetUp(
            to_200_ms=1000 * (answered_at - began), to_first_rtp_ms=1000 * (heard_at - began)
        )

    def _final(self, call_id: str, method: str) -> tuple[float, sip.Message]:
        """Return when a 200 to our request came, and the message."""
        deadline = time.perf_counter() + _PATIENCE_S
        while (left_s := deadline - time.perf_counter()) > 0:
            if not select.select([self._sip], [], [], left_s)[0]:
                break
            at = time.perf_counter()
            message = sip.parse(self._sip.recv(65535))
            if message.call_id != call_id or message.method != method:
                continue
            code = message.code
            if code == 200:
                return at, message
            if code > 200:
                raise CallFailed(f"{method} was refused with {code}")
        raise CallFailed(f"no answer to {method}")

    def _request(self, method: str, uri: str, to: str, call_id: str, body: str = "") -> bytes:
        return sip.request(
            method,
            uri,
            me="bench",
            port=self._port,
            frm=f"<sip:bench@{sip.HOST}:{self._port}>;tag={call_id[:8]}",
            to=to if to.startswith("<") else f"<{to}>",
            call_id=call_id,
            cseq=2 if method == "BYE" else 1,
            body=body,
        )

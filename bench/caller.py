"""A caller of bare datagrams, for times too short to take with a SIP stack that is polled.

It blocks on its sockets and reads the clock when a datagram is there: the resolution is that of
the kernel's wake-up, some tens of microseconds.
"""

import re
import select
import socket
import time
import uuid
from dataclasses import dataclass
from typing import Final, Self

from bench.errors import CallFailed

_HOST: Final = "127.0.0.1"
_PATIENCE_S: Final = 3.0
# Version 2, marker and payload type 8, sequence 1, time 0, source 1; 20 ms of A-law silence.
_SILENCE: Final = bytes.fromhex("80 88 0001 00000000 00000001") + b"\xd5" * 160


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
        self._sip.bind((_HOST, 0))
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
            rtp.bind((_HOST, 0))
            invite = self._request("INVITE", target, target, call_id, body=_sdp(rtp))
            began = time.perf_counter()
            self._sip.send(invite)
            answered_at, answer = self._final(call_id, "INVITE")
            to, contact = _header(answer, "To"), _header(answer, "Contact")
            remote = contact.partition("<")[2].partition(">")[0]
            self._sip.send(self._request("ACK", remote, to, call_id))
            # Answering waits up to half a second for the caller's first packet.
            rtp.sendto(_SILENCE, media_of(answer))
            if not select.select([rtp], [], [], _PATIENCE_S)[0]:
                raise CallFailed(f"{number} is silent")
            heard_at = time.perf_counter()
            self._sip.send(self._request("BYE", remote, to, call_id))
            self._final(call_id, "BYE")
        return SetUp(
            to_200_ms=1000 * (answered_at - began), to_first_rtp_ms=1000 * (heard_at - began)
        )

    def _final(self, call_id: str, method: str) -> tuple[float, str]:
        """Return when a 200 to our request came, and the message."""
        deadline = time.perf_counter() + _PATIENCE_S
        while (left_s := deadline - time.perf_counter()) > 0:
            if not select.select([self._sip], [], [], left_s)[0]:
                break
            at = time.perf_counter()
            message = self._sip.recv(65535).decode(errors="replace")
            if _header(message, "Call-ID") != call_id or method not in _header(message, "CSeq"):
                continue
            code = int(message.split(" ", 2)[1]) if message.startswith("SIP/2.0 ") else 0
            if code == 200:
                return at, message
            if code > 200:
                raise CallFailed(f"{method} was refused with {code}")
        raise CallFailed(f"no answer to {method}")

    def _request(self, method: str, uri: str, to: str, call_id: str, body: str = "") -> bytes:
        me = f"{_HOST}:{self._port}"
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {me};rport;branch=z9hG4bK{uuid.uuid4().hex}",
            f"From: <sip:bench@{me}>;tag={call_id[:8]}",
            f"To: {to if to.startswith('<') else f'<{to}>'}",
            f"Call-ID: {call_id}",
            f"CSeq: {2 if method == 'BYE' else 1} {method}",
            f"Contact: <sip:bench@{me}>",
            "Max-Forwards: 70",
            *(("Content-Type: application/sdp",) if body else ()),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", body]).encode()


def _sdp(rtp: socket.socket) -> str:
    lines = (
        *("v=0", f"o=bench 1 1 IN IP4 {_HOST}", "s=-", f"c=IN IP4 {_HOST}", "t=0 0"),
        *(f"m=audio {rtp.getsockname()[1]} RTP/AVP 8", "a=rtpmap:8 PCMA/8000"),
    )
    return "".join(f"{line}\r\n" for line in lines)


def media_of(answer: str) -> tuple[str, int]:
    """Return where the far end wants RTP.

    Raises:
        CallFailed: the answer does not say.
    """
    host = re.search(r"^c=IN IP4 (\S+)", answer, re.MULTILINE)
    port = re.search(r"^m=audio (\d+)", answer, re.MULTILINE)
    if host is None or port is None:
        raise CallFailed("the answer has no audio")
    return host[1], int(port[1])


def _header(message: str, name: str) -> str:
    for line in message.split("\r\n"):
        key, colon, value = line.partition(":")
        if colon and key.strip().lower() == name.lower():
            return value.strip()
    return ""

"""SIP messages as text: enough of RFC 3261 for two parties that know one another."""

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bench.errors import CallFailed

HOST: Final = "127.0.0.1"
SILENCE: Final = bytes.fromhex("80 88 0001 00000000 00000001") + b"\xd5" * 160
"""RTP: version 2, marker and payload type 8, sequence 1, time 0, source 1; 20 ms of A-law."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A request or a response. Header names are in lower case; of several, the first counts."""

    start: str
    headers: Mapping[str, str]
    vias: tuple[str, ...]
    body: str

    @cached_property
    def method(self) -> str:
        """The method of the request, or of the request responded to."""
        return self.headers.get("cseq", "").rpartition(" ")[2]

    @cached_property
    def code(self) -> int:
        """The status of a response, 0 of a request."""
        return int(self.start.split(" ", 2)[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def call_id(self) -> str:
        """What the messages of one call have in common."""
        return self.headers.get("call-id", "")

    @property
    def contact(self) -> str:
        """The address of the far end, for further requests."""
        found = re.search(r"<([^>]+)>", self.headers.get("contact", ""))
        return found[1] if found else ""


def parse(data: bytes) -> Message:
    """Read a datagram."""
    head, _, body = data.decode(errors="replace").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    headers: dict[str, str] = {}
    vias = []
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        headers.setdefault(name, value)
        if name == "via":
            vias.append(value)
    return Message(start=start, headers=headers, vias=tuple(vias), body=body)


def user_of(address: str) -> str:
    """Return the user part of the first SIP address in a header or a start line."""
    found = re.search(r"sip:([^@>;]+)@", address)
    return found[1] if found else ""


def request(
    method: str,
    uri: str,
    *,
    me: str,
    port: int,
    frm: str,
    to: str,
    call_id: str,
    cseq: int,
    more: Iterable[str] = (),
    body: str = "",
) -> bytes:
    """Write a request from user `me` at `port`; `frm` and `to` are whole header values."""
    return _written(
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/UDP {HOST}:{port};rport;branch=z9hG4bK{uuid.uuid4().hex}",
        f"From: {frm}",
        f"To: {to}",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq} {method}",
        f"Contact: <sip:{me}@{HOST}:{port}>",
        "Max-Forwards: 70",
        *more,
        body=body,
    )


def response(
    to: Message, status: str, *, port: int, me: str = "bench", tag: str = "", body: str = ""
) -> bytes:
    """Write a response; `tag` marks our end of a call that the request begins."""
    far = to.headers.get("to", "")
    return _written(
        f"SIP/2.0 {status}",
        *(f"Via: {via}" for via in to.vias),
        f"From: {to.headers.get('from', '')}",
        f"To: {far}" + (f";tag={tag}" if tag and "tag=" not in far else ""),
        f"Call-ID: {to.call_id}",
        f"CSeq: {to.headers.get('cseq', '')}",
        f"Contact: <sip:{me}@{HOST}:{port}>",
        body=body,
    )


def _written(*lines: str, body: str) -> bytes:
    kind = ("Content-Type: application/sdp",) if body else ()
    return "\r\n".join([*lines, *kind, f"Content-Length: {len(body)}", "", body]).encode()


def sdp(rtp_port: int) -> str:
    """Offer or answer A-law at a port, keys as telephone-events."""
    lines = (
        *("v=0", f"o=bench 1 1 IN IP4 {HOST}", "s=-", f"c=IN IP4 {HOST}", "t=0 0"),
        *(f"m=audio {rtp_port} RTP/AVP 8 101", "a=rtpmap:8 PCMA/8000"),
        *("a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15"),
    )
    return "".join(f"{line}\r\n" for line in lines)


def media_of(body: str) -> tuple[str, int]:
    """Return where the far end wants RTP.

    Raises:
        CallFailed: it does not say.
    """
    host = re.search(r"^c=IN IP4 (\S+)", body, re.MULTILINE)
    port = re.search(r"^m=audio (\d+)", body, re.MULTILINE)
    if host is None or port is None:
        raise CallFailed("the answer has no audio")
    return host[1], int(port[1])


def digest(challenge: str, *, user: str, password: str, method: str, uri: str) -> str:
    """Answer a `WWW-Authenticate` header (RFC 2617, MD5, with `qop=auth` where it is asked)."""
    asked = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    realm, nonce = asked.get("realm", ""), asked.get("nonce", "")
    secret, what = _md5(f"{user}:{realm}:{password}"), _md5(f"{method}:{uri}")
    said = f'username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", algorithm=MD5'
    if opaque := asked.get("opaque"):
        said += f', opaque="{opaque}"'
    if "qop" not in asked:
        return f'Digest {said}, response="{_md5(f"{secret}:{nonce}:{what}")}"'
    cnonce = uuid.uuid4().hex
    answer = _md5(f"{secret}:{nonce}:00000001:{cnonce}:auth:{what}")
    return f'Digest {said}, qop=auth, nc=00000001, cnonce="{cnonce}", response="{answer}"'


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

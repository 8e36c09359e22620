"""A telephone of the plainest kind: one call at a time, A-law, no threads, loopback only."""

import hashlib
import re
import secrets
import select
import socket
import struct
import time

import numpy as np

RATE_HZ = 8000


def _alaw_table():
    table = np.zeros(256)
    for code in range(256):
        value = code ^ 0x55
        segment, step = (value & 0x70) >> 4, (value & 0x0F) << 4
        size = step + 8 if segment == 0 else (step + 0x108) << (segment - 1)
        table[code] = (size if value & 0x80 else -size) / 32768
    return table


ALAW = _alaw_table()


def level(samples, hz):
    """Return the amplitude of one tone in the samples."""
    if not len(samples):
        return 0.0
    t = np.arange(len(samples)) / RATE_HZ
    return float(2 * abs(np.mean(samples * np.exp(-2j * np.pi * hz * t))))


class Phone:
    def __init__(self, name, server, password="", *, port=0):
        self.name, self.server, self.password = name, server, password
        self.sip = _udp(port)
        self.rtp = _udp()
        self.port = self.sip.getsockname()[1]
        self.ended = False
        self.ringing = None
        self.texts = []
        self.text_status = 200
        self._far = None
        self._dialog = {}
        self._sequence = 1
        self._heard = []

    def close(self):
        self.sip.close()
        self.rtp.close()

    # --- asking -------------------------------------------------------------------------------

    def register(self):
        """Return the final status of REGISTER."""
        target = f"sip:127.0.0.1:{self.server}"
        me = f"<sip:{self.name}@127.0.0.1>"
        return self._ask("REGISTER", target, me, f"{me};tag={_token()}", _token())[0]

    def call(self, number):
        """Return the final status of INVITE; acknowledged when it is 200."""
        self.ended, self._heard = False, []
        target = f"sip:{number}@127.0.0.1:{self.server}"
        me = f"<sip:{self.name}@127.0.0.1:{self.port}>;tag={_token()}"
        call_id = _token()
        status, head, body = self._ask("INVITE", target, f"<{target}>", me, call_id, self._sdp())
        if status == 200:
            contact = re.search(r"(?im)^contact:.*?<([^>]+)>", head)[1]
            self._dialog = {"uri": contact, "to": _header(head, "To"), "from": me, "id": call_id}
            self._media(body)
            self._send_in_dialog("ACK")
        return status

    def message(self, number, words):
        """Return the final status of a MESSAGE outside of any call."""
        target = f"sip:{number}@127.0.0.1:{self.server}"
        me = f"<sip:{self.name}@127.0.0.1:{self.port}>;tag={_token()}"
        self._sequence += 1
        self._send("MESSAGE", target, f"<{target}>", me, _token(), words, kind="text/plain")
        return self._response("MESSAGE")[0]

    def hang_up(self):
        self._sequence += 1
        self._send_in_dialog("BYE")
        self.ended = True

    def press(self, digit):
        """Send one RFC 4733 event of 100 ms."""
        event = "0123456789*#".index(digit)
        stamp = secrets.randbelow(1 << 31)
        for step in range(8):
            end, length = (0x80, 800) if step >= 5 else (0, 160 * (step + 1))
            header = struct.pack("!BBHII", 0x80, 101 | (0x80 if step == 0 else 0), step, stamp, 7)
            self.rtp.sendto(header + struct.pack("!BBH", event, end | 10, length), self._far)
            time.sleep(0.02)

    def speak(self, seconds):
        """Send packets of a loud square wave."""
        for step in range(int(seconds * 50)):
            header = struct.pack("!BBHII", 0x80, 8, step, step * 160, 7)
            self.rtp.sendto(header + b"\xaa\xaa\x2a\x2a" * 40, self._far)
            time.sleep(0.02)

    # --- listening ----------------------------------------------------------------------------

    def listen(self, until, limit_s):
        """Serve the line until `until()` holds; return whether it did within the limit."""
        deadline = time.monotonic() + limit_s
        while not until():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            for ready in select.select([self.sip, self.rtp], [], [], min(left, 0.05))[0]:
                data, source = ready.recvfrom(65536)
                if ready is self.rtp:
                    if data[1] & 0x7F == 8:
                        self._heard.append(ALAW[np.frombuffer(data[12:], np.uint8)])
                else:
                    self._serve(data.decode(), source)
        return True

    def hears(self, hz, above=0.01):
        """Say whether the last 200 ms hold the tone."""
        return level(np.concatenate(self._heard[-10:] or [np.zeros(0)]), hz) > above

    def answer(self):
        """Take the call that rings."""
        head, source = self.ringing
        self._reply(head, source, 200, "OK", self._sdp())

    # --- the wire -----------------------------------------------------------------------------

    def _ask(self, method, target, to, me, call_id, body=""):
        extra = ""
        while True:
            self._sequence += 1
            self._send(method, target, to, me, call_id, body, extra)
            status, head, answer = self._response(method)
            if method == "INVITE" and status >= 300:
                self._send("ACK", target, _header(head, "To"), me, call_id, branch=_branch(head))
            if status != 401 or not self.password or extra:
                return status, head, answer
            extra = self._digest(head, method, target)

    def _digest(self, head, method, target):
        field = dict(re.findall(r'(\w+)="?([^",]+)"?', _header(head, "WWW-Authenticate")))

        def md5(text):
            return hashlib.md5(text.encode()).hexdigest()

        secret = md5(f"{self.name}:{field['realm']}:{self.password}")
        count, nonce = "00000001", _token()
        chain = f"{secret}:{field['nonce']}:{count}:{nonce}:auth:{md5(f'{method}:{target}')}"
        return (
            f'Authorization: Digest username="{self.name}", realm="{field["realm"]}", '
            f'nonce="{field["nonce"]}", uri="{target}", response="{md5(chain)}", '
            f'opaque="{field.get("opaque", "")}", qop=auth, nc={count}, cnonce="{nonce}", '
            "algorithm=MD5\r\n"
        )

    def _send_in_dialog(self, method):
        line = self._dialog
        self._send(method, line["uri"], line["to"], line["from"], line["id"])

    def _send(
        self, method, target, to, me, call_id, body="", extra="", branch="", kind="application/sdp"
    ):
        via = f"SIP/2.0/UDP 127.0.0.1:{self.port};branch={branch or 'z9hG4bK' + _token()};rport"
        kind = f"Content-Type: {kind}\r\n" if body else ""
        text = (
            f"{method} {target} SIP/2.0\r\nVia: {via}\r\nFrom: {me}\r\nTo: {to}\r\n"
            f"Call-ID: {call_id}\r\nCSeq: {self._sequence} {method}\r\nMax-Forwards: 70\r\n"
            f"Contact: <sip:{self.name}@127.0.0.1:{self.port}>\r\n{extra}{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        self.sip.sendto(text.encode(), ("127.0.0.1", self.server))

    def _response(self, method):
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if not select.select([self.sip], [], [], 0.2)[0]:
                continue
            data, source = self.sip.recvfrom(65536)
            head, _, body = data.decode().partition("\r\n\r\n")
            found = re.match(r"SIP/2.0 (\d+)", head)
            if found is None:
                self._serve(data.decode(), source)
            elif int(found[1]) >= 200 and _header(head, "CSeq") == f"{self._sequence} {method}":
                return int(found[1]), head, body
        raise AssertionError(f"no answer to {method}")

    def _serve(self, text, source):
        head, _, body = text.partition("\r\n\r\n")
        method = head.split(" ", 1)[0]
        if method == "INVITE":
            self.ringing = (head, source)
            self._media(body)
            self._reply(head, source, 180, "Ringing")
        elif method == "CANCEL":
            self.ringing = None
            self._reply(head, source, 200, "OK")
        elif method == "MESSAGE":
            self.texts.append(body)
            self._reply(head, source, self.text_status, "As the test says")
        elif method in ("BYE", "OPTIONS"):
            self.ended = self.ended or method == "BYE"
            self._reply(head, source, 200, "OK")

    def _reply(self, head, source, code, reason, body=""):
        copied = "".join(
            f"{name}: {_header(head, name)}\r\n" for name in ("Via", "From", "Call-ID", "CSeq")
        )
        to = _header(head, "To")
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = (
            f"SIP/2.0 {code} {reason}\r\n{copied}To: {to}{'' if 'tag=' in to else ';tag=here'}\r\n"
            f"Contact: <sip:{self.name}@127.0.0.1:{self.port}>\r\n{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        self.sip.sendto(text.encode(), source)

    def _sdp(self):
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {self.rtp.getsockname()[1]} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\n"
        )

    def _media(self, body):
        host = re.search(r"c=IN IP4 (\S+)", body)[1]
        self._far = (host, int(re.search(r"m=audio (\d+)", body)[1]))


def _udp(port=0):
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind(("127.0.0.1", port))
    return opened


def _token():
    return secrets.token_hex(8)


def _header(head, name):
    return re.search(rf"(?im)^{name}:\s*(.*?)\r?$", head)[1]


def _branch(head):
    return re.search(r"branch=([^;\s]+)", _header(head, "Via"))[1]

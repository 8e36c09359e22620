"""UDP sockets whose datagrams carry the kernel's time of receipt."""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Final

from bench.sip.message import HOST

# SO_TIMESTAMPNS of Linux; the socket module does not name it. Its message is a timespec.
_TIMESTAMP_NS: Final = 35
_TIMESPEC: Final = struct.Struct("qq")
_BUFFER: Final = 8 << 20
_AT_ONCE: Final = 256


class Stamped:
    """A port of loopback whose datagrams can be fetched late without harm to their times."""

    def __init__(self) -> None:
        """Bind to a free port."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, _TIMESTAMP_NS, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._socket.bind((HOST, 0))
        self.port = int(self._socket.getsockname()[1])

    def send(self, data: bytes, to: tuple[str, int]) -> None:
        """Send a datagram. What does not fit into the kernel's buffer is lost, as on any net."""
        try:
            self._socket.sendto(data, to)
        except BlockingIOError:
            return

    def fetch(self) -> Iterator[tuple[bytes, tuple[str, int], float]]:
        """Yield what has come: the datagram, its sender, and its time in epoch seconds."""
        for _ in range(_AT_ONCE):
            try:
                data, beside, _, sender = self._socket.recvmsg(65535, 64)
            except BlockingIOError:
                return
            stamps = [told for level, kind, told in beside if kind == _TIMESTAMP_NS]
            seconds, nanoseconds = _TIMESPEC.unpack(stamps[0][: _TIMESPEC.size])
            yield data, sender, seconds + nanoseconds / 1e9

    def close(self) -> None:
        """Close the port."""
        self._socket.close()


class StampedSocket(Stamped):
    """Calls `on_datagram(data, sender, at)` on the running loop, `at` in epoch seconds."""

    def __init__(self, on_datagram: Callable[[bytes, tuple[str, int], float], None]) -> None:
        """Bind, and listen on the running loop."""
        super().__init__()
        self._on_datagram = on_datagram
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._readable)

    def close(self) -> None:
        """Listen no more."""
        self._loop.remove_reader(self._socket)
        super().close()

    def _readable(self) -> None:
        for data, sender, at in self.fetch():
            self._on_datagram(data, sender, at)


class Sink:
    """A port for RTP that nobody listens to: the kernel drops what comes."""

    def __init__(self) -> None:
        """Bind with the smallest buffer there is."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        self._socket.bind((HOST, 0))
        self.port = int(self._socket.getsockname()[1])

    def send(self, data: bytes, to: tuple[str, int]) -> None:
        """Send a datagram."""
        self._socket.sendto(data, to)

    def close(self) -> None:
        """Close the port."""
        self._socket.close()

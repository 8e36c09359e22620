"""The caller's voice: Asterisk's AudioSocket connections as streams of 20 ms frames.

The protocol is type (1 byte), length (2 bytes, big endian), payload. Types: 0x00 the end, 0x01
the connection's uuid, 0x03 a key, 0x10 signed linear audio at 8 kHz, 0xff an error.
"""

import asyncio
from typing import Final
from uuid import UUID, uuid4

import structlog

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.audio_tap import AudioTap
from ivr.asterisk.listening import listen, port_of

_END, _UUID, _AUDIO, _ERROR = 0x00, 0x01, 0x10, 0xFF
_HEAD_BYTES: Final = 3
_CHUNK_BYTES: Final = 65_536
_FIRST_MESSAGE_S: Final = 5.0
_CONNECT_S: Final = 5.0


class AudioSocketServer:
    """Listens for Asterisk's AudioSocket channels. An unexpected one is closed at once."""

    def __init__(self, *, host: str, port: int) -> None:
        """Prepare; `start` listens. Port 0 takes a free one."""
        self.host = host
        self._wanted_port = port
        self._server: asyncio.Server | None = None
        self._expected: dict[UUID, AudioTap] = {}
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen.

        Raises:
            TelephonyError: The port is taken or may not be used.
        """
        self._server = await listen("AudioSocket", self._accept, self.host, self._wanted_port)

    @property
    def port(self) -> int:
        """The port listened on."""
        return port_of(self._server, self._wanted_port)

    async def stop(self) -> None:
        """Stop listening and end every tap."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for tap in list(self._expected.values()):
            tap.close()
        connections = list(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        await server.wait_closed()

    def expect(self, uuid: UUID, *, connect_timeout_s: float = _CONNECT_S) -> AudioTap:
        """Accept a connection of this uuid; the tap closes if none comes in time."""
        tap = self._expected[uuid] = AudioTap(uuid)
        asyncio.get_running_loop().call_later(connect_timeout_s, self._give_up, tap)
        return tap

    def _give_up(self, tap: AudioTap) -> None:
        if not tap.connected.is_set():
            self._expected.pop(tap.uuid, None)
            tap.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a connection is served in a task of the server")
        self._connections.add(task)
        tap: AudioTap | None = None
        try:
            async with asyncio.timeout(_FIRST_MESSAGE_S):
                kind, payload = await _message(reader)
            if kind == _UUID and len(payload) == 16:
                tap = self._expected.pop(UUID(bytes=payload), None)
            if tap is None or tap.closed:
                structlog.get_logger().warning("audiosocket_unexpected")
                return
            tap.connected.set()
            await _receive(reader, tap)
        except (TimeoutError, EOFError, OSError):
            structlog.get_logger().info("audiosocket_broken")
        except asyncio.CancelledError:
            structlog.get_logger().info("audiosocket_dropped")
        finally:
            self._connections.discard(task)
            if tap is not None:
                tap.close()
            writer.close()


async def _message(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readexactly(_HEAD_BYTES)
    size = int.from_bytes(head[1:], "big")
    return head[0], await reader.readexactly(size)


async def _receive(reader: asyncio.StreamReader, tap: AudioTap) -> None:
    """Feed the tap until either side ends it."""
    closing = asyncio.create_task(tap.wait_closed())
    reading = asyncio.create_task(_feed(reader, tap))
    try:
        await asyncio.wait({closing, reading}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        closing.cancel()
        reading.cancel()
        await asyncio.gather(closing, reading, return_exceptions=True)


async def _feed(reader: asyncio.StreamReader, tap: AudioTap) -> None:
    """Feed the tap with all that has come at a time: there are 50 messages a second a call."""
    data = b""
    while more := await reader.read(_CHUNK_BYTES):
        data += more
        at = 0
        while (begin := at + _HEAD_BYTES) <= len(data):
            end = begin + int.from_bytes(data[at + 1 : begin], "big")
            if end > len(data):
                break
            kind, at = data[at], end
            if kind == _AUDIO:
                tap.feed(data[begin:end])
            elif kind in (_END, _ERROR):
                return
        data = data[at:]


async def tap_channel(
    ami: AmiClient, server: AudioSocketServer, *, channel_uniqueid: str
) -> AudioTap:
    """Open the ears on a channel: its caller's voice alone, also while a prompt plays.

    ChanSpy options: u the channel by uniqueid, o only what it says, q no beep, E and S end with
    the channel.

    Raises:
        AmiError: Asterisk did not take the order.
    """
    uuid = uuid4()
    tap = server.expect(uuid)
    try:
        originated = await ami.originate(
            channel=f"AudioSocket/{server.host}:{server.port}/{uuid}",
            channel_id=f"ear-{uuid}",
            application="ChanSpy",
            data=f"{channel_uniqueid},uoqES",
            codecs="slin",
            ring_timeout_s=_CONNECT_S,
        )
    except BaseException:
        tap.close()
        raise
    originated.outcome.add_done_callback(lambda outcome: _close_if_failed(tap, outcome))
    return tap


def _close_if_failed(tap: AudioTap, outcome: "asyncio.Future[AmiEvent]") -> None:
    if not outcome.cancelled() and outcome.result().get("response") == "Failure":
        tap.close()

"""A caller's voice as it comes, in frames of 20 ms."""

import asyncio
from collections import deque
from typing import Final, Self
from uuid import UUID

FRAME_BYTES: Final = 320
"""20 ms of 16-bit mono at 8 kHz."""

_QUEUE_FRAMES: Final = 250


class AudioTap:
    """Frames of one caller; iterate over it.

    At most five seconds wait to be read; then the oldest frame goes and `dropped` counts it.
    """

    def __init__(self, uuid: UUID) -> None:
        """Begin empty and open."""
        self.uuid = uuid
        self.dropped = 0
        self._frames: deque[bytes] = deque()
        self._partial = b""
        self._changed = asyncio.Event()
        self._closed = asyncio.Event()
        self._connected = asyncio.Event()

    @property
    def closed(self) -> bool:
        """Whether no more audio will come. What has come can still be read."""
        return self._closed.is_set()

    @property
    def connected(self) -> asyncio.Event:
        """Set once Asterisk sends."""
        return self._connected

    def close(self) -> None:
        """End the tap; Asterisk's side of it is hung up."""
        self._closed.set()
        self._changed.set()

    async def wait_closed(self) -> None:
        """Return when the tap has ended."""
        await self._closed.wait()

    def skip(self) -> None:
        """Forget what waits to be read."""
        self._frames.clear()
        self._partial = b""

    def feed(self, audio: bytes) -> None:
        """Take audio of any length; it is cut into frames."""
        data = self._partial + audio if self._partial else audio
        whole = len(data) - len(data) % FRAME_BYTES
        for start in range(0, whole, FRAME_BYTES):
            if len(self._frames) >= _QUEUE_FRAMES:
                self._frames.popleft()
                self.dropped += 1
            self._frames.append(data[start : start + FRAME_BYTES])
        self._partial = data[whole:]
        if whole:
            self._changed.set()

    def __aiter__(self) -> Self:
        """Iterate over the frames as they come."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next frame; ends when the tap is closed and read empty."""
        while not self._frames:
            if self.closed:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        return self._frames.popleft()

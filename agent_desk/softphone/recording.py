"""The growing WAV file that the stack's recorder writes.

The recorder's own buffer and the C library's together hold up to half a second back; what is in
the file has its exact place in time all the same. Collecting frames through the bindings would
be quicker to see, but runs Python on the media clock's thread for each frame of each call, and a
busy interpreter would then make the audio itself late.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from agent_desk.softphone.pcm import RATE_HZ, Pcm

_HEADER_BYTES = 44
_DATA_SIZE_AT = 40


class Recording:
    """Reads a recording while it grows and after."""

    def __init__(self, path: Path) -> None:
        """Read from `path`; the file need not exist yet."""
        self.path = path

    def read(self, after_s: float = 0.0) -> Pcm:
        """Return what is in the file from `after_s` seconds on."""
        try:
            with self.path.open("rb") as source:
                source.seek(_HEADER_BYTES + 2 * round(after_s * RATE_HZ))
                data = source.read()
        except FileNotFoundError:
            data = b""
        return np.frombuffer(data[: len(data) & ~1], "<i2").astype(np.int16)

    @property
    def size(self) -> int:
        """Bytes in the file so far, 0 before there is one."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def is_complete(self) -> bool:
        """Whether the recorder has closed the file: until then its header tells no length."""
        try:
            with self.path.open("rb") as source:
                header = source.read(_HEADER_BYTES)
        except FileNotFoundError:
            return False
        if len(header) < _HEADER_BYTES:
            return False
        size = int.from_bytes(header[_DATA_SIZE_AT:_HEADER_BYTES], "little")
        return size == self.path.stat().st_size - _HEADER_BYTES

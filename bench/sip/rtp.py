"""RTP from a telephone: A-law audio, and keys as telephone-events (RFC 4733)."""

import struct
from typing import Final

AUDIO_TYPE: Final = 8
KEY_TYPE: Final = 101
PACKET_S: Final = 0.02
KEY_PACKETS: Final = 6
"""A key lasts as many packets, 120 ms: a switch may lengthen what is shorter than 80 ms."""

_SAMPLES: Final = 160
_HEAD: Final = struct.Struct("!BBHII")
_EVENT: Final = struct.Struct("!BBH")
_VERSION: Final = 0x80
_MARKER: Final = 0x80
_END: Final = 0x80
_VOLUME: Final = 10
_KEYS: Final = "0123456789*#"
# The last packet of a key goes out three times, so that losing one loses no key.
_ENDS: Final = 3


class RtpStream:
    """What one telephone sends, packet by packet: silence, and the key being pressed."""

    def __init__(self, source: int) -> None:
        """Begin a stream of this source number."""
        self._source = source
        self._sequence = 0
        self._time = 0
        self._key: str | None = None
        self._sent = 0

    @property
    def is_pressing(self) -> bool:
        """Whether a key is down."""
        return self._key is not None

    def press(self, key: str) -> None:
        """Press a key from the next packet on."""
        self._key, self._sent = key, 0

    def next(self) -> list[bytes]:
        """Return what is to be sent now; to be called every `PACKET_S`."""
        if self._key is None:
            packets = [self._packet(AUDIO_TYPE, b"\xd5" * _SAMPLES)]
            self._time += _SAMPLES
            return packets
        self._sent += 1
        last = self._sent == KEY_PACKETS
        event = _EVENT.pack(
            _KEYS.index(self._key), _VOLUME | (_END if last else 0), self._sent * _SAMPLES
        )
        marker = _MARKER if self._sent == 1 else 0
        packets = [self._packet(KEY_TYPE | marker, event) for _ in range(_ENDS if last else 1)]
        if last:
            # All packets of a key carry the time of its beginning.
            self._time += self._sent * _SAMPLES
            self._key = None
        return packets

    def _packet(self, kind: int, payload: bytes) -> bytes:
        self._sequence = (self._sequence + 1) & 0xFFFF
        return _HEAD.pack(_VERSION, kind, self._sequence, self._time, self._source) + payload


def audio_of(packet: bytes) -> bytes | None:
    """Return the A-law of a packet; None if it holds anything else."""
    if len(packet) <= _HEAD.size or packet[1] & ~_MARKER != AUDIO_TYPE:
        return None
    return packet[_HEAD.size :]

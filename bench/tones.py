"""Steady tones in place of prompts: every packet of RTP tells by itself which prompt it is from."""

import wave
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 8000
_AMPLITUDE: Final = 4000
_SHARE: Final = 0.5
# A packet below this, of 16 bits, is silence whatever it holds.
_FLOOR: Final = 100.0
_KNOWN_PACKETS: Final = 4096


def write_tone(path: Path, hz: float, *, seconds: float) -> None:
    """Write a tone as a recording for telephones: WAV, 8 kHz, mono, 16 bit."""
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    samples = (_AMPLITUDE * np.sin(2 * np.pi * hz * times)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())


def hearing(tones: Mapping[str, float]) -> Callable[[bytes], str | None]:
    """Return what tells the name of the tone in a packet of A-law; None is silence or noise.

    A tone is heard where its sine has at least half of the packet's power. Tones of whole
    multiples of 50 Hz fill a packet of 20 ms with whole periods.
    """

    @lru_cache(maxsize=_KNOWN_PACKETS)
    def tone_of(alaw: bytes) -> str | None:
        samples = _LINEAR[np.frombuffer(alaw, np.uint8)]
        power = float(np.mean(samples**2))
        if power < _FLOOR**2:
            return None
        times = np.arange(samples.size) / RATE_HZ
        for name, hz in tones.items():
            amplitude = 2 * abs(np.mean(samples * np.exp(-2j * np.pi * hz * times)))
            if amplitude**2 / 2 >= _SHARE * power:
                return name
        return None

    return tone_of


def _alaw_table() -> NDArray[np.float64]:
    """The linear value, of 16 bits, of each byte of A-law (ITU-T G.711)."""
    codes = np.arange(256) ^ 0x55
    segment, step = (codes & 0x70) >> 4, codes & 0x0F
    size = np.where(
        segment == 0,
        (step << 4) + 8,
        ((step << 4) + 0x108) << np.maximum(segment - 1, 0),
    )
    return np.where(codes & 0x80, size, -size).astype(np.float64)


_LINEAR: Final = _alaw_table()

"""Music for waiting callers, synthesised: quiet, free of rights, and easy to recognise.

An A major arpeggio over a constant A: whatever the moment, there is energy at 440 Hz.
"""

import io
import wave

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 8000
TONES_HZ = (440, 550, 660, 880)
"""The drone first, then the arpeggio's steps; each makes whole cycles in every note."""

_NOTE_S = 0.5
_STEPS = (550, 660, 880, 660)
_DRONE_PEAK = 0.04
_NOTE_PEAK = 0.05


def music_wav() -> bytes:
    """Return an 8 s loop without a seam, mono 16-bit WAV at 8 kHz, peaking near -21 dBFS."""
    length = int(_NOTE_S * SAMPLE_RATE_HZ)
    t = np.arange(length) / SAMPLE_RATE_HZ
    # Whole cycles in half a second: the drone joins itself, and each note is silent at its ends.
    drone = _DRONE_PEAK * np.sin(2 * np.pi * TONES_HZ[0] * t)
    envelope = np.sin(np.pi * t / _NOTE_S) ** 2
    notes = [drone + _NOTE_PEAK * envelope * np.sin(2 * np.pi * hz * t) for hz in _STEPS]
    return pcm_wav(np.concatenate(notes * 4))


def pcm_wav(samples: NDArray[np.float64]) -> bytes:
    """Return samples in [-1, 1] at 8 kHz as a mono 16-bit WAV file."""
    pcm = np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(pcm.tobytes())
    return buffer.getvalue()

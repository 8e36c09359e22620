"""The built-in tone that asks a caller to speak."""

from typing import Final

import numpy as np

from ivr.prompts.audio import RATE_HZ, Samples

BEEP: Final = "beep"
_FREQUENCY_HZ: Final = 1000.0
_DURATION_S: Final = 0.2
_RAMP_S: Final = 0.01
# -12 dB of full scale.
_AMPLITUDE: Final = 32768 * 10 ** (-12 / 20)


def beep() -> Samples:
    """Return 0.2 s of 1 kHz at -12 dBFS, with ramps that keep it from clicking."""
    t = np.arange(int(_DURATION_S * RATE_HZ)) / RATE_HZ
    ramp = np.minimum(1.0, np.minimum(t, t[::-1]) / _RAMP_S)
    tone: Samples = (_AMPLITUDE * ramp * np.sin(2 * np.pi * _FREQUENCY_HZ * t)).astype(np.float32)
    return tone

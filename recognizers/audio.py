"""Samples in and out of bytes, and telephone audio made fit for a wideband acoustic model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recognizers.base import SAMPLE_RATE_HZ

Samples = NDArray[np.float32]

MODEL_RATE_HZ: Final = 2 * SAMPLE_RATE_HZ
# About -64 dB of full scale: gives the band above 4 kHz, empty after upsampling, a floor;
# without it the logarithms of empty mel bands run away and drown the others.
_FLOOR_AMPLITUDE: Final = 20.0


def samples_of(pcm: bytes) -> Samples:
    """Read 16-bit little-endian PCM as numbers in [-32768, 32767]; an odd last byte is cut."""
    whole = len(pcm) - len(pcm) % 2
    return np.frombuffer(pcm[:whole], dtype="<i2").astype(np.float32)


def pcm_of(samples: NDArray[np.floating]) -> bytes:
    """Round and clip to 16-bit little-endian PCM."""
    whole: NDArray[np.int16] = np.clip(np.rint(samples), -32768, 32767).astype("<i2")
    return whole.tobytes()


def upsampled(samples: NDArray[np.floating], *, up: int = 2, down: int = 1) -> Samples:
    """Resample by `up / down` with a polyphase filter and put a faint noise under it.

    The noise is the same every time, so that equal audio is decoded equally.
    """
    # A second to load, which the service need not wait for: workers resample.
    from scipy.signal import resample_poly

    wide = resample_poly(samples.astype(np.float64), up, down)
    noise = np.random.default_rng(0).normal(scale=_FLOOR_AMPLITUDE, size=len(wide))
    return (wide + noise).astype(np.float32)

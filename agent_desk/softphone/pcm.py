"""Telephone audio in memory: 8 kHz, 16-bit, mono, as numpy arrays.

Level is in dBFS, decibels below a full-scale square wave: a full-scale sine is at -3.
"""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent_desk.softphone.errors import SoundError

Pcm = NDArray[np.int16]

RATE_HZ = 8000
FULL_SCALE = 32768.0
FLOOR_DB = -96.0


def samples(duration_s: float) -> int:
    """Return how many samples last `duration_s` seconds."""
    return round(duration_s * RATE_HZ)


def silence(duration_s: float) -> Pcm:
    """Return digital silence of `duration_s` seconds."""
    return np.zeros(samples(duration_s), np.int16)


def sine(freq_hz: float, duration_s: float, level_db: float = -14.0) -> Pcm:
    """Return a sine tone of `duration_s` seconds at `level_db` dBFS."""
    peak = FULL_SCALE * 10 ** (level_db / 20) * np.sqrt(2)
    phase = 2 * np.pi * freq_hz * np.arange(samples(duration_s)) / RATE_HZ
    return _to_int16(peak * np.sin(phase))


def join(parts: Iterable[Pcm], gap_s: float = 0.0) -> Pcm:
    """Return `parts` one after the other with `gap_s` seconds of silence between them."""
    pieces: list[Pcm] = []
    for part in parts:
        if pieces:
            pieces.append(silence(gap_s))
        pieces.append(part)
    return np.concatenate(pieces) if pieces else silence(0)


def read_wav(path: Path) -> Pcm:
    """Return a WAV file as 8 kHz PCM, resampled where it is in another rate.

    Raises:
        SoundError: there is no such file, or it is not 16-bit mono PCM.
    """
    try:
        with wave.open(str(path), "rb") as source:
            channels, width, rate = source.getparams()[:3]
            data = source.readframes(source.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise SoundError(f"{path} cannot be read as a WAV file: {error}") from error
    if channels != 1 or width != 2:
        raise SoundError(f"{path} has {channels} channel(s) of {8 * width} bit, not one of 16")
    pcm = np.frombuffer(data, "<i2").astype(np.int16)
    if rate == RATE_HZ:
        return pcm
    # It takes longer to import than most tests to run.
    from scipy.signal import resample_poly

    return _to_int16(resample_poly(pcm.astype(np.float64), RATE_HZ, rate))


def write_wav(path: Path, pcm: Pcm) -> None:
    """Write 8 kHz PCM as a WAV file."""
    with wave.open(str(path), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE_HZ)
        target.writeframes(pcm.astype("<i2").tobytes())


def scale(pcm: Pcm, gain_db: float) -> Pcm:
    """Return `pcm` made louder by `gain_db`, limited to full scale."""
    return _to_int16(pcm.astype(np.float64) * 10 ** (gain_db / 20))


def level_db(pcm: Pcm) -> float:
    """Return the RMS level of `pcm` in dBFS, at least `FLOOR_DB`."""
    if pcm.size == 0:
        return FLOOR_DB
    power = float(np.mean(np.square(pcm.astype(np.float64)))) / FULL_SCALE**2
    return max(FLOOR_DB, 10 * float(np.log10(power))) if power > 0 else FLOOR_DB


def levels_db(pcm: Pcm, window_s: float) -> NDArray[np.float64]:
    """Return the RMS level in dBFS of each whole window of `window_s` seconds."""
    size = samples(window_s)
    whole = pcm[: pcm.size - pcm.size % size].astype(np.float64).reshape(-1, size)
    power = np.mean(np.square(whole), axis=1) / FULL_SCALE**2
    levels: NDArray[np.float64] = np.maximum(FLOOR_DB, 10 * np.log10(np.maximum(power, 1e-12)))
    return levels


def _to_int16(values: NDArray[np.float64]) -> Pcm:
    return np.clip(np.rint(values), -32768, 32767).astype(np.int16)

"""What was heard on a leg, told from its audio: tones and speech.

Pure functions on 8 kHz PCM; `prompt_match` finds a given recording in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent_desk.softphone.pcm import FULL_SCALE, RATE_HZ, Pcm, levels_db, samples

SPEECH_WINDOW_S = 0.02
STEADY_TONE_S = 0.5
"""What lasts this long at one frequency is no voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A tone that was heard from `start_s` to `end_s`, seconds into the audio."""

    freq_hz: float
    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """How long it lasted."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of sound from `start_s` to `end_s`, seconds into the audio."""

    start_s: float
    end_s: float


def tones(
    pcm: Pcm,
    freqs_hz: Sequence[float],
    window_ms: float = 50.0,
    *,
    share: float = 0.1,
    floor_db: float = -50.0,
    shortest_ms: float = 100.0,
) -> list[Interval]:
    """Return when each of `freqs_hz` sounded, ordered by start.

    A window counts for a frequency when its sine holds at least `share` of the window's power and
    lies above `floor_db` dBFS. Tones that sound together share the power, so the default hears
    up to ten of one level. The power is that of a single DFT bin (Goertzel, 1958) under a Hann
    window, which tells apart tones that are `2000 / window_ms` Hz apart or more. Windows overlap
    by half; a gap of one window does not end an interval.

    Args:
        pcm: the audio.
        freqs_hz: the frequencies asked for.
        window_ms: length of one window.
        share: least share of the window's power.
        floor_db: least level in dBFS.
        shortest_ms: intervals shorter than this are dropped; voices cross any tone for a moment.
    """
    size = samples(window_ms / 1000)
    hop = size // 2
    if pcm.size < size:
        return []
    frames = np.lib.stride_tricks.sliding_window_view(pcm, size)[::hop].astype(np.float64)
    hann = np.hanning(size)
    weighted = frames * hann
    total = np.sum(weighted**2, axis=1) / np.sum(hann**2)
    found: list[Interval] = []
    for freq in freqs_hz:
        probe = np.exp(-2j * np.pi * freq * np.arange(size) / RATE_HZ)
        amplitude = 2 * np.abs(weighted @ probe) / np.sum(hann)
        power = amplitude**2 / 2
        loud = power > FULL_SCALE**2 * 10 ** (floor_db / 10)
        heard = loud & (power >= share * np.maximum(total, 1.0))
        for first, last in _runs(heard, bridge=2):
            # Half a window at each edge is the other side of the change.
            start = (first * hop + size // 4) / RATE_HZ
            end = (last * hop + size - size // 4) / RATE_HZ
            if (end - start) * 1000 >= shortest_ms:
                found.append(Interval(freq_hz=freq, start_s=start, end_s=end))
    return sorted(found, key=lambda interval: (interval.start_s, interval.freq_hz))


def heard_freqs(intervals: Iterable[Interval]) -> set[float]:
    """Return the frequencies that occur in `intervals`."""
    return {interval.freq_hz for interval in intervals}


def speech_intervals(
    pcm: Pcm,
    *,
    floor_db: float = -45.0,
    pause_s: float = 0.3,
    shortest_s: float = 0.06,
) -> list[Span]:
    """Return the stretches louder than `floor_db` dBFS; shorter pauses than `pause_s` are bridged.

    It goes by loudness alone: a tone is a stretch of sound, too.
    """
    loud = levels_db(pcm, SPEECH_WINDOW_S) > floor_db
    spans = (
        Span(start_s=first * SPEECH_WINDOW_S, end_s=(last + 1) * SPEECH_WINDOW_S)
        for first, last in _runs(loud, bridge=round(pause_s / SPEECH_WINDOW_S))
    )
    return [span for span in spans if span.end_s - span.start_s >= shortest_s]


def loudness_db(pcm: Pcm, *, floor_db: float = -45.0) -> float | None:
    """Return the level in dBFS of the sounding parts of `pcm`, None when all of it is silent.

    Pauses do not count, in the spirit of the active speech level of ITU-T P.56.
    """
    levels = levels_db(pcm, SPEECH_WINDOW_S)
    active = levels[levels > floor_db]
    if active.size == 0:
        return None
    return float(10 * np.log10(np.mean(10 ** (active / 10))))


def _runs(flags: NDArray[np.bool_], *, bridge: int) -> list[tuple[int, int]]:
    """Return (first, last) of each run of true flags; up to `bridge - 1` false ones are bridged."""
    runs: list[tuple[int, int]] = []
    for position in np.flatnonzero(flags).tolist():
        if runs and position - runs[-1][1] <= bridge:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs

"""Finds a given prompt in what was heard.

The prompt is cut into chunks of `CHUNK_S`. The most energetic chunks are searched in the whole
recording by normalised cross-correlation (through the FFT); at each place one of them points to,
every chunk is compared where it must lie, give or take `DRIFT_S`. So a jitter buffer that drops
or repeats a frame in the middle of the prompt spoils one chunk and not the match.

Both signals are first differenced: speech is stronger the lower the frequency, and two voices
of like pitch would correlate by their first harmonics alone. Correlation is blind to gain, and
G.711 leaves it above 0.95.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from agent_desk.softphone.errors import SoundError
from agent_desk.softphone.pcm import RATE_HZ, Pcm, levels_db, samples

CHUNK_S = 0.4
DRIFT_S = 0.12
SHORTEST_S = 0.12

# Calibrated on the core sounds of Asterisk and on synthetic prompts that differ in one word,
# through G.711 with slips, gain, and a second voice; tests/softphone/test_prompt_match.py.
MEAN_SCORE = 0.58
WEAKEST_SCORE = 0.27

_ANCHORS = 3
_PEAKS = 6
_QUIET_BELOW_PEAK_DB = 30.0
_TINY = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whether a prompt was heard.

    Attributes:
        found: the prompt was played to its end.
        start_s: seconds into the recording at which the prompt file begins there; negative when
            the recording began within the prompt. Meaningful only when found.
        score: mean correlation of the chunks, 0 to 1.
        weakest: correlation of the chunk that fits least; low where one word differs.
    """

    found: bool
    start_s: float
    score: float
    weakest: float


@dataclass(frozen=True, slots=True)
class _Chunk:
    offset: int
    signal: Floats
    energy: float


def heard_prompt(recording: Pcm, prompt: Pcm, *, after_s: float = 0.0) -> Match:
    """Tell whether, and when, `prompt` was played in `recording`; the earliest time when often.

    To find a prompt that was cut short, pass only its beginning.

    Args:
        recording: 8 kHz audio of the leg.
        prompt: 8 kHz audio of the prompt.
        after_s: look only at what was heard later than this, seconds into the recording.

    Raises:
        SoundError: the prompt holds less than `SHORTEST_S` of sound.
    """
    skipped = samples(after_s)
    heard = _whiten(recording[skipped:])
    chunks = _chunks(prompt)
    anchors = sorted(chunks, key=lambda chunk: -chunk.energy)[:_ANCHORS]
    best = Match(found=False, start_s=0.0, score=0.0, weakest=0.0)
    for start in sorted({start for anchor in anchors for start in _places(heard, anchor)}):
        match = _compare(heard, chunks, start, skipped)
        if match.found:
            return match
        best = max(best, match, key=lambda candidate: candidate.score)
    return best


def _whiten(pcm: Pcm) -> Floats:
    return np.diff(pcm.astype(np.float64), prepend=0.0)


def _chunks(prompt: Pcm) -> list[_Chunk]:
    """Cut the sounding parts of the prompt into chunks that matter to the ear."""
    window = samples(0.02)
    levels = levels_db(prompt, 0.02)
    if levels.size == 0:
        raise SoundError("the prompt is empty")
    sounding = np.flatnonzero(levels > max(levels.max() - _QUIET_BELOW_PEAK_DB, -60.0))
    if sounding.size * 0.02 < SHORTEST_S:
        raise SoundError(f"the prompt holds less than {SHORTEST_S} s of sound")
    first, end = int(sounding[0]) * window, (int(sounding[-1]) + 1) * window
    signal = _whiten(prompt)[first:end]
    count = max(1, round(signal.size / samples(CHUNK_S)))
    cuts = np.linspace(0, signal.size, count + 1).astype(int).tolist()
    whole = [
        _Chunk(first + low, signal[low:high], float(np.sum(signal[low:high] ** 2)))
        for low, high in itertools.pairwise(cuts)
    ]
    # A chunk that is nearly a pause is mostly the noise of the line.
    loudest = max(chunk.energy for chunk in whole)
    return [chunk for chunk in whole if chunk.energy > loudest / 60]


def _correlation(heard: Floats, chunk: _Chunk) -> Floats:
    """Return the normalised correlation of `chunk` at each place it fits into `heard`."""
    size = chunk.signal.size
    if heard.size < size:
        return np.zeros(0)
    length = fft.next_fast_len(heard.size, real=True)
    # Circular, so the places at which the chunk would go round the end are left out.
    spectrum = fft.rfft(heard, length) * np.conj(fft.rfft(chunk.signal, length))
    raw = fft.irfft(spectrum, length)[: heard.size - size + 1]
    sums = np.concatenate(([0.0], np.cumsum(heard**2)))
    energy = sums[size:] - sums[:-size]
    # Where there is next to nothing to hear, the rounding of the FFT must not count as likeness.
    floor = max(size * 4.0, _TINY * float(sums[-1]))
    correlation: Floats = np.where(
        energy > floor, raw / np.sqrt(np.maximum(energy, floor) * chunk.energy), 0.0
    )
    return correlation


def _places(heard: Floats, anchor: _Chunk) -> list[int]:
    """Return where the prompt would begin if `anchor` lay at one of its best places."""
    correlation = _correlation(heard, anchor)
    places: list[int] = []
    clear = anchor.signal.size // 2
    for _ in range(_PEAKS):
        if correlation.size == 0:
            break
        peak = int(np.argmax(correlation))
        if correlation[peak] < MEAN_SCORE / 2:
            break
        places.append(peak - anchor.offset)
        correlation[max(0, peak - clear) : peak + clear] = 0.0
    return places


def _compare(heard: Floats, chunks: list[_Chunk], start: int, skipped: int) -> Match:
    """Compare every chunk with what lies where it must be if the prompt began at `start`."""
    drift = samples(DRIFT_S)
    scores: list[float] = []
    shift = 0
    first_at: int | None = None
    for chunk in chunks:
        expected = start + chunk.offset + shift
        low = max(0, expected - drift)
        correlation = _correlation(heard[low : expected + drift + chunk.signal.size], chunk)
        if correlation.size == 0:
            scores.append(0.0)
            continue
        peak = int(np.argmax(correlation))
        scores.append(max(0.0, float(correlation[peak])))
        if scores[-1] >= MEAN_SCORE:
            # Follow a slip, so that several of them may add up to more than the drift.
            shift = low + peak - start - chunk.offset
            if first_at is None:
                first_at = low + peak - chunk.offset
    begin = start if first_at is None else first_at
    score = float(np.mean(scores))
    return Match(
        found=score >= MEAN_SCORE and min(scores) >= WEAKEST_SCORE,
        start_s=(begin + skipped) / RATE_HZ,
        score=score,
        weakest=min(scores),
    )

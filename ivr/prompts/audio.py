"""From any sound file to what a telephone plays: 8 kHz, mono, 16 bit, a usual loudness.

pydub reads the file (through ffmpeg unless it is WAV), finds the silence at the ends, sets the
level and fades; resampling is by a polyphase filter, since pydub's own folds what lies above
4 kHz back into the speech.
"""

import io
import os
import tempfile
import wave
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydub import AudioSegment
from pydub.exceptions import CouldntDecodeError
from pydub.silence import detect_leading_silence

from ivr.prompts.errors import RecordingUnreadable, SynthesisFailed

Samples = NDArray[np.float32]

RATE_HZ: Final = 8000
# Part of every cache key: raise it when what comes out of here changes.
PIPELINE_VERSION: Final = 1
_LEVEL_DBFS: Final = -20.0
_PEAK_DBFS: Final = -3.0
_SILENCE_BELOW_PEAK_DB: Final = 45.0
_KEPT_SILENCE_MS: Final = 40
_FADE_MS: Final = 8
_UNREADABLE: Final = (CouldntDecodeError, OSError, EOFError, IndexError, ValueError, wave.Error)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFacts:
    """What a recording is before it is made ready for the telephone."""

    rate_hz: int
    channels: int
    is_silent: bool


def recording_facts(path: Path) -> RecordingFacts:
    """Say what a city's own recording is.

    Raises:
        RecordingUnreadable: it is no sound that can be read, or it is empty.
    """
    segment = _recording(path)
    return RecordingFacts(
        rate_hz=segment.frame_rate, channels=segment.channels, is_silent=segment.max == 0
    )


def recording_samples(path: Path) -> Samples:
    """Read a city's own recording, of any rate and number of channels, as telephone samples.

    Raises:
        RecordingUnreadable: it is no sound that can be read, or it is empty.
    """
    return telephone_samples(_shaped(_recording(path), trim=False))


def speech_samples(path: Path) -> Samples:
    """Read what the synthesiser wrote, without the silence around it, as telephone samples.

    Raises:
        SynthesisFailed: the file is absent, broken, or silent.
    """
    try:
        segment = _read(path)
    except _UNREADABLE as error:
        reason = _first_line(error)
        raise SynthesisFailed(f"the synthesiser left no readable sound: {reason}") from error
    if len(segment) == 0 or segment.max == 0:
        raise SynthesisFailed("the synthesiser left silence")
    return telephone_samples(_shaped(segment, trim=True))


def _recording(path: Path) -> AudioSegment:
    try:
        segment = _read(path)
    except _UNREADABLE as error:
        raise RecordingUnreadable(f"{path} cannot be read: {_first_line(error)}") from error
    if len(segment) == 0:
        raise RecordingUnreadable(f"{path} holds no sound")
    return segment


def _read(path: Path) -> AudioSegment:
    # pydub leaves files that it opens itself to the garbage collector.
    return AudioSegment.from_file(io.BytesIO(path.read_bytes()), format=path.suffix[1:].lower())


def _first_line(error: BaseException) -> str:
    # A failed decoding quotes all that ffmpeg printed.
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _shaped(segment: AudioSegment, *, trim: bool) -> AudioSegment:
    segment = segment.set_sample_width(2).set_channels(1)
    if segment.max == 0:
        return segment
    if trim:
        threshold = segment.max_dBFS - _SILENCE_BELOW_PEAK_DB
        begin = detect_leading_silence(segment, silence_threshold=threshold, chunk_size=5)
        end = detect_leading_silence(segment.reverse(), silence_threshold=threshold, chunk_size=5)
        first = max(0, begin - _KEPT_SILENCE_MS)
        segment = segment[first : len(segment) - max(0, end - _KEPT_SILENCE_MS)]
    gain = min(_LEVEL_DBFS - segment.dBFS, _PEAK_DBFS - segment.max_dBFS)
    return segment.apply_gain(gain).fade_in(_FADE_MS).fade_out(_FADE_MS)


def telephone_samples(segment: AudioSegment) -> Samples:
    """Resample a mono 16-bit segment to 8 kHz."""
    source = np.frombuffer(segment.raw_data, dtype="<i2").astype(np.float64)
    common = gcd(segment.frame_rate, RATE_HZ)
    # It takes longer to import than most commands to run.
    from scipy.signal import resample_poly

    done: Samples = resample_poly(source, RATE_HZ // common, segment.frame_rate // common).astype(
        np.float32
    )
    return done


def write_wav(samples: Samples, path: Path) -> None:
    """Write 8 kHz mono 16-bit WAV; the file appears whole or not at all."""
    pcm: NDArray[np.int16] = np.clip(np.rint(samples), -32768, 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(pcm.tobytes())
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".wav")
    scratch = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(buffer.getvalue())
        # Asterisk may run as another user than we do.
        scratch.chmod(0o644)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise

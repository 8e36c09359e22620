"""The messages that a caller hears while the controller is away, ready before it ever is.

They are made at render time, so that the dialplan needs nothing but files when it matters.
"""

import hashlib
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from asterisk_conf.errors import RenderFailed
from asterisk_conf.files import write_private
from asterisk_conf.music import SAMPLE_RATE_HZ, pcm_wav
from asterisk_conf.settings import AsteriskSettings

_SPEAK_TIMEOUT_S = 30.0
_SPEED_WPM = 150
_PEAK = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageSounds:
    """File names without extension, relative to Asterisk's sounds, in the order of speaking."""

    sorry: tuple[str, ...]
    goodbye: tuple[str, ...]


def prepare_outage_sounds(settings: AsteriskSettings, folder: Path) -> OutageSounds:
    """Put every message into `folder` unless it is there already, and remove old ones.

    Raises:
        RenderFailed: espeak-ng is missing or fails, or a recording has another format.
        OSError: the folder cannot be written.
    """
    sorry: list[str] = []
    goodbye: list[str] = []
    for message in settings.outage_messages:
        text = message.sorry.replace("{key}", settings.emergency_key)
        for kind, words, names in (("sorry", text, sorry), ("goodbye", message.goodbye, goodbye)):
            recording = _recording(settings.sounds_dir, message.language, kind)
            source = recording.read_bytes() if recording else f"{message.voice}\n{words}".encode()
            name = f"{kind}-{message.language}-{hashlib.sha256(source).hexdigest()[:12]}"
            target = folder / f"{name}.wav"
            if not target.exists():
                write_private(
                    target, _read(recording) if recording else _speak(words, message.voice)
                )
            names.append(name)
    wanted = {f"{name}.wav" for name in (*sorry, *goodbye)}
    for old in folder.glob("*.wav"):
        if old.name not in wanted:
            old.unlink()
    prefix = folder.name
    return OutageSounds(
        sorry=tuple(f"{prefix}/{name}" for name in sorry),
        goodbye=tuple(f"{prefix}/{name}" for name in goodbye),
    )


def _recording(sounds_dir: Path | None, language: str, kind: str) -> Path | None:
    path = sounds_dir / language / f"outage-{kind}.wav" if sounds_dir else None
    return path if path and path.is_file() else None


def _read(recording: Path) -> bytes:
    try:
        with wave.open(str(recording), "rb") as file:
            found = (file.getframerate(), file.getnchannels(), file.getsampwidth())
    # A damaged chunk is a bare RuntimeError.
    except (wave.Error, EOFError, RuntimeError, OSError) as error:
        raise RenderFailed(f"{recording} is not a WAV file: {error}") from error
    if found != (SAMPLE_RATE_HZ, 1, 2):
        raise RenderFailed(f"{recording} must be 8 kHz, mono, 16 bits, and is not")
    return recording.read_bytes()


def _speak(text: str, voice: str) -> bytes:
    words = ["espeak-ng", "-v", voice, "-s", str(_SPEED_WPM), "--stdout", "--stdin"]
    try:
        done = subprocess.run(
            words, input=text.encode(), capture_output=True, timeout=_SPEAK_TIMEOUT_S, check=False
        )
    except FileNotFoundError as error:
        raise RenderFailed("espeak-ng is not installed: run `make setup`") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RenderFailed(f"espeak-ng could not speak an outage message: {error}") from error
    header = done.stdout[:44]
    if done.returncode or len(header) < 44:
        reason = done.stderr.decode(errors="replace").strip() or f"status {done.returncode}"
        raise RenderFailed(f"espeak-ng could not speak with the voice {voice!r}: {reason}")
    rate = int.from_bytes(header[24:28], "little")
    # The header of a piped file does not know its length: the rest is all samples.
    raw = done.stdout[44 : 44 + (len(done.stdout) - 44) // 2 * 2]
    # It takes longer to import than most commands to run.
    from scipy.signal import resample_poly

    samples = resample_poly(np.frombuffer(raw, "<i2") / 32768, SAMPLE_RATE_HZ, rate)
    peak = float(np.max(np.abs(samples), initial=0.0))
    if peak == 0.0:
        raise RenderFailed(f"espeak-ng spoke nothing with the voice {voice!r}")
    return pcm_wav(samples * (_PEAK / peak))

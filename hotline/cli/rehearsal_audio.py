"""What was heard on a rehearsed call, as one WAV file."""

import asyncio
import wave
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final

import click

from hotline.errors import HotlineError
from hotline.settings import load_settings
from ivr.flow.profile import Profile
from ivr.flow.rehearsal.log import Entry, Heard

RATE: Final = 8000
BYTES: Final = 2
LONGEST_PAUSE_S: Final = 2.0
"""Silence is cut to this, so that listening takes no longer than it must."""


def write_audio(log: Sequence[Entry], profile: Profile, file: Path) -> None:
    """Speak every prompt that was heard and write them one after the other.

    Raises:
        HotlineError: the file cannot be written.
    """
    heard = [entry for entry in log if isinstance(entry, Heard)]
    store = load_settings().prompt_store(profile)
    report = asyncio.run(store.prepare([entry.prompt for entry in heard]))
    frames = bytearray()
    for entry, after in zip_longest(heard, heard[1:]):
        end_s = entry.at_s + entry.length_s
        path = store.path_of(entry.prompt)
        spoken = _frames(path) if path is not None else b""
        if after is not None and after.at_s < end_s and entry.length_s > 0:
            kept = (after.at_s - entry.at_s) / entry.length_s
            spoken = spoken[: int(len(spoken) / BYTES * kept) * BYTES]
        frames += spoken
        if after is not None and after.at_s > end_s:
            frames += bytes(int(min(after.at_s - end_s, LONGEST_PAUSE_S) * RATE) * BYTES)
    try:
        with file.open("wb") as sink, wave.open(sink, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(BYTES)
            out.setframerate(RATE)
            out.writeframes(bytes(frames))
    except OSError as error:
        raise HotlineError(f"{file} cannot be written: {error.strerror or error}") from error
    for prompt, reason in report.failed.items():
        click.echo(f"not spoken: {prompt.name} ({prompt.language}): {reason}", err=True)
    click.echo(f"{len(frames) / BYTES / RATE:.1f} s written to {file}")


def _frames(path: Path) -> bytes:
    with wave.open(str(path), "rb") as spoken:
        return spoken.readframes(spoken.getnframes())

"""What callers say: real recordings where the words exist, else a voice no prompt speaks with."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from agent_desk.softphone.pcm import Pcm, read_wav
from agent_desk.softphone.speech import normalised, trimmed
from hotline.demo.proof import ScenarioFailed

_ONE_TWO_THREE: Final = ("digits/1", "digits/2", "digits/3")

COUNTING: Final = _ONE_TWO_THREE
"""Real recordings of one, two, three; they are there in en, es, fr, it and ru."""

# The prompts speak with the plain voices of their languages.
_VOICES: Final[Mapping[str, str]] = {"en": "en-gb-x-rp+f3", "es": "es+f2"}


async def speak(text: str, language: str, folder: Path) -> Pcm:
    """Return `text` said by a caller's voice.

    Raises:
        ScenarioFailed: espeak-ng could not say it.
    """
    path = folder / f"caller-{language}-{abs(hash(text))}.wav"
    process = await asyncio.create_subprocess_exec(
        *("espeak-ng", "-v", _VOICES[language], "-s", "140", "-w", str(path), text),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    if process.returncode != 0:
        raise ScenarioFailed(f"espeak-ng: {errors.decode('utf-8', 'replace').strip()}")
    return normalised(trimmed(read_wav(path)))

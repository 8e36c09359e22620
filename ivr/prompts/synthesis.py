"""Texts to sound files, through one speaking process at a time.

The process is started for a batch and again when it dies or falls silent, so that one text that
kills it costs that text alone.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from ivr.prompts.errors import SynthesisFailed
from ivr.prompts.voices import VoiceMap, known_voices

_ROOT: Final = Path(__file__).resolve().parents[2]
_ANSWER_TIMEOUT_S: Final = 30.0
_END_TIMEOUT_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechJob:
    """A text to be spoken by a voice into a WAV file that does not exist yet."""

    text: str
    voice: str
    path: Path


class Synthesizer(Protocol):
    """Speaks texts. `identity` names all that changes the sound apart from text and voice."""

    @property
    def identity(self) -> str:
        """Part of the cache key."""
        ...

    async def voice_for(self, language: str) -> str:
        """Choose a voice.

        Raises:
            VoiceMissing: no voice speaks the language.
            SynthesizerMissing: there is no synthesiser.
        """
        ...

    def speak(self, jobs: Iterable[SpeechJob]) -> AsyncIterator[tuple[SpeechJob, str | None]]:
        """Do the jobs in order; yield each with None, or with why it failed."""
        ...


class Pyttsx3Synthesizer:
    """espeak-ng through pyttsx3."""

    def __init__(
        self,
        *,
        rate_wpm: int = 150,
        voices: VoiceMap | None = None,
        remembered_in: Path | None = None,
    ) -> None:
        """Speak at `rate_wpm` words a minute, with these voices or else the installed ones.

        The installed ones are `remembered_in` a file: without the program what was spoken before
        can be found, which needs the voice's name.
        """
        self._rate_wpm = rate_wpm
        self._voices = voices
        self._memory = remembered_in

    @property
    def identity(self) -> str:
        """The engine and its rate."""
        return f"pyttsx3/espeak-ng/synchronous/{self._rate_wpm}"

    async def voice_for(self, language: str) -> str:
        """See `Synthesizer`."""
        if self._voices is None:
            self._voices = await asyncio.to_thread(known_voices, self._memory)
        return self._voices.voice_for(language)

    async def speak(self, jobs: Iterable[SpeechJob]) -> AsyncIterator[tuple[SpeechJob, str | None]]:
        """See `Synthesizer`."""
        process: asyncio.subprocess.Process | None = None
        try:
            for job in jobs:
                if process is None:
                    process = await _started()
                try:
                    reason = await self._ask(process, job)
                except SynthesisFailed as error:
                    reason = str(error)
                    await _killed(process)
                    process = None
                yield job, reason
        finally:
            if process is not None:
                await _ended(process)

    async def _ask(self, process: asyncio.subprocess.Process, job: SpeechJob) -> str | None:
        assert process.stdin is not None
        assert process.stdout is not None
        question = {
            "text": job.text,
            "voice": job.voice,
            "rate_wpm": self._rate_wpm,
            "path": str(job.path),
        }
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            await process.stdin.drain()
            line = await asyncio.wait_for(process.stdout.readline(), _ANSWER_TIMEOUT_S)
            return str(reason) if (reason := json.loads(line)["error"]) is not None else None
        except TimeoutError as error:
            raise SynthesisFailed(f"no answer within {_ANSWER_TIMEOUT_S:.0f} s") from error
        except (OSError, ValueError, KeyError) as error:
            raise SynthesisFailed("the speaking process died") from error


async def _started() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ivr.prompts.speak"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
    )


async def _killed(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def _ended(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), _END_TIMEOUT_S)
    except TimeoutError:
        await _killed(process)

"""Every prompt as a file the telephone can play, made before the first call needs it.

A recording of the city, `sounds/<language>/<name>.<wav|mp3|ogg>`, wins over synthesis. Whatever
is made is kept under a name that is the hash of all that went into it: equal prompts share a
file, a changed one gets a new file, and calls that still use the old one are not disturbed.
"""

import asyncio
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from ivr.flow.commands import Prompt
from ivr.prompts.audio import recording_samples, speech_samples, write_wav
from ivr.prompts.cache import PromptCache
from ivr.prompts.errors import NameUnsafe, PromptError, SynthesisFailed, TextMissing
from ivr.prompts.synthesis import SpeechJob, Synthesizer
from ivr.prompts.tone import BEEP, beep

FETCH_S: Final = 4.0
"""How long a caller waits for a value to be spoken into a file."""

RECORDED_SUFFIXES: Final = (".wav", ".mp3", ".ogg")

_NAMED: Final = 5

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareReport:
    """How many prompts were made, found in the cache, or are the city's recordings.

    `failed` maps each prompt that cannot be played to the reason.
    """

    made: int
    cached: int
    recorded: int
    failed: dict[Prompt, str]


class PromptStore:
    """The prompts' files. One store serves all versions of a city's profile."""

    def __init__(self, cache_dir: Path, sounds_dir: Path | None, *, synth: Synthesizer) -> None:
        """Keep files in `cache_dir`, made when needed; recordings are below `sounds_dir`."""
        self.cache = PromptCache(cache_dir)
        self._sounds = sounds_dir.absolute() if sounds_dir else None
        self._synth = synth
        self._paths: dict[Prompt, Path] = {}
        self._failed: frozenset[Prompt] = frozenset()
        self._expected: set[Prompt] = set()
        self._preparing = asyncio.Lock()

    def use_sounds(self, sounds_dir: Path) -> None:
        """Look for recordings there from now on; what was found before stays."""
        self._sounds = sounds_dir.absolute()

    def path_of(self, prompt: Prompt) -> Path | None:
        """Return the absolute path of the prompt's WAV file, or None if it was not prepared.

        Asterisk wants the name without the extension: see `playback_name`.
        """
        return self._paths.get(prompt)

    def playback_name(self, prompt: Prompt) -> str | None:
        """Return what Asterisk is told to play: the absolute path without its extension."""
        path = self.path_of(prompt)
        return str(path.with_suffix("")) if path else None

    def expect(self, *, first: Iterable[Prompt], later: Iterable[Prompt]) -> None:
        """Take it that a version is served of which `later` is yet to be prepared.

        What is lacking of other versions is no longer told.
        """
        waited_for = set(later)
        self._failed &= waited_for | set(first)
        self._expected = {prompt for prompt in waited_for if prompt not in self._paths}

    @property
    def expected(self) -> int:
        """How many prompts are yet to be prepared and have never been made."""
        return len(self._expected)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is lacking of what was prepared or is expected."""
        return not self._failed and not self._expected

    def lacks(self, prompt: Prompt) -> bool:
        """Whether a prompt that is wanted is not made yet, or could not be made."""
        return prompt in self._failed or prompt in self._expected

    async def prepare(
        self,
        prompts: Sequence[Prompt],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> PrepareReport:
        """Make what is not there yet, in order. A prompt that fails does not stop the others.

        `progress` is called with how many are settled and how many there are. Preparing twice
        at a time is done one after the other.
        """
        async with self._preparing:
            wanted = tuple(dict.fromkeys(prompts))
            report = await _Batch(self, wanted, progress, self._paths).run()
            self._failed = (self._failed - set(wanted)) | set(report.failed)
            self._expected.difference_update(wanted)
            return report

    @property
    def failure(self) -> str:
        """What callers will not hear of what was prepared, '' if nothing is lacking."""
        if not self._failed:
            return ""
        prompts = sorted(f"{prompt.name} ({prompt.language})" for prompt in self._failed)
        more = f" and {len(prompts) - _NAMED} more" if len(prompts) > _NAMED else ""
        return f"prompts that could not be made are left out: {', '.join(prompts[:_NAMED])}{more}"

    async def fetch(self, prompts: Sequence[Prompt]) -> Mapping[Prompt, str]:
        """Make what a call needs now, without waiting for what is being prepared.

        Returns what Asterisk is told to play for each; left out is what fails, what has failed to
        be prepared, and what is not made within `FETCH_S`. The values of one call, a number or a
        date, are not remembered; a prompt that is expected is.
        """
        found: dict[Prompt, Path] = {}
        known_of = self._failed | self._paths.keys()
        unknown = tuple(prompt for prompt in dict.fromkeys(prompts) if prompt not in known_of)
        if unknown:
            with suppress(TimeoutError):
                async with asyncio.timeout(FETCH_S):
                    await _Batch(self, unknown, None, found).run()
            self._paths |= {each: path for each, path in found.items() if each in self._expected}
            self._expected -= found.keys()
        known = {prompt: self._paths[prompt] for prompt in prompts if prompt in self._paths}
        return {prompt: str(path.with_suffix("")) for prompt, path in {**known, **found}.items()}

    async def file_of(self, prompt: Prompt) -> Path:
        """Return where the prompt's file is, or would be if it were made now.

        Raises:
            PromptError: it cannot be made.
            OSError: its recording cannot be read.
        """
        recording = self._recording(prompt)
        if recording is not None:
            sound = await asyncio.to_thread(recording.read_bytes)
            return self.cache.path("recording", recording.suffix, sound)
        text = prompt.text.strip()
        if not text and prompt.name == BEEP:
            return self.cache.path("tone", BEEP)
        if not text:
            raise TextMissing(f"{prompt.name!r} has neither a text nor a recording")
        voice = await self._synth.voice_for(prompt.language)
        return self.cache.path("speech", self._synth.identity, voice, text)

    def note_use(self) -> None:
        """Note that everything that was prepared is in use; blocks."""
        for path in set(self._paths.values()):
            self.cache.has(path)

    def _recording(self, prompt: Prompt) -> Path | None:
        if self._sounds is None or not prompt.name:
            return None
        for suffix in RECORDED_SUFFIXES:
            path = self._sounds / prompt.language / (prompt.name + suffix)
            if ".." in path.relative_to(self._sounds).parts:
                raise NameUnsafe(f"{prompt.name!r} leads out of {self._sounds}")
            if path.is_file():
                return path
        return None


class _Batch:
    """Prompts made ready together; `paths` takes up where they are."""

    def __init__(
        self,
        store: PromptStore,
        prompts: tuple[Prompt, ...],
        progress: Callable[[int, int], None] | None,
        paths: dict[Prompt, Path],
    ) -> None:
        self._paths = paths
        self._store = store
        self._prompts = prompts
        self._progress = progress
        self._settled = 0
        self._counts = {"made": 0, "cached": 0, "recorded": 0}
        self._failed: dict[Prompt, str] = {}

    async def run(self) -> PrepareReport:
        wanted: dict[Path, tuple[str, str, list[Prompt]]] = {}
        for prompt in self._prompts:
            try:
                await self._find(prompt, wanted)
            except (PromptError, OSError) as error:
                self._fail(prompt, str(error))
        if wanted:
            await self._speak(wanted)
        return PrepareReport(**self._counts, failed=self._failed)

    async def _find(
        self, prompt: Prompt, wanted: dict[Path, tuple[str, str, list[Prompt]]]
    ) -> None:
        """Settle a recorded, cached or built-in prompt; add any other to `wanted`."""
        store = self._store
        path = await store.file_of(prompt)
        recording = store._recording(prompt)
        text = prompt.text.strip()
        if store.cache.has(path):
            self._settle((prompt,), path, "recorded" if recording is not None else "cached")
        elif recording is not None:
            await asyncio.to_thread(_convert, recording, path)
            self._settle((prompt,), path, "recorded")
        elif not text:
            await asyncio.to_thread(write_wav, beep(), path)
            self._settle((prompt,), path, "made")
        else:
            voice = await store._synth.voice_for(prompt.language)
            wanted.setdefault(path, (text, voice, []))[2].append(prompt)

    async def _speak(self, wanted: dict[Path, tuple[str, str, list[Prompt]]]) -> None:
        with tempfile.TemporaryDirectory(prefix="hotline-speech-") as scratch:
            jobs = {
                SpeechJob(text=text, voice=voice, path=Path(scratch, path.name)): path
                for path, (text, voice, _) in wanted.items()
            }
            async for job, reason in self._store._synth.speak(jobs):
                path = jobs[job]
                waiting = wanted[path][2]
                try:
                    if reason is not None:
                        raise SynthesisFailed(reason)
                    await asyncio.to_thread(_finish, job.path, path)
                except (PromptError, OSError) as error:
                    for prompt in waiting:
                        self._fail(prompt, str(error))
                else:
                    self._settle(waiting, path, "made")

    def _settle(self, prompts: Sequence[Prompt], path: Path, how: str) -> None:
        for prompt in prompts:
            self._paths[prompt] = path
            self._counts[how] += 1
            self._count_one()

    def _fail(self, prompt: Prompt, reason: str) -> None:
        self._failed[prompt] = reason
        _log.warning("prompt_failed", prompt=prompt.name, lang=prompt.language, reason=reason)
        self._count_one()

    def _count_one(self) -> None:
        self._settled += 1
        if self._progress is not None:
            self._progress(self._settled, len(self._prompts))


def _convert(recording: Path, path: Path) -> None:
    write_wav(recording_samples(recording), path)


def _finish(spoken: Path, path: Path) -> None:
    try:
        write_wav(speech_samples(spoken), path)
    finally:
        spoken.unlink(missing_ok=True)

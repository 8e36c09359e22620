"""What is wrong with a city's own recordings, told before a caller hears it.

A recording that cannot be played is a problem. Advice is what plays all the same: a recording that
no prompt asks for, or one that sounds worse than it need.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.flow.loading.problems import Problem, did_you_mean
from ivr.flow.notices import NOTICE_PROMPT
from ivr.flow.profile import Profile
from ivr.flow.reading import VALUE_FOLDERS
from ivr.prompts.audio import RATE_HZ, RecordingFacts, recording_facts
from ivr.prompts.errors import RecordingUnreadable
from ivr.prompts.store import RECORDED_SUFFIXES
from ivr.prompts.tone import BEEP

_ANEW: Final = "record it anew, or take the file away"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingsReport:
    """How many recordings there are, and what is to be said of them."""

    count: int
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...]


def check_recordings(profile: Profile) -> RecordingsReport:
    """Look at every file below the city's `sounds/`."""
    root = profile.sounds_dir
    files = [file for file in sorted(root.rglob("*")) if file.is_file()]
    names: dict[str, set[str]] = {tag: {BEEP} for tag in profile.languages}
    for prompt in profile.prompts():
        names.setdefault(prompt.language, {BEEP}).add(prompt.name)
    problems: list[Problem] = []
    advice: list[Problem] = []
    seen: dict[str, Path] = {}
    for file in files:
        if file.suffix in RECORDED_SUFFIXES:
            try:
                facts = recording_facts(file)
            except RecordingUnreadable as error:
                problems.append(_told(file, str(error).removeprefix(f"{file} "), _ANEW))
            else:
                problems += [_told(file, "is silent", _ANEW)] if facts.is_silent else []
                advice += _dull(file, facts)
        advice += _unused(file, root, names)
        stem = str(file.with_name(_bare(file.name)))
        if seen.setdefault(stem, file) != file:
            played = min(file, seen[stem], key=lambda each: RECORDED_SUFFIXES.index(each.suffix))
            message = f"there is {seen[stem].name} too, of which {played.name} is played"
            advice.append(_told(file, message, "keep one of them"))
    return RecordingsReport(count=len(files), problems=tuple(problems), advice=tuple(advice))


def _dull(file: Path, facts: RecordingFacts) -> Iterator[Problem]:
    if facts.rate_hz < RATE_HZ:
        message = f"{facts.rate_hz} Hz sounds dull: a telephone carries {RATE_HZ} Hz"
        yield _told(file, message, f"record at {RATE_HZ} Hz or more")
    if facts.channels > 1:
        message = f"{facts.channels} channels, which are mixed into one"
        yield _told(file, message, "record in mono")


def _unused(file: Path, root: Path, names: dict[str, set[str]]) -> Iterator[Problem]:
    parts = file.relative_to(root).parts
    if len(parts) < 2 or file.suffix not in RECORDED_SUFFIXES:
        hint = f"sounds/<language>/<prompt name>{'|'.join(RECORDED_SUFFIXES)}"
        yield _told(file, "is no recording of a prompt", hint)
        return
    language, folder = parts[0], parts[1]
    name = _bare("/".join(parts[1:]))
    if language not in names:
        yield _told(file, f"unknown language {language!r}", did_you_mean(language, names))
    elif name.startswith(NOTICE_PROMPT):
        return  # notices come and go: a recording may lie ready for one
    elif name not in names[language] and (len(parts) < 3 or folder not in VALUE_FOLDERS):
        hint = did_you_mean(name, names[language])
        yield _told(file, f"no prompt is called {name!r}", hint)


def _bare(name: str) -> str:
    """Return the name without the suffix of a sound file; prompts' names have dots of their own."""
    return name[: -len(Path(name).suffix)] if Path(name).suffix in RECORDED_SUFFIXES else name


def _told(file: Path, message: str, hint: str) -> Problem:
    return Problem(file=str(file), line=1, column=1, field="", message=message, hint=hint)

"""Which espeak-ng voice speaks which language.

A caller's language is a BCP 47 tag (`es`, `es-419`, `zh-Hant`); espeak-ng has voice names of its
own, partly different, and its set depends on how it was built. So the list is asked for, not
assumed, and a language without a voice is an error that names the language.
"""

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import structlog

from ivr.prompts.errors import SynthesizerMissing, VoiceMissing

PROGRAM: Final = "espeak-ng"
_LIST_TIMEOUT_S: Final = 20.0

_log = structlog.get_logger()

# Where the tag is not the voice's name. The plain `cmn` voice reads Chinese characters as
# English letters in builds without its dictionary; the pinyin one reads them everywhere.
_PREFERRED: Final = {
    "en": "en-us",
    "fr": "fr-fr",
    "zh": "cmn-latn-pinyin",
    "cmn": "cmn-latn-pinyin",
    "zh-hans": "cmn-latn-pinyin",
    "zh-hant": "cmn-latn-pinyin",
    "zh-yue": "yue",
    "zh-hk": "yue",
    "no": "nb",
    "iw": "he",
    "in": "id",
    "prs": "fa",
    "mo": "ro",
    "sh": "sr",
}


@dataclass(frozen=True, slots=True)
class VoiceMap:
    """The installed voices: language as espeak-ng names it, in lower case -> the voice's file.

    Not every language name is taken for a voice's name; the file always is.
    """

    installed: Mapping[str, str]

    def voice_for(self, language: str) -> str:
        """Return the voice for a tag: the customary one, its own, or that of its base language.

        Raises:
            VoiceMissing: none of these is installed.
        """
        tag = language.strip().lower().replace("_", "-")
        while tag:
            for name in (_PREFERRED.get(tag), tag):
                if name is not None and name in self.installed:
                    return self.installed[name]
            tag = tag.rpartition("-")[0]
        raise VoiceMissing(f"no installed voice speaks {language!r}")

    def missing(self, languages: Iterable[str]) -> tuple[str, ...]:
        """Return those of `languages` that no installed voice speaks, in their order."""
        absent = []
        for language in languages:
            try:
                self.voice_for(language)
            except VoiceMissing:
                absent.append(language)
        return tuple(absent)


@cache
def installed_voices() -> VoiceMap:
    """Ask espeak-ng for its voices; the answer is kept for the life of the process.

    Raises:
        SynthesizerMissing: espeak-ng is not there or does not answer.
    """
    try:
        listing = subprocess.run(
            [PROGRAM, "--voices"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_LIST_TIMEOUT_S,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise SynthesizerMissing(f"{PROGRAM} cannot be asked for its voices: {error}") from error
    return VoiceMap(parse_voices(listing))


def parse_voices(listing: str) -> dict[str, str]:
    """Read the table that `espeak-ng --voices` prints: second column language, fifth file."""
    rows = (line.split() for line in listing.splitlines()[1:])
    return {row[1].lower(): row[4] for row in rows if len(row) > 4}


def known_voices(memory: Path | None) -> VoiceMap:
    """Return the installed voices; without the program those that `memory` has of earlier.

    Raises:
        SynthesizerMissing: there is no program, and nothing is remembered.
    """
    try:
        voices = installed_voices()
    except SynthesizerMissing as missing:
        installed = _remembered(memory)
        if installed is None:
            raise
        _log.warning("synthesizer_missing", error=str(missing))
        return VoiceMap(installed)
    if memory is not None and _remembered(memory) != voices.installed:
        memory.parent.mkdir(parents=True, exist_ok=True)
        new = memory.with_suffix(".new")
        new.write_text(json.dumps(dict(voices.installed), sort_keys=True), "utf-8")
        new.replace(memory)
    return voices


def _remembered(memory: Path | None) -> Mapping[str, str] | None:
    try:
        found = json.loads(memory.read_text("utf-8")) if memory is not None else None
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None

"""How a word of any language sounds, in the phones of the acoustic model.

espeak-ng writes the word in IPA by the language's own rules; `arpabet` maps that to the phones
the decoder knows. A language's words are asked for in one go and kept.
"""

import subprocess
from collections.abc import Sequence
from typing import Final

from ivr.prompts.errors import SynthesizerMissing, VoiceMissing
from ivr.prompts.voices import PROGRAM, VoiceMap, installed_voices
from recognizers.arpabet import to_arpabet
from recognizers.errors import PronunciationUnknown

Phones = tuple[str, ...]
_TIMEOUT_S: Final = 20.0


class Pronouncer:
    """Words to phones, by language tag. Not safe for use from several threads."""

    def __init__(self, voices: VoiceMap | None = None) -> None:
        """Use these voices; by default the installed ones, looked up when first needed."""
        self._voices = voices
        self._known: dict[tuple[str, str], Phones] = {}

    def phones(self, words: Sequence[str], *, language: str) -> tuple[Phones, ...]:
        """Return the phones of each word.

        Raises:
            PronunciationUnknown: the language has no voice, or its rules cannot read a word.
        """
        missing = [word for word in dict.fromkeys(words) if (language, word) not in self._known]
        if missing:
            for word, ipa in zip(missing, self._transcribe(missing, language), strict=True):
                self._known[language, word] = _checked(word, ipa, language)
        return tuple(self._known[language, word] for word in words)

    def _transcribe(self, words: Sequence[str], language: str) -> list[str]:
        try:
            voices = self._voices or installed_voices()
            voice = voices.voice_for(language)
        except (VoiceMissing, SynthesizerMissing) as error:
            raise PronunciationUnknown(str(error)) from error
        # One word a line is answered by one line a word, unless a word holds a clause of its own.
        lines = _espeak(voice, "\n".join(words))
        if len(lines) == len(words):
            return lines
        return [" ".join(_espeak(voice, word)) for word in words]


def _espeak(voice: str, text: str) -> list[str]:
    try:
        done = subprocess.run(
            [PROGRAM, "-q", "--ipa", "-v", voice],
            input=text + "\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PronunciationUnknown(f"{PROGRAM} cannot transcribe: {error}") from error
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


def _checked(word: str, ipa: str, language: str) -> Phones:
    phones = to_arpabet(ipa)
    # A voice that cannot read the script spells it out in English: "Chinese letter".
    spelled = "(en)" in ipa and any(char.isalpha() and ord(char) > 0x024F for char in word)
    if spelled or not phones:
        raise PronunciationUnknown(f"the {language!r} voice cannot read {word!r}")
    return phones

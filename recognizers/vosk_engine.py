"""Words by a Vosk model that the operator supplies as a directory.

Vosk is only ever given a path: by language it would fetch a model from the internet. Its library
reports a bad model with a bare exception and the reason on stderr, so the directory is looked
through first. Share one engine; each utterance has a recogniser of its own.
"""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ivr.flow.commands import Phrase
from recognizers.audio import pcm_of, samples_of, upsampled
from recognizers.base import SAMPLE_RATE_HZ, Capabilities, WordResult
from recognizers.errors import DecodingFailed, ModelMissing

# Either layout is published; each needs all of its files.
_LAYOUTS: Final = (
    ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf"),
    ("final.mdl", "mfcc.conf"),
)
# A grammar can be set only where the language model may be replaced: look-ahead models.
_LOOK_AHEAD: Final = (("graph/HCLr.fst", "graph/Gr.fst"), ("HCLr.fst", "Gr.fst"))
_UNKNOWN: Final = "[unk]"
_RATE_OPTION: Final = "--sample-frequency="
_DEFAULT_RATE_HZ: Final = 16_000


def check_model(path: Path) -> None:
    """Look whether a directory can be a Vosk model.

    Raises:
        ModelMissing: it is not a directory, or a file that every model has is absent or empty.
    """
    if not path.is_dir():
        raise ModelMissing(f"the Vosk model {path} is not a directory")
    missing = [
        [name for name in layout if not _holds_something(path / name)] for layout in _LAYOUTS
    ]
    if all(missing):
        fewest = min(missing, key=len)
        raise ModelMissing(f"{path} is not a Vosk model: {', '.join(fewest)} missing or empty")


def _holds_something(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def model_rate_hz(path: Path) -> int:
    """Read the sample rate the model was trained at; 16 kHz unless it says otherwise.

    Raises:
        ModelMissing: the rate written there is no number, or below that of the telephone.
    """
    for name in ("conf/mfcc.conf", "mfcc.conf"):
        file = path / name
        if not file.is_file():
            continue
        for line in file.read_text(errors="replace").splitlines():
            text = line.partition("#")[0].strip()
            if text.startswith(_RATE_OPTION):
                return _rate(text.removeprefix(_RATE_OPTION), file)
    return _DEFAULT_RATE_HZ


def _rate(text: str, file: Path) -> int:
    try:
        rate = int(float(text))
    except ValueError as error:
        raise ModelMissing(f"{file}: the sample frequency {text!r} is no number") from error
    if rate < SAMPLE_RATE_HZ:
        raise ModelMissing(f"{file}: a sample frequency of {rate} Hz is below the telephone's")
    return rate


class VoskWordRecognizer:
    """Implements `WordRecognizer` for the one language of an operator's model."""

    def __init__(self, path: Path, *, language: str) -> None:
        """Check and load the model; a large one takes seconds and gigabytes.

        Raises:
            ModelMissing: the directory is no usable model, or vosk is not installed.
        """
        check_model(path)
        self._rate_hz = model_rate_hz(path)
        self._language = language
        self._grammar = any(all((path / n).is_file() for n in pair) for pair in _LOOK_AHEAD)
        try:
            import vosk

            vosk.SetLogLevel(-1)
            self._vosk = vosk
            self._model = vosk.Model(model_path=str(path))
        except Exception as error:  # vosk raises the bare class
            raise ModelMissing(f"vosk cannot load {path}: {error}") from error

    @property
    def capabilities(self) -> Capabilities:
        """One language; any words unless the model takes grammars."""
        return Capabilities(
            name="vosk",
            languages=frozenset({self._language}),
            open_vocabulary=not self._grammar,
        )

    def recognize(self, pcm: bytes, *, language: str, phrases: Sequence[Phrase]) -> WordResult:
        """Decode one utterance; `language` must be the model's.

        Raises:
            ModelMissing: the model is for another language.
            DecodingFailed: vosk gave up.
        """
        if language.split("-")[0] != self._language.split("-")[0]:
            raise ModelMissing(f"the model speaks {self._language!r}, not {language!r}")
        arguments: list[Any] = [self._model, float(self._rate_hz)]
        if self._grammar:
            spoken = [phrase.words.lower() for phrase in phrases]
            arguments.append(json.dumps([*spoken, _UNKNOWN], ensure_ascii=False))
        try:
            recognizer = self._vosk.KaldiRecognizer(*arguments)
            recognizer.SetWords(True)
            recognizer.AcceptWaveform(self._audio(pcm))
            answer = json.loads(recognizer.FinalResult())
        except Exception as error:  # vosk raises the bare class
            raise DecodingFailed(f"vosk failed: {error}") from error
        return match_phrase(answer, phrases)

    def _audio(self, pcm: bytes) -> bytes:
        if self._rate_hz == SAMPLE_RATE_HZ:
            return pcm
        common = math.gcd(self._rate_hz, SAMPLE_RATE_HZ)
        up, down = self._rate_hz // common, SAMPLE_RATE_HZ // common
        return pcm_of(upsampled(samples_of(pcm), up=up, down=down))


def match_phrase(answer: dict[str, Any], phrases: Sequence[Phrase]) -> WordResult:
    """Find the longest phrase whose words are all said in a row; confidence is their mean."""
    heard = [str(item["word"]).lower() for item in answer.get("result", ())]
    sure = [float(item.get("conf", 0.0)) for item in answer.get("result", ())]
    for phrase in sorted(phrases, key=lambda p: -len(p.words.split())):
        words = phrase.words.lower().split()
        for start in range(len(heard) - len(words) + 1):
            if words and heard[start : start + len(words)] == words:
                mean = sum(sure[start : start + len(words)]) / len(words)
                return WordResult(choice=phrase.choice, confidence=min(1.0, mean))
    return WordResult(choice=None, confidence=0.0)

"""What runs in a decoding process: the decoders, loaded once, and the two questions put to them.

The decoder holds the interpreter's lock while it works, so it lives outside the process that
carries the calls. Everything here must be importable by a freshly started interpreter.
"""

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivr.flow.commands import Phrase
from recognizers.base import LanguageScores, WordRecognizer, WordResult
from recognizers.decoder import GrammarDecoder
from recognizers.errors import RecognizerError, RecognizerUnavailable
from recognizers.keyword_lists import COUNT_TO_THREE
from recognizers.keywords import MenuWordRecognizer
from recognizers.language import PromptedKeywordDetector
from recognizers.pronounce import Pronouncer
from recognizers.vosk_engine import VoskWordRecognizer


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """What a worker loads. `vosk_models` maps a language tag to an operator's model directory."""

    language_phrases: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: dict(COUNT_TO_THREE)
    )
    vosk_models: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Loaded:
    words: WordRecognizer
    words_by_language: dict[str, WordRecognizer]
    language: PromptedKeywordDetector
    not_heard: tuple[str, ...]


_loaded: _Loaded | None = None
_lacking = "load() has not run in this process"


def load(settings: WorkerSettings) -> None:
    """Load the decoders into this process; what is lacking is told to whoever asks it."""
    global _loaded, _lacking
    # An interrupt at the terminal goes to the whole group; the parent decides when we stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _loaded = _load(settings)
    except RecognizerError as error:
        _lacking = str(error)


def _load(settings: WorkerSettings) -> _Loaded:
    pronouncer = Pronouncer()
    own: dict[str, WordRecognizer] = {
        tag: VoskWordRecognizer(Path(path), language=tag)
        for tag, path in settings.vosk_models.items()
    }
    detector = PromptedKeywordDetector(phrases=settings.language_phrases, pronouncer=pronouncer)
    return _Loaded(
        words=MenuWordRecognizer(pronouncer=pronouncer, decoder=GrammarDecoder()),
        words_by_language=own,
        language=detector,
        # Asking each now also spares the first caller the wait for the pronunciations.
        not_heard=tuple(tag for tag in settings.language_phrases if not detector.can_hear(tag)),
    )


def _end_with_parent() -> None:
    # A killed parent closes no queue: the worker holds both ends and would wait for ever.
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(0)


def process_id() -> int:
    """Tell which process this is; answering at all shows that it is loaded.

    Raises:
        RecognizerUnavailable: it is not; what is lacking.
    """
    _here()
    return os.getpid()


def not_heard() -> tuple[str, ...]:
    """Return the languages that have phrases but no voice to pronounce them."""
    return _here().not_heard


def recognize_words(pcm: bytes, language: str, phrases: tuple[Phrase, ...]) -> WordResult:
    """Answer `WordRecognizer.recognize` here."""
    loaded = _here()
    engine = loaded.words_by_language.get(language, loaded.words)
    return engine.recognize(pcm, language=language, phrases=phrases)


def score_languages(pcm: bytes, candidates: tuple[str, ...]) -> LanguageScores:
    """Answer `LanguageRecognizer.score` here, for the candidates that can be listened for."""
    detector = _here().language
    return detector.score(pcm, candidates=[tag for tag in candidates if detector.can_hear(tag)])


def _here() -> _Loaded:
    if _loaded is None:
        raise RecognizerUnavailable(_lacking)
    return _loaded

"""Which of a menu's phrases was said, in any language that can be pronounced.

English words come from the acoustic model's dictionary; all others, and English words it lacks,
are pronounced by espeak-ng's rules. Decoys compete, so that something else is not forced into
the menu. The confidence comes from how much worse the next phrase fits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ivr.flow.commands import Phrase
from recognizers.base import Capabilities, WordResult
from recognizers.decoder import GrammarDecoder, Pronounced
from recognizers.decoys import decoys_without
from recognizers.errors import PronunciationUnknown
from recognizers.pronounce import Phones, Pronouncer
from recognizers.variants import variants


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCalibration:
    """From a lead in score a frame to a probability: a logistic, `even` being worth one half.

    Fitted with `bench/recognizers.py`. `alone` is the confidence of a phrase beside which no
    other survived the search.
    """

    even: float = 250.0
    width: float = 250.0
    alone: float = 0.93


_PUNCTUATION: Final = '.,;:!?¡¿"()…'


class MenuWordRecognizer:
    """Implements `WordRecognizer` with one closed grammar a listen."""

    def __init__(
        self,
        *,
        calibration: WordCalibration | None = None,
        pronouncer: Pronouncer | None = None,
        decoder: GrammarDecoder | None = None,
    ) -> None:
        """Load the acoustic model unless a decoder is given.

        Raises:
            ModelMissing: there is no acoustic model.
        """
        self._calibration = calibration or WordCalibration()
        self._pronouncer = pronouncer or Pronouncer()
        self._decoder = decoder or GrammarDecoder()
        self._tokens: dict[tuple[str, str], str] = {}

    @property
    def capabilities(self) -> Capabilities:
        """Every language with a voice, phrases known in advance."""
        return Capabilities(name="menu-words", languages=None)

    def recognize(self, pcm: bytes, *, language: str, phrases: Sequence[Phrase]) -> WordResult:
        """Decode one utterance.

        Raises:
            PronunciationUnknown: a phrase cannot be pronounced in `language`.
            TooManyWords: the phrases do not fit one grammar.
            DecodingFailed: the decoder gave up.
        """
        grammar = [self._pronounced(phrase, language) for phrase in phrases]
        # Foreign words do not sound like the English decoys' spelling, so none needs leaving out.
        taken = {word for phrase in grammar for word, phones in phrase.words if not phones}
        decoys = decoys_without(taken)
        best = self._decoder.decode(pcm, grammar, decoys=decoys)
        if best is None or best.key is None:
            return WordResult(choice=None, confidence=0.0)
        others = [phrase for phrase in grammar if phrase.key != best.key]
        second = self._decoder.decode(pcm, others, decoys=decoys)
        fit = self._calibration
        if second is None:
            return WordResult(choice=best.key, confidence=fit.alone)
        lead = (fit.even - best.lead_over(second)) / fit.width
        sure = 1.0 / (1.0 + math.exp(max(-50.0, min(50.0, lead))))
        return WordResult(choice=best.key, confidence=min(fit.alone, sure))

    def _pronounced(self, phrase: Phrase, language: str) -> Pronounced:
        words = [word.strip(_PUNCTUATION).lower() for word in phrase.words.split()]
        words = [word for word in words if word]
        if not words:
            raise PronunciationUnknown(f"the phrase for {phrase.choice!r} has no words")
        english = language.lower().split("-")[0] == "en"
        spoken: list[tuple[str, tuple[Phones, ...]]] = []
        for word in words:
            if english and self._decoder.knows(word):
                spoken.append((word, ()))
            else:
                (phones,) = self._pronouncer.phones([word], language=language)
                heard_as = (phones,) if english else variants(phones)
                spoken.append((self._token(word, language), heard_as))
        return Pronounced(key=phrase.choice, words=tuple(spoken))

    def _token(self, word: str, language: str) -> str:
        # A grammar's words are plain ASCII; the number stands for the word in its language.
        return self._tokens.setdefault((language, word), f"x{len(self._tokens)}x")

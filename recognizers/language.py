"""Which language a caller counts in, who was asked to count to three.

Every candidate's words, pronounced by that language's rules, stand in one grammar as an ordered
sequence. The utterance is decoded with all of them, then again without the winner: by how much
the runner-up is worse tells how sure the winner is. How well the winner fits at all tells whether
anybody counted. Free speech is not identified: it fits badly, or no path survives the search.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from recognizers.base import Capabilities, LanguageScores
from recognizers.decoder import Decoded, GrammarDecoder, Pronounced
from recognizers.errors import PronunciationUnknown
from recognizers.keyword_lists import COUNT_TO_THREE
from recognizers.pronounce import Pronouncer
from recognizers.variants import variants


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """From scores to probabilities; fitted with `bench/recognizers.py` on real recordings.

    `spread` is how much less a lead a frame makes a candidate e times less likely. A fit of
    `acceptable` is as likely a counting caller as anything else, by a logistic of width `width`.
    """

    spread: float = 250.0
    acceptable: float = -4800.0
    width: float = 250.0


_RUNNERS_UP: Final = 1
_UNRIVALLED: Final = 2.0
_SHARE_OF_OTHERS: Final = 0.3
_STEEPEST: Final = 50.0


class PromptedKeywordDetector:
    """Scores candidate languages by the phrases their speakers were asked to say.

    `phrases` maps a tag to what may be said, each a sequence of words in native script.
    """

    def __init__(
        self,
        *,
        phrases: Mapping[str, Sequence[str]] = COUNT_TO_THREE,
        calibration: Calibration | None = None,
        pronouncer: Pronouncer | None = None,
        decoder: GrammarDecoder | None = None,
    ) -> None:
        """Load the acoustic model unless a decoder is given.

        Raises:
            ModelMissing: there is no acoustic model.
        """
        self._phrases = dict(phrases)
        self._calibration = calibration or Calibration()
        self._pronouncer = pronouncer or Pronouncer()
        self._decoder = decoder or GrammarDecoder()
        self._spoken: dict[str, tuple[Pronounced, ...]] = {}

    @property
    def capabilities(self) -> Capabilities:
        """The languages there are words for."""
        return Capabilities(name="prompted-keywords", languages=frozenset(self._phrases))

    def can_hear(self, tag: str) -> bool:
        """Tell whether there are words for the tag and a voice to pronounce them by."""
        try:
            return bool(self._pronounced(tag))
        except PronunciationUnknown:
            return False

    def score(self, pcm: bytes, *, candidates: Sequence[str]) -> LanguageScores:
        """Score one utterance.

        Raises:
            PronunciationUnknown: a candidate has no words to listen for, or no voice.
            DecodingFailed: the decoder gave up.
        """
        open_ = {tag: self._pronounced(tag) for tag in dict.fromkeys(candidates)}
        ranked: list[Decoded] = []
        for _ in range(_RUNNERS_UP + 1):
            out = {best.key for best in ranked}
            grammar = [p for tag, spoken in open_.items() if tag not in out for p in spoken]
            best = self._decoder.decode(pcm, grammar)
            if best is None or best.key is None:
                break
            ranked.append(best)
        return self._calibrated(tuple(open_), ranked)

    def _pronounced(self, tag: str) -> tuple[Pronounced, ...]:
        if tag not in self._spoken:
            if tag not in self._phrases:
                raise PronunciationUnknown(f"there are no words to listen for in {tag!r}")
            self._spoken[tag] = tuple(
                self._one_phrase(tag, number, phrase)
                for number, phrase in enumerate(self._phrases[tag])
            )
        return self._spoken[tag]

    def _one_phrase(self, tag: str, number: int, phrase: str) -> Pronounced:
        # The decoder's names for words are plain ASCII, and unlike any English word.
        name = f"q{tag.lower().replace('-', 'x')}n{number}"
        phones = self._pronouncer.phones(phrase.split(), language=tag)
        return Pronounced(
            key=tag,
            words=tuple((f"{name}w{place}", variants(word)) for place, word in enumerate(phones)),
        )

    def _calibrated(self, candidates: tuple[str, ...], ranked: Sequence[Decoded]) -> LanguageScores:
        if not ranked:
            even = 1.0 / max(1, len(candidates))
            return LanguageScores(
                probabilities=dict.fromkeys(candidates, even), speech_likelihood=0.0
            )
        chosen, winner = self._calibration, ranked[0]
        weights = {
            str(one.key): math.exp(-max(0.0, winner.lead_over(one)) / chosen.spread)
            for one in ranked
        }
        others = [tag for tag in candidates if tag not in weights]
        # Every other one is worse than the runner-up; without one, nothing else came near.
        last = min(weights.values()) if len(weights) > 1 else math.exp(-_UNRIVALLED)
        weights |= {tag: _SHARE_OF_OTHERS * last / len(others) for tag in others}
        total = sum(weights.values())
        short = min(_STEEPEST, (chosen.acceptable - winner.fit) / chosen.width)
        return LanguageScores(
            probabilities={tag: weight / total for tag, weight in weights.items()},
            speech_likelihood=1.0 / (1.0 + math.exp(short)),
        )

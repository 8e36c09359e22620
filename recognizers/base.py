"""The interfaces every recogniser offers, and the shape of the audio they take.

Audio is 16-bit little-endian mono PCM at 8 kHz. On the wire it comes in frames of 20 ms; a
recogniser is given one whole utterance, already cut out by the endpointer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from ivr.flow.commands import Phrase

SAMPLE_RATE_HZ: Final = 8000
FRAME_S: Final = 0.02
FRAME_BYTES: Final = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a recogniser can do.

    `languages` are the tags it was made for; None means every language that can be pronounced.
    `open_vocabulary` is True when the phrases need not be known in advance.
    """

    name: str
    languages: frozenset[str] | None
    open_vocabulary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WordResult:
    """What was said: one of the phrases' choices, or None for anything else.

    `confidence` in [0, 1] estimates the probability that `choice` is right; 0 without a choice.
    """

    choice: str | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageResult:
    """The language spoken, or None when the evidence does not suffice.

    `confidence` in [0, 1] estimates the probability that `language` is right; without a
    language it is that of the best candidate. `evidence` names each source and what it said.
    """

    language: str | None
    confidence: float
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageScores:
    """How much one utterance speaks for each candidate.

    `probabilities` are over the candidates given that one of them was spoken, and add to 1.
    `speech_likelihood` in [0, 1] is the probability that any of them was spoken at all.
    """

    probabilities: Mapping[str, float]
    speech_likelihood: float


class WordRecognizer(Protocol):
    """Tells which of a few phrases an utterance is."""

    @property
    def capabilities(self) -> Capabilities:
        """What it was made for."""
        ...

    def recognize(self, pcm: bytes, *, language: str, phrases: Sequence[Phrase]) -> WordResult:
        """Decode one utterance.

        Raises:
            PronunciationUnknown: a phrase cannot be pronounced in `language`.
            TooManyWords: the phrases do not fit one grammar.
            DecodingFailed: the decoder gave up.
        """
        ...


class LanguageRecognizer(Protocol):
    """Tells which of the candidate languages an utterance is in."""

    @property
    def capabilities(self) -> Capabilities:
        """What it was made for."""
        ...

    def score(self, pcm: bytes, *, candidates: Sequence[str]) -> LanguageScores:
        """Score one utterance.

        Raises:
            PronunciationUnknown: a candidate has no words to listen for.
            DecodingFailed: the decoder gave up.
        """
        ...

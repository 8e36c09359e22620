"""One pocketsphinx decoder and the grammars it searches.

The acoustic model is the wideband American English one that comes with pocketsphinx; telephone
audio is upsampled to it. Grammars are small closed ones, made for the question just asked.
Scores of different grammars are not comparable, because the decoder normalises every frame by
its best active state; compare phrases by putting them into the same grammar.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recognizers.audio import pcm_of, samples_of, upsampled
from recognizers.base import FRAME_BYTES
from recognizers.errors import DecodingFailed, ModelMissing, TooManyWords

MAX_PHRASES: Final = 400
# The decoder keeps acoustic scores in units of 2**10 steps of its logarithm.
_SCORE_SHIFT: Final = 1 << 10
_SHORTEST_BYTES: Final = 5 * FRAME_BYTES
_GRAMMAR: Final = "g"
_FILLER_MARKS: Final = "<[("
_TINY: Final = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronounced:
    """A phrase as the decoder's words, each with the phones of its pronunciations.

    A word without pronunciations is looked up in the English dictionary.
    """

    key: str
    words: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The best path.

    `key` is None when words nobody asked for (the decoys) fit better than any phrase. `fit` is
    the mean log score of a frame of speech, 0 being perfect; pauses are left out, since they fit
    whatever was said. `log_score` is that of the whole path, pauses included: the only figure
    that tells two paths over the same audio apart.
    """

    key: str | None
    fit: float
    log_score: float
    speech_frames: int

    def lead_over(self, other: "Decoded") -> float:
        """Return by how much this path is better, a frame of its speech."""
        return (self.log_score - other.log_score) / self.speech_frames


class GrammarDecoder:
    """Finds which one of some phrases an utterance is. Blocking; one thread at a time."""

    def __init__(self, *, beam: float = 1e-60) -> None:
        """Load the acoustic model (0.1 to 0.2 s).

        `beam` is how much less likely than the best a path may be before it is given up; a
        smaller one finds phrases in worse audio and takes longer.

        Raises:
            ModelMissing: pocketsphinx or its model is not there.
        """
        try:
            from pocketsphinx import Decoder

            self._decoder = Decoder(
                lm=None,
                loglevel="FATAL",
                samprate=16000,
                cmn="batch",
                beam=beam,
                pbeam=beam,
                wbeam=math.sqrt(beam) * 1e-5,
            )
        except (ImportError, RuntimeError, OSError) as error:
            raise ModelMissing(f"the English acoustic model cannot be loaded: {error}") from error
        self._added: set[str] = set()

    def knows(self, word: str) -> bool:
        """Tell whether the English dictionary has the word."""
        return self._decoder.lookup_word(word) is not None

    def decode(
        self, pcm: bytes, phrases: Sequence[Pronounced], *, decoys: Sequence[str] = ()
    ) -> Decoded | None:
        """Return the phrase that fits best, or None when none does at all.

        Each of the `decoys`, English words, competes with the phrases.

        Raises:
            TooManyWords: more than `MAX_PHRASES` phrases.
            DecodingFailed: the decoder refused the grammar or the audio.
        """
        if len(phrases) > MAX_PHRASES:
            raise TooManyWords(f"{len(phrases)} phrases, at most {MAX_PHRASES}")
        if not phrases or len(pcm) < _SHORTEST_BYTES:
            return None
        audio = pcm_of(upsampled(samples_of(pcm)))
        try:
            keys = self._activate(phrases, decoys)
            self._decoder.start_utt()
            try:
                self._decoder.process_raw(audio, full_utt=True)
            finally:
                self._decoder.end_utt()
            return self._best(keys, frozenset(decoys))
        except (RuntimeError, ValueError, KeyError) as error:
            raise DecodingFailed(f"the decoder failed: {error}") from error

    def _activate(
        self, phrases: Sequence[Pronounced], decoys: Sequence[str]
    ) -> dict[tuple[str, ...], str]:
        keys: dict[tuple[str, ...], str] = {}
        alternatives = []
        for phrase in phrases:
            words = tuple(word for word, _ in phrase.words)
            for word, pronunciations in phrase.words:
                self._add(word, pronunciations)
            if keys.setdefault(words, phrase.key) == phrase.key:
                alternatives.append(" ".join(words))
        rule = " | ".join([*alternatives, *decoys])
        self._decoder.add_jsgf_string(
            _GRAMMAR, f"#JSGF V1.0; grammar {_GRAMMAR}; public <{_GRAMMAR}> = {rule};"
        )
        self._decoder.activate_search(_GRAMMAR)
        return keys

    def _add(self, word: str, pronunciations: tuple[tuple[str, ...], ...]) -> None:
        if word in self._added:
            return
        for number, phones in enumerate(pronunciations, start=1):
            name = word if number == 1 else f"{word}({number})"
            if not self.knows(name):
                # Grammars are compiled after the words are in, so nothing needs updating.
                self._decoder.add_word(name, " ".join(phones), False)
        self._added.add(word)

    def _best(self, keys: dict[tuple[str, ...], str], decoys: frozenset[str]) -> Decoded | None:
        hypothesis = self._decoder.hyp()
        if hypothesis is None:
            return None
        heard = tuple(word.partition("(")[0] for word in hypothesis.hypstr.split())
        if heard not in keys and not decoys.issuperset(heard):
            # The audio ended in the middle of a phrase.
            return None
        segments = [
            (s.word, s.end_frame - s.start_frame + 1, s.ascore) for s in self._decoder.seg()
        ]
        logs = [(w, n, math.log(max(score, _TINY)) * _SCORE_SHIFT) for w, n, score in segments]
        spoken = [(n, log) for word, n, log in logs if word[0] not in _FILLER_MARKS]
        frames = max(1, sum(n for n, _ in spoken))
        return Decoded(
            key=keys.get(heard),
            fit=sum(log for _, log in spoken) / frames,
            log_score=sum(log for _, _, log in logs),
            speech_frames=frames,
        )

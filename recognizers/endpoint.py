"""Where an utterance begins and ends, from the probability of speech in each chunk of audio.

    WAITING ──enough speech──> SPEAKING ──hang-over of silence, or too long──> ENDED

Speech shorter than `min_speech_s` is a click and is forgotten. The utterance includes a pre-roll
and a post-roll, since its first and last consonants are often below the threshold.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from types import MappingProxyType
from typing import Final

from recognizers.vad import CHUNK_S


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSettings:
    """Times in seconds; thresholds are probabilities of speech, with hysteresis between them."""

    start_threshold: float = 0.5
    stop_threshold: float = 0.35
    min_speech_s: float = 0.096
    hang_over_s: float = 0.6
    pre_roll_s: float = 0.25
    post_roll_s: float = 0.3
    max_utterance_s: float = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted:
    """The caller has begun to speak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceEnded:
    """The caller has stopped, or has spoken for the longest time allowed (`cut`)."""

    pcm: bytes
    cut: bool = False


EndpointEvent = SpeechStarted | UtteranceEnded


class EndpointState(StrEnum):
    """See the diagram above."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    ENDED = "ended"


_TRANSITIONS: Final = MappingProxyType(
    {
        EndpointState.WAITING: frozenset({EndpointState.SPEAKING}),
        EndpointState.SPEAKING: frozenset({EndpointState.ENDED}),
        EndpointState.ENDED: frozenset[EndpointState](),
    }
)


class Endpointer:
    """Cuts one utterance out of a stream; make a new one for the next."""

    def __init__(self, settings: EndpointSettings | None = None) -> None:
        """Begin waiting for speech."""
        self._settings = settings or EndpointSettings()
        self._state = EndpointState.WAITING
        # Kept before speech is certain: the pre-roll and the chunks that make it certain.
        self._recent: deque[bytes] = deque(
            maxlen=_chunks(self._settings.pre_roll_s) + _chunks(self._settings.min_speech_s)
        )
        self._utterance: list[bytes] = []
        self._run = 0

    @property
    def state(self) -> EndpointState:
        """Where in the utterance we are."""
        return self._state

    def feed(self, chunk: bytes, probability: float) -> EndpointEvent | None:
        """Take the next chunk of `CHUNK_S` seconds; after the end nothing more is reported."""
        match self._state:
            case EndpointState.WAITING:
                return self._wait(chunk, probability)
            case EndpointState.SPEAKING:
                return self._speak(chunk, probability)
            case EndpointState.ENDED:
                return None

    def _wait(self, chunk: bytes, probability: float) -> EndpointEvent | None:
        self._recent.append(chunk)
        self._run = self._run + 1 if probability >= self._settings.start_threshold else 0
        if self._run < _chunks(self._settings.min_speech_s):
            return None
        self._utterance = list(self._recent)
        self._run = 0
        self._transition(EndpointState.SPEAKING)
        return SpeechStarted()

    def _speak(self, chunk: bytes, probability: float) -> EndpointEvent | None:
        self._utterance.append(chunk)
        self._run = self._run + 1 if probability < self._settings.stop_threshold else 0
        silent = self._run >= _chunks(self._settings.hang_over_s)
        cut = len(self._utterance) >= _chunks(self._settings.max_utterance_s)
        if not silent and not cut:
            return None
        self._transition(EndpointState.ENDED)
        # The silence that was waited for is no part of the utterance.
        waited = max(0, self._run - _chunks(self._settings.post_roll_s))
        kept = self._utterance[: len(self._utterance) - waited]
        return UtteranceEnded(pcm=b"".join(kept), cut=not silent)

    def _transition(self, state: EndpointState) -> None:
        if state not in _TRANSITIONS[self._state]:
            raise RuntimeError(f"an utterance cannot go from {self._state} to {state}")
        self._state = state


def _chunks(seconds: float) -> int:
    # Rounded first, so that a whole number of chunks is not raised by one.
    return max(1, ceil(round(seconds / CHUNK_S, 6)))

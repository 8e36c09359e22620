from collections import Counter

import numpy as np
import pytest

from bench.recognizers import (
    CITY,
    LANGUAGES,
    counting,
    language_trials,
    no_speech,
    stray_trials,
    with_noise,
)
from recognizers.errors import PronunciationUnknown
from recognizers.fusion import fuse
from recognizers.language import PromptedKeywordDetector


@pytest.fixture(scope="module")
def detector() -> PromptedKeywordDetector:
    return PromptedKeywordDetector()


def test_real_voices_counting_are_identified(detector: PromptedKeywordDetector) -> None:
    tally = language_trials(detector, candidates=CITY, snr_db=30, seed=11, each=2)
    assert tally.right >= 8
    assert tally.answered >= 8
    assert tally.confusions == Counter()


def test_noise_costs_coverage_rather_than_truth(detector: PromptedKeywordDetector) -> None:
    tally = language_trials(detector, candidates=CITY, snr_db=15, seed=11, each=2)
    assert tally.answered >= 3
    assert tally.confusions.total() <= 1


@pytest.mark.parametrize("sound", list(no_speech(np.random.default_rng(2))))
def test_what_is_no_speech_has_no_language(detector: PromptedKeywordDetector, sound: str) -> None:
    pcm = no_speech(np.random.default_rng(2))[sound]
    scores = detector.score(pcm, candidates=CITY)
    assert fuse(candidates=CITY, spoken=scores).language is None


def test_other_speech_is_mostly_refused(detector: PromptedKeywordDetector) -> None:
    strays, named = stray_trials(detector, candidates=CITY, seed=3)
    assert strays == 35
    assert named <= 7


def test_probabilities_are_over_the_candidates(detector: PromptedKeywordDetector) -> None:
    pcm = with_noise(counting("it", np.random.default_rng(4)), 30, np.random.default_rng(4))
    scores = detector.score(pcm, candidates=LANGUAGES)
    assert set(scores.probabilities) == set(LANGUAGES)
    assert sum(scores.probabilities.values()) == pytest.approx(1.0)
    assert max(scores.probabilities, key=lambda tag: scores.probabilities[tag]) == "it"


def test_candidate_without_words_is_an_error(detector: PromptedKeywordDetector) -> None:
    with pytest.raises(PronunciationUnknown, match="'xx'"):
        detector.score(b"", candidates=["en", "xx"])
    assert detector.can_hear("en")
    assert not detector.can_hear("xx")
    assert not PromptedKeywordDetector(phrases={"so": ("kow laba saddex",)}).can_hear("so")


@pytest.mark.parametrize("pcm", [b"", b"\x00", b"\x00\x00" * 100])
def test_next_to_no_audio_says_nothing(detector: PromptedKeywordDetector, pcm: bytes) -> None:
    assert detector.score(pcm, candidates=LANGUAGES).speech_likelihood == 0.0


def test_a_citys_own_phrases_are_listened_for(detector: PromptedKeywordDetector) -> None:
    own = PromptedKeywordDetector(
        phrases={"en": ("four five six",), "es-419": ("cuatro cinco seis",)}
    )
    rng = np.random.default_rng(5)
    for spoken, tag in (("en", "en"), ("es", "es-419")):
        pcm = with_noise(counting(spoken, rng, numbers=(4, 5, 6)), 30, rng)
        scores = own.score(pcm, candidates=["en", "es-419"]).probabilities
        assert max(scores, key=lambda key: scores[key]) == tag

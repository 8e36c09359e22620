import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.base import LanguageScores
from recognizers.fusion import FusionSettings, fuse, spread

TAGS = ("en", "es", "vi")


def heard(speech: float = 1.0, **probabilities: float) -> LanguageScores:
    return LanguageScores(probabilities=probabilities, speech_likelihood=speech)


def test_nothing_known_is_unknown() -> None:
    result = fuse(candidates=TAGS)
    assert (result.language, dict(result.evidence)) == (None, {})
    assert result.confidence == pytest.approx(1 / 3)


def test_no_candidates_is_unknown() -> None:
    assert fuse(candidates=(), priors={"en": 1.0}).language is None


def test_key_is_the_callers_own_word() -> None:
    result = fuse(candidates=TAGS, key="vi", priors={"en": 0.99}, spoken=heard(en=0.99))
    assert (result.language, result.confidence) == ("vi", 1.0)


def test_key_of_no_candidate_is_ignored() -> None:
    assert fuse(candidates=TAGS, key="de").language is None


def test_clear_speech_decides() -> None:
    result = fuse(candidates=TAGS, spoken=heard(en=0.04, es=0.94, vi=0.02))
    assert result.language == "es"
    assert result.evidence == {"speech": "es 0.94, en 0.04, vi 0.02"}


def test_agreeing_sources_are_surer_than_each() -> None:
    spoken = heard(en=0.2, es=0.6, vi=0.2)
    alone = fuse(candidates=TAGS, spoken=spoken)
    both = fuse(candidates=TAGS, spoken=spoken, priors={"es": 0.6})
    assert alone.language is None
    assert both.language == "es"
    assert both.confidence > alone.confidence


def test_bayes_by_hand() -> None:
    # 0.8 * 0.3 : 0.1 * 0.6 : 0.1 * 0.1
    result = fuse(
        candidates=TAGS,
        priors={"en": 0.8, "es": 0.1, "vi": 0.1},
        spoken=heard(en=0.3, es=0.6, vi=0.1),
    )
    assert result.language == "en"
    assert result.confidence == pytest.approx(0.24 / 0.31)


def test_contradiction_is_unknown() -> None:
    result = fuse(candidates=TAGS, priors={"en": 0.9}, spoken=heard(en=0.05, es=0.9, vi=0.05))
    assert result.language is None


def test_noise_does_not_confirm_a_prior() -> None:
    result = fuse(candidates=TAGS, priors={"en": 0.95}, spoken=heard(0.2, en=0.9, es=0.1))
    assert result.language is None
    assert "not understood" in result.evidence["speech"]


def test_doubtful_speech_weighs_less() -> None:
    sure = fuse(candidates=TAGS, spoken=heard(1.0, en=0.9, es=0.05, vi=0.05))
    doubtful = fuse(candidates=TAGS, spoken=heard(0.6, en=0.9, es=0.05, vi=0.05))
    assert doubtful.confidence < sure.confidence


def test_lead_over_the_second_is_needed() -> None:
    settings = FusionSettings(threshold=0.4, margin=0.15)
    close = fuse(candidates=("en", "es"), spoken=heard(en=0.54, es=0.46), settings=settings)
    clear = fuse(candidates=("en", "es"), spoken=heard(en=0.60, es=0.40), settings=settings)
    assert close.language is None
    assert clear.language == "en"


def test_priors_of_other_languages_are_no_evidence() -> None:
    assert dict(fuse(candidates=TAGS, priors={"de": 0.9, "en": 0.0}).evidence) == {}


probability = st.floats(min_value=0.0, max_value=1.0)


@given(st.dictionaries(st.sampled_from(TAGS), probability))
def test_spread_adds_to_one(known: dict[str, float]) -> None:
    assert sum(spread(known, TAGS).values()) == pytest.approx(1.0)


@given(
    st.dictionaries(st.sampled_from(TAGS), probability),
    st.lists(probability, min_size=3, max_size=3),
    probability,
)
def test_an_answer_is_always_sure_enough(
    priors: dict[str, float], weights: list[float], speech: float
) -> None:
    total = sum(weights) or 1.0
    spoken = heard(speech, **{t: w / total for t, w in zip(TAGS, weights, strict=True)})
    result = fuse(candidates=TAGS, priors=priors, spoken=spoken)
    assert 0.0 <= result.confidence <= 1.0 + 1e-9
    if result.language is not None:
        assert result.language in TAGS
        assert result.confidence >= FusionSettings().threshold
        assert speech >= FusionSettings().min_speech_likelihood

import numpy as np
import pytest

from bench.recognizers import menu_trials, no_speech, recording, silence, with_noise
from ivr.flow.commands import Phrase
from recognizers.base import WordResult
from recognizers.decoder import MAX_PHRASES
from recognizers.errors import PronunciationUnknown, TooManyWords
from recognizers.keywords import MenuWordRecognizer


@pytest.fixture(scope="module")
def recognizer() -> MenuWordRecognizer:
    return MenuWordRecognizer()


def said(*names: str, language: str = "en") -> bytes:
    parts = [np.concatenate([recording(language, name), silence(0.1)]) for name in names]
    sound = np.concatenate([silence(0.25), *parts, silence(0.2)])
    return with_noise(sound, 30, np.random.default_rng(1))


def menu(*words: str) -> list[Phrase]:
    return [Phrase(words=word, choice=word) for word in words]


@pytest.mark.parametrize(("language", "right", "taken"), [("en", 0.65, 0.25), ("es", 0.65, 0.7)])
def test_menus_of_real_words(
    recognizer: MenuWordRecognizer, language: str, right: float, taken: float
) -> None:
    tally, strays, accepted = menu_trials(recognizer, language=language, snr_db=30, seed=6, menus=2)
    assert tally.right >= right * tally.trials
    assert tally.confusions.total() <= 0.2 * tally.trials
    assert accepted <= taken * strays


def test_phrase_of_several_words(recognizer: MenuWordRecognizer) -> None:
    phrases = menu("cancelled number", "location extension", "work hours")
    result = recognizer.recognize(said("location", "extension"), language="en", phrases=phrases)
    assert result.choice == "location extension"
    assert result.confidence > 0.5


def test_english_word_outside_the_dictionary_is_pronounced(
    recognizer: MenuWordRecognizer,
) -> None:
    phrases = menu("lokation", "number", "minutes")
    assert recognizer.recognize(said("location"), language="en", phrases=phrases).choice == (
        "lokation"
    )


def test_several_phrases_may_mean_one_choice(recognizer: MenuWordRecognizer) -> None:
    phrases = [*menu("number"), Phrase(words="Family!", choice="kin"), Phrase(
        words="friends", choice="kin"
    )]  # fmt: skip
    for name in ("vm-Family", "vm-Friends"):
        assert recognizer.recognize(said(name), language="en-US", phrases=phrases).choice == "kin"


@pytest.mark.parametrize("sound", list(no_speech(np.random.default_rng(2))))
def test_what_is_no_speech_is_no_choice(recognizer: MenuWordRecognizer, sound: str) -> None:
    pcm = no_speech(np.random.default_rng(2))[sound]
    heard = recognizer.recognize(pcm, language="en", phrases=menu("yes", "transfer", "operator"))
    assert heard == WordResult(choice=None, confidence=0.0)


@pytest.mark.parametrize("pcm", [b"", b"\x01", b"\x00" * 1000])
def test_next_to_no_audio_is_no_choice(recognizer: MenuWordRecognizer, pcm: bytes) -> None:
    assert recognizer.recognize(pcm, language="en", phrases=menu("yes")).choice is None


@pytest.mark.parametrize("words", ["", " ", "...", "!?"])
def test_phrase_without_words_is_an_error(recognizer: MenuWordRecognizer, words: str) -> None:
    with pytest.raises(PronunciationUnknown):
        recognizer.recognize(b"", language="en", phrases=[Phrase(words=words, choice="x")])


def test_grammar_characters_are_only_letters(recognizer: MenuWordRecognizer) -> None:
    phrases = [Phrase(words="a | b; public <x> = location", choice="odd"), *menu("location")]
    with pytest.raises(PronunciationUnknown):
        recognizer.recognize(said("location"), language="en", phrases=phrases)
    assert (
        recognizer.recognize(
            said("location"), language="en", phrases=menu("location", "hello")
        ).choice
        == "location"
    )


def test_too_many_phrases_is_an_error(recognizer: MenuWordRecognizer) -> None:
    phrases = [Phrase(words="yes " * n, choice=str(n)) for n in range(1, MAX_PHRASES + 2)]
    with pytest.raises(TooManyWords):
        recognizer.recognize(said("hello"), language="en", phrases=phrases)

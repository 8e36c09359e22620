import subprocess

import pytest

from ivr.prompts.voices import VoiceMap, installed_voices
from recognizers.arpabet import ARPABET, to_arpabet, unknown_symbols
from recognizers.errors import PronunciationUnknown
from recognizers.keyword_lists import COUNT_TO_THREE
from recognizers.pronounce import Pronouncer
from recognizers.variants import MAX_VARIANTS, variants


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("ˈuno", "UW N OW"),
        ("tɾˈes", "T R EH S"),
        ("wˈʌn", "W AH N"),
        ("bˈɜːd", "B ER D"),
        ("tʃˈaɪ", "CH AY"),
        ("ɲˈa", "N Y AA"),
        ("nˈi5 χˈɑu2", "N IY HH AW"),
        ("(en)wˈɒn(cmn)", "W AO N"),
        ("dˈo̞ː", "D OW"),
        ("mˈamːa", "M AA M AA"),
        ("ʔ", ""),
    ],
)
def test_ipa_becomes_english_phones(ipa: str, phones: str) -> None:
    assert to_arpabet(ipa) == tuple(phones.split())


def test_unknown_symbols_are_reported() -> None:
    assert unknown_symbols("uno☃") == {"☃"}


@pytest.mark.parametrize("language", sorted(COUNT_TO_THREE))
def test_every_keyword_is_covered_by_the_table(language: str) -> None:
    voice = installed_voices().voice_for(language)
    text = "\n".join(COUNT_TO_THREE[language])
    done = subprocess.run(
        ["espeak-ng", "-q", "--ipa", "-v", voice], input=text, capture_output=True, text=True
    )
    assert unknown_symbols(done.stdout) == set()
    for phrase in COUNT_TO_THREE[language]:
        for phones in Pronouncer().phones(phrase.split(), language=language):
            assert phones
            assert set(phones) <= ARPABET


def test_words_keep_their_order_and_are_kept() -> None:
    pronouncer = Pronouncer()
    assert pronouncer.phones(["dos", "uno", "dos"], language="es") == (
        ("D", "OW", "S"),
        ("UW", "N", "OW"),
        ("D", "OW", "S"),
    )


@pytest.mark.parametrize(
    ("word", "language"), [("Salaan", "so"), ("你好", "sw"), ("...", "es"), ("one", "")]
)
def test_what_cannot_be_read_is_an_error(word: str, language: str) -> None:
    with pytest.raises(PronunciationUnknown):
        Pronouncer().phones([word], language=language)


def test_no_voices_is_an_error_of_this_package() -> None:
    with pytest.raises(PronunciationUnknown):
        Pronouncer(VoiceMap(frozenset())).phones(["uno"], language="es")


def test_variants_begin_with_the_word_itself_and_change_little() -> None:
    heard = variants(("T", "R", "EH", "S"))
    assert heard[0] == ("T", "R", "EH", "S")
    assert heard[1:6] == (
        ("T", "R", "EH", "TH"),
        ("T", "R", "EY", "S"),
        ("T", "D", "EH", "S"),
        ("D", "R", "EH", "S"),
        ("T", "R", "EH", "F"),
    )
    assert len(heard) == len(set(heard)) == MAX_VARIANTS
    assert variants(("M", "OW")) == (("M", "OW"),)

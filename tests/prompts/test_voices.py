import pytest

from ivr.prompts.errors import VoiceMissing
from ivr.prompts.voices import VoiceMap, installed_voices, parse_voices

LISTING = """\
Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  cmn-latn-pinyin --/M      Chinese_(Mandarin) sit/cmn-Latn-pinyin  (zh-cmn 5)
 2  en-us           --/M      English_(America)  gmw/en-US            (en 3)
 5  es-419          --/M      Spanish_(Latin_America) roa/es-419      (es-mx 6)
 5  es              --/M      Spanish_(Spain)    roa/es
 5  fr-fr           --/M      French_(France)    roa/fr               (fr 5)
"""


@pytest.fixture
def voices() -> VoiceMap:
    return VoiceMap(parse_voices(LISTING))


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("en", "en-us"),
        ("es", "es"),
        ("es-419", "es-419"),
        ("es_MX", "es"),
        ("ES-419", "es-419"),
        ("fr-CA", "fr-fr"),
        ("zh", "cmn-latn-pinyin"),
        ("zh-Hans-CN", "cmn-latn-pinyin"),
    ],
)
def test_voice_is_the_tags_own_or_its_bases(voices: VoiceMap, tag: str, voice: str) -> None:
    assert voices.voice_for(tag) == voice


@pytest.mark.parametrize("tag", ["so", "", "-", "zh-yue-x"])
def test_language_without_a_voice_is_an_error_that_names_it(voices: VoiceMap, tag: str) -> None:
    if tag == "zh-yue-x":
        assert voices.voice_for(tag) == "cmn-latn-pinyin"
    else:
        with pytest.raises(VoiceMissing, match=repr(tag)):
            voices.voice_for(tag)


def test_missing_languages_are_listed_in_order(voices: VoiceMap) -> None:
    assert voices.missing(["so", "en", "tl", "zh"]) == ("so", "tl")


def test_installed_voices_speak_what_a_city_asks_first() -> None:
    wanted = ["en", "es", "fr", "it", "ru", "zh", "yue", "vi", "ar", "ht", "ko", "pt", "bn", "ur"]
    assert installed_voices().missing(wanted) == ()
    assert installed_voices().missing(["so"]) == ("so",)

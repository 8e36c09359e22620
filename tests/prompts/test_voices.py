from pathlib import Path

import pytest

from ivr.prompts import voices as module
from ivr.prompts.errors import SynthesizerMissing, VoiceMissing
from ivr.prompts.synthesis import Pyttsx3Synthesizer, SpeechJob
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
        ("en", "gmw/en-US"),
        ("es", "roa/es"),
        ("es-419", "roa/es-419"),
        ("es_MX", "roa/es"),
        ("ES-419", "roa/es-419"),
        ("fr-CA", "roa/fr"),
        ("zh", "sit/cmn-Latn-pinyin"),
        ("zh-Hans-CN", "sit/cmn-Latn-pinyin"),
    ],
)
def test_voice_is_the_tags_own_or_its_bases(voices: VoiceMap, tag: str, voice: str) -> None:
    assert voices.voice_for(tag) == voice


@pytest.mark.parametrize("tag", ["so", "", "-", "zh-yue-x"])
def test_language_without_a_voice_is_an_error_that_names_it(voices: VoiceMap, tag: str) -> None:
    if tag == "zh-yue-x":
        assert voices.voice_for(tag) == "sit/cmn-Latn-pinyin"
    else:
        with pytest.raises(VoiceMissing, match=repr(tag)):
            voices.voice_for(tag)


def test_missing_languages_are_listed_in_order(voices: VoiceMap) -> None:
    assert voices.missing(["so", "en", "tl", "zh"]) == ("so", "tl")


def test_installed_voices_speak_what_a_city_asks_first() -> None:
    wanted = ["en", "es", "fr", "it", "ru", "zh", "yue", "vi", "ar", "ht", "ko", "pt", "bn", "ur"]
    assert installed_voices().missing(wanted) == ()
    assert installed_voices().missing(["so"]) == ("so",)


async def test_every_installed_voice_speaks(tmp_path: Path) -> None:
    jobs = [
        SpeechJob(text="1", voice=voice, path=tmp_path / f"{number}.wav")
        for number, voice in enumerate(sorted(installed_voices().installed.values()))
    ]
    faults = [(job.voice, why) async for job, why in Pyttsx3Synthesizer().speak(jobs) if why]
    assert faults == []
    assert len(jobs) > 100


def test_voices_are_remembered_for_when_the_program_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "prompts" / "voices.json"
    known = module.known_voices(memory)

    def gone() -> VoiceMap:
        raise SynthesizerMissing("no program")

    monkeypatch.setattr(module, "installed_voices", gone)
    assert module.known_voices(memory) == known
    for damaged in ("[]", "{"):
        memory.write_text(damaged, "utf-8")
        with pytest.raises(SynthesizerMissing):
            module.known_voices(memory)
    with pytest.raises(SynthesizerMissing):
        module.known_voices(None)

import wave

import pytest

from agent_desk.softphone.errors import SoundError
from agent_desk.softphone.hearing import loudness_db, speech_intervals
from agent_desk.softphone.pcm import join, read_wav, silence, sine, write_wav
from agent_desk.softphone.speech import SoundLibrary, normalised, trimmed


def test_an_utterance_has_its_words_at_one_level_with_the_gap_asked_for():
    sounds = SoundLibrary.from_toolchain()
    pcm = sounds.utterance("en", ["digits/1", "digits/2", "digits/3"], gap_ms=600)
    words = speech_intervals(pcm, pause_s=0.4)
    assert len(words) == 3
    for word in words:
        level = loudness_db(pcm[round(word.start_s * 8000) : round(word.end_s * 8000)])
        assert level == pytest.approx(-20, abs=1.5)


@pytest.mark.parametrize("language", ["en", "es", "fr", "it", "ru"])
def test_every_language_of_set_up_can_count(language):
    pcm = SoundLibrary.from_toolchain().utterance(language, ["digits/1", "digits/2"])
    assert loudness_db(pcm) == pytest.approx(-20, abs=1.5)


def test_an_unknown_language_word_or_library_is_named(tmp_path):
    sounds = SoundLibrary(folders={"en": tmp_path})
    with pytest.raises(SoundError, match="'tlh'"):
        sounds.path("tlh", "digits/1")
    with pytest.raises(SoundError, match="'digits/1'"):
        sounds.path("en", "digits/1")
    with pytest.raises(SoundError, match="missing"):
        SoundLibrary.from_toolchain(tmp_path / "missing.json")


def test_trimming_takes_silence_from_both_ends_only():
    word = join([sine(300, 0.2), sine(300, 0.2)], gap_s=0.2)
    kept = trimmed(join([silence(1.0), word, silence(1.0)]))
    assert kept.size / 8000 == pytest.approx(0.6, abs=0.08)
    assert trimmed(silence(1)).size == 0


def test_normalising_leaves_silence_alone():
    assert loudness_db(normalised(sine(300, 0.5, -35), -18)) == pytest.approx(-18, abs=0.3)
    assert not normalised(silence(0.5)).any()


def test_a_wav_in_another_rate_is_resampled_and_stereo_is_refused(tmp_path):
    path = tmp_path / "x.wav"
    for channels, rate in ((1, 16000), (2, 8000)):
        with wave.open(str(path), "wb") as target:
            target.setnchannels(channels)
            target.setsampwidth(2)
            target.setframerate(rate)
            target.writeframes(bytes(2 * 16000))
        if channels == 1:
            assert read_wav(path).size == 8000
        else:
            with pytest.raises(SoundError, match="2 channel"):
                read_wav(path)
    path.write_bytes(b"RIFF")
    with pytest.raises(SoundError, match="cannot be read"):
        read_wav(path)


def test_a_written_wav_reads_back_the_same(tmp_path):
    pcm = sine(440, 0.3)
    write_wav(tmp_path / "a.wav", pcm)
    assert (read_wav(tmp_path / "a.wav") == pcm).all()

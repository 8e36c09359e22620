import wave
from pathlib import Path

import numpy as np
import pytest
from pydub import AudioSegment
from pydub.generators import Sine

from ivr.prompts.audio import RATE_HZ, recording_samples, speech_samples, write_wav
from ivr.prompts.errors import RecordingUnreadable, SynthesisFailed
from ivr.prompts.tone import beep


def spectrum_peak_hz(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * RATE_HZ / len(samples))


@pytest.mark.parametrize(("suffix", "rate", "channels"), [
    ("wav", 44_100, 2), ("wav", 8_000, 1), ("mp3", 22_050, 2), ("ogg", 48_000, 1),
])  # fmt: skip
def test_recordings_of_any_kind_become_8_khz(
    tmp_path: Path, suffix: str, rate: int, channels: int
) -> None:
    path = tmp_path / f"tone.{suffix}"
    tone = Sine(700, sample_rate=rate).to_audio_segment(duration=500, volume=-12)
    tone.set_channels(channels).export(path, format=suffix).close()
    samples = recording_samples(path)
    assert 0.48 <= len(samples) / RATE_HZ <= 0.62
    assert spectrum_peak_hz(samples) == pytest.approx(700, abs=5)
    assert np.abs(samples).max() <= 32767


def test_resampling_does_not_fold_high_tones_back(tmp_path: Path) -> None:
    path = tmp_path / "high.wav"
    low = Sine(500, sample_rate=22_050).to_audio_segment(duration=500, volume=-20)
    high = Sine(5_000, sample_rate=22_050).to_audio_segment(duration=500, volume=-6)
    low.overlay(high).export(path, format="wav").close()
    power = np.abs(np.fft.rfft(recording_samples(path))) ** 2
    folded = power[int(2_900 * len(power) / 4000) : int(3_100 * len(power) / 4000)].sum()
    assert folded < power.sum() * 1e-4


@pytest.mark.parametrize("content", [b"", b"not a sound", b"RIFF\x00\x00\x00\x00WAVE"])
def test_unreadable_recording_is_told_from_a_good_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    with pytest.raises(RecordingUnreadable, match=r"broken\.wav"):
        recording_samples(path)


def test_silence_from_the_synthesiser_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "silent.wav"
    AudioSegment.silent(duration=300).export(path, format="wav").close()
    with pytest.raises(SynthesisFailed, match="silence"):
        speech_samples(path)
    with pytest.raises(SynthesisFailed):
        speech_samples(tmp_path / "absent.wav")


def test_speech_is_trimmed_levelled_and_faded(tmp_path: Path) -> None:
    path = tmp_path / "speech.wav"
    pause = AudioSegment.silent(duration=600, frame_rate=22_050)
    tone = Sine(400, sample_rate=22_050).to_audio_segment(duration=800, volume=-30)
    (pause + tone + pause).export(path, format="wav").close()
    samples = speech_samples(path)
    assert 0.8 <= len(samples) / RATE_HZ <= 0.92
    middle = samples[len(samples) // 4 : -len(samples) // 4]
    level = 20 * np.log10(np.sqrt(np.mean(middle**2)) / 32768)
    assert level == pytest.approx(-20, abs=1)
    assert abs(samples[0]) < 100
    assert abs(samples[-1]) < 100


def test_wav_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "beep.wav"
    write_wav(beep(), path)
    with wave.open(str(path)) as heard:
        assert (heard.getframerate(), heard.getnchannels(), heard.getsampwidth()) == (8000, 1, 2)
        assert heard.getnframes() == 1600
    assert [p.name for p in path.parent.iterdir()] == ["beep.wav"]
    assert spectrum_peak_hz(beep()) == pytest.approx(1000, abs=5)

import numpy as np
import pytest

from agent_desk.softphone.hearing import heard_freqs, loudness_db, speech_intervals, tones
from agent_desk.softphone.pcm import join, level_db, scale, silence, sine

FREQS = [440, 620, 880, 1320]


def test_a_tone_is_heard_when_it_sounded_and_no_other():
    pcm = join([silence(0.5), sine(620, 1.0), silence(0.5)])
    (interval,) = tones(pcm, FREQS)
    assert interval.freq_hz == 620
    assert interval.start_s == pytest.approx(0.5, abs=0.04)
    assert interval.end_s == pytest.approx(1.5, abs=0.04)
    assert interval.duration_s == pytest.approx(1.0, abs=0.08)


def test_tones_that_sound_together_are_all_heard():
    pcm = (sine(440, 1.0, -20) + sine(880, 1.0, -26) + sine(1320, 1.0, -20)).astype(np.int16)
    assert heard_freqs(tones(pcm, FREQS)) == {440, 880, 1320}


def test_a_pause_divides_a_tone_in_two():
    pcm = join([sine(440, 0.5), sine(440, 0.5)], gap_s=0.3)
    assert [round(interval.start_s, 1) for interval in tones(pcm, FREQS)] == [0.0, 0.8]


def test_a_short_blip_a_faint_tone_and_noise_are_not_heard():
    noise = np.random.default_rng(7).normal(0, 3000, 16000).astype(np.int16)
    pcm = join([sine(440, 0.06), sine(880, 1.0, level_db=-70), noise], gap_s=0.2)
    assert tones(pcm, FREQS) == []


def test_audio_shorter_than_a_window_holds_no_tone():
    assert tones(sine(440, 0.02), FREQS) == []


def test_sound_intervals_bridge_short_pauses_only():
    word = sine(500, 0.4)
    pcm = join([silence(0.3), join([word, word], gap_s=0.1), silence(1.0), word])
    spans = [(round(span.start_s, 1), round(span.end_s, 1)) for span in speech_intervals(pcm)]
    assert spans == [(0.3, 1.2), (2.2, 2.6)]


def test_loudness_leaves_pauses_out():
    pcm = join([sine(500, 0.5, -20), silence(4.0)])
    assert loudness_db(pcm) == pytest.approx(-20, abs=0.5)
    assert level_db(pcm) == pytest.approx(-29.5, abs=0.5)
    assert loudness_db(silence(1.0)) is None


def test_scaling_is_in_decibels_and_stops_at_full_scale():
    assert level_db(scale(sine(500, 1.0, -20), 6)) == pytest.approx(-14, abs=0.1)
    assert int(np.max(scale(sine(500, 1.0, -6), 40))) == 32767

import io
import wave

import numpy as np

from asterisk_conf.music import SAMPLE_RATE_HZ, TONES_HZ, music_wav
from tests.asterisk_conf.sipphone import level


def samples():
    with wave.open(io.BytesIO(music_wav())) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def test_every_moment_holds_the_drone():
    music = samples()
    window = SAMPLE_RATE_HZ // 5
    levels = [level(music[i : i + window], TONES_HZ[0]) for i in range(0, len(music), window)]
    assert min(levels) > 0.03


def test_the_other_tones_are_there_and_it_is_quiet():
    music = samples()
    assert all(level(music, hz) > 0.003 for hz in TONES_HZ)
    assert 0.05 < np.max(np.abs(music)) < 0.1


def test_the_loop_has_no_seam():
    music = samples()
    steps = np.abs(np.diff(np.append(music, music[0])))
    assert steps[-1] <= steps[:-1].max()

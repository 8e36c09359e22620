import wave
from pathlib import Path

import numpy as np
import pytest

from bench.menu import LEVELS, TONES_HZ, level_after, write_prompts
from bench.tones import hearing

tone_of = hearing(TONES_HZ)


def alaw(samples: np.ndarray) -> bytes:
    """G.711 as its text has it: sign, the segment of the magnitude, four bits of it."""
    coded = bytearray()
    for sample in samples:
        magnitude = min(abs(int(sample)), 32767) >> 4
        segment = max(magnitude.bit_length() - 4, 0)
        step = magnitude & 15 if segment < 2 else (magnitude >> (segment - 1)) & 15
        coded.append(((0x80 if sample >= 0 else 0) | segment << 4 | step) ^ 0x55)
    return bytes(coded)


@pytest.mark.parametrize("level", LEVELS)
def test_every_packet_of_a_prompt_tells_its_level(level: str, tmp_path: Path) -> None:
    write_prompts(tmp_path)
    with wave.open(str(tmp_path / f"levels.{level}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        samples = np.frombuffer(file.readframes(1000), "<i2")
    # Wherever the packets begin, and however loud they are.
    for start in (0, 53):
        for gain in (1.0, 0.1):
            packets = (samples[start : start + 800] * gain).reshape(-1, 160)
            assert {tone_of(alaw(packet)) for packet in packets} == {level}


def test_silence_noise_and_other_tones_are_no_level() -> None:
    noise = np.random.default_rng(1).normal(0, 3000, 160)
    other = 3000 * np.sin(2 * np.pi * 800 * np.arange(160) / 8000)
    assert [tone_of(sound) for sound in (b"\xd5" * 160, alaw(noise), alaw(other))] == [None] * 3


def test_the_last_level_leads_to_the_first() -> None:
    assert [level_after(level) for level in LEVELS] == ["second", "third", "first"]

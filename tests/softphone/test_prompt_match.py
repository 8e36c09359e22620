import numpy as np
import pytest

from agent_desk.softphone.errors import SoundError
from agent_desk.softphone.pcm import Pcm, join, samples, scale, silence, sine
from agent_desk.softphone.prompt_match import heard_prompt
from agent_desk.softphone.speech import SoundLibrary

START_S = 1.013


@pytest.fixture(scope="module")
def sounds() -> SoundLibrary:
    return SoundLibrary.from_toolchain()


def prompts(sounds: SoundLibrary) -> dict[str, Pcm]:
    """Sentences of one voice that share most of their words."""
    return {
        "one": sounds.utterance("en", ["vm-press", "digits/1", "vm-for", "vm-Work"]),
        "two": sounds.utterance("en", ["vm-press", "digits/2", "vm-for", "vm-Work"]),
        "family": sounds.utterance("en", ["vm-press", "digits/1", "vm-for", "vm-Family"]),
        "next": sounds.utterance("en", ["queue-youarenext"]),
        "digit": sounds.utterance("en", ["digits/9"]),
        "spanish": sounds.utterance("es", ["queue-youarenext"]),
    }


def mu_law(pcm: Pcm) -> Pcm:
    """Quantise as G.711 mu-law does (companded to 8 bits)."""
    x = pcm.astype(np.float64) / 32768
    coded = np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256)
    coded = np.rint(coded * 127) / 127
    return np.rint(np.sign(coded) * np.expm1(np.abs(coded) * np.log(256)) / 255 * 32767).astype(
        np.int16
    )


def on_the_line(prompt: Pcm, *, gain_db: float = 0.0, noise_db: float = -60.0) -> Pcm:
    pcm = join([silence(START_S), scale(prompt, gain_db), silence(0.7)]).astype(np.float64)
    pcm += np.random.default_rng(3).normal(0, 32768 * 10 ** (noise_db / 20), pcm.size)
    return mu_law(np.clip(pcm, -32768, 32767).astype(np.int16))


@pytest.mark.parametrize("gain_db", [-15.0, 0.0, 6.0])
def test_each_prompt_is_found_where_it_was_played_and_no_other(sounds, gain_db):
    known = prompts(sounds)
    for played, pcm in known.items():
        recording = on_the_line(pcm, gain_db=gain_db)
        matches = {name: heard_prompt(recording, prompt) for name, prompt in known.items()}
        assert {name for name, match in matches.items() if match.found} == {played}
        assert matches[played].start_s == pytest.approx(START_S, abs=0.002)


def test_a_jitter_buffer_that_drops_and_repeats_frames_does_not_hide_a_prompt(sounds):
    known = prompts(sounds)
    pcm = on_the_line(known["one"])
    dropped, repeated = samples(START_S + 0.5), samples(START_S + 1.2)
    slipped = np.concatenate([pcm[:dropped], pcm[dropped + 160 : repeated], pcm[repeated - 160 :]])
    assert heard_prompt(slipped, known["one"]).found
    assert not heard_prompt(slipped, known["two"]).found


def test_a_tone_under_a_prompt_and_noise_do_not_hide_it(sounds):
    prompt = prompts(sounds)["next"]
    pcm = on_the_line(prompt, noise_db=-40)
    mixed = pcm + sine(440, pcm.size / 8000, -24)
    assert heard_prompt(mixed, prompt).found


def test_silence_noise_and_tones_are_no_prompt(sounds):
    noise = np.random.default_rng(5).normal(0, 4000, 40000).astype(np.int16)
    for pcm in (silence(5), noise, sine(440, 5), silence(0)):
        for prompt in prompts(sounds).values():
            match = heard_prompt(pcm, prompt)
            assert not match.found
            assert match.score < 0.4


def test_a_prompt_cut_short_is_found_by_its_beginning_only(sounds):
    prompt = prompts(sounds)["next"]
    half = prompt[: prompt.size // 2]
    recording = on_the_line(half)
    assert not heard_prompt(recording, prompt).found
    assert heard_prompt(recording, half).found


def test_the_earliest_of_two_is_told_and_after_s_skips_it(sounds):
    prompt = prompts(sounds)["one"]
    recording = join([silence(0.4), prompt, silence(1.0), prompt, silence(0.2)])
    second_s = 0.4 + prompt.size / 8000 + 1.0
    assert heard_prompt(recording, prompt).start_s == pytest.approx(0.4, abs=0.002)
    later = heard_prompt(recording, prompt, after_s=1.0)
    assert later.start_s == pytest.approx(second_s, abs=0.002)


def test_a_prompt_without_sound_is_refused():
    with pytest.raises(SoundError, match="less than"):
        heard_prompt(silence(1), silence(1))
    with pytest.raises(SoundError, match="empty"):
        heard_prompt(silence(1), silence(0))

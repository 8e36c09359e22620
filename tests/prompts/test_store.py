import asyncio
import wave
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from pydub.generators import Sine

from ivr.flow.commands import Prompt
from ivr.prompts.store import PromptStore
from ivr.prompts.synthesis import Pyttsx3Synthesizer, SpeechJob


def prompt(text: str, *, name: str = "p", language: str = "en") -> Prompt:
    return Prompt(name=name, language=language, text=text)


@pytest.fixture
def store(tmp_path: Path) -> PromptStore:
    return PromptStore(tmp_path / "cache", tmp_path / "sounds", synth=Pyttsx3Synthesizer())


def duration_s(path: Path | None) -> float:
    assert path is not None
    assert path.is_absolute()
    with wave.open(str(path)) as sound:
        assert sound.getframerate() == 8000
        return sound.getnframes() / 8000


def files(folder: Path, pattern: str) -> int:
    return len(list(folder.rglob(pattern)))


async def test_texts_are_spoken_once_and_found_again(store: PromptStore, tmp_path: Path) -> None:
    prompts = [prompt("Welcome to the city."), prompt("Bienvenido.", language="es")]
    seen: list[tuple[int, int]] = []
    report = await store.prepare(prompts, progress=lambda done, of: seen.append((done, of)))
    assert (report.made, report.cached, report.recorded, report.failed) == (2, 0, 0, {})
    assert seen == [(1, 2), (2, 2)]
    assert 0.6 < duration_s(store.path_of(prompts[0])) < 3
    assert store.playback_name(prompts[0]) == str(store.path_of(prompts[0]))[: -len(".wav")]

    fresh = PromptStore(tmp_path / "cache", None, synth=Pyttsx3Synthesizer())
    again = await fresh.prepare(prompts)
    assert (again.made, again.cached) == (0, 2)
    assert fresh.path_of(prompts[0]) == store.path_of(prompts[0])


async def test_unprepared_prompt_has_no_path(store: PromptStore) -> None:
    assert store.path_of(prompt("never prepared")) is None
    assert store.playback_name(prompt("never prepared")) is None


async def test_a_value_is_spoken_when_it_is_needed_and_recordings_win(
    store: PromptStore, tmp_path: Path
) -> None:
    text, seven = prompt("Your number is"), prompt("7", name="digits/7")
    (tmp_path / "sounds" / "en" / "digits").mkdir(parents=True)
    recorded = tmp_path / "sounds" / "en" / "digits" / "7.wav"
    Sine(440).to_audio_segment(700).export(recorded, format="wav").close()
    await store.prepare([text])
    found = await store.fetch([text, seven, prompt("", name="nothing"), text])
    assert list(found) == [text, seven]
    assert found[text] == store.playback_name(text)
    assert duration_s(Path(f"{found[seven]}.wav")) == pytest.approx(0.7, abs=0.1)
    assert store.path_of(seven) is None


async def test_what_could_not_be_prepared_keeps_no_caller_waiting(store: PromptStore) -> None:
    lost = prompt("", name="lost")
    report = await store.prepare([lost])
    assert list(report.failed) == [lost]
    assert await store.fetch([lost]) == {}


async def test_equal_texts_share_a_file_different_rates_do_not(tmp_path: Path) -> None:
    slow = PromptStore(tmp_path, None, synth=Pyttsx3Synthesizer(rate_wpm=90))
    fast = PromptStore(tmp_path, None, synth=Pyttsx3Synthesizer(rate_wpm=240))
    one, same = (
        prompt("Good morning, city hall.", name="a"),
        prompt("Good morning, city hall.", name="b"),
    )
    report = await slow.prepare([one, same])
    await fast.prepare([one])
    assert report.made == 2
    assert slow.path_of(one) == slow.path_of(same)
    assert duration_s(slow.path_of(one)) > 1.3 * duration_s(fast.path_of(one))


async def test_recording_wins_and_a_new_one_gets_a_new_file(
    store: PromptStore, tmp_path: Path
) -> None:
    folder = tmp_path / "sounds" / "en"
    folder.mkdir(parents=True)
    spoken = prompt("This text is not used.", name="greeting")
    recording = folder / "greeting.mp3"
    Sine(600, sample_rate=44_100).to_audio_segment(duration=400).export(
        recording, format="mp3"
    ).close()
    first = await store.prepare([spoken])
    old = store.path_of(spoken)
    assert first.recorded == 1
    assert 0.38 < duration_s(old) < 0.52

    Sine(600, sample_rate=44_100).to_audio_segment(duration=900).export(
        recording, format="mp3"
    ).close()
    await store.prepare([spoken])
    assert store.path_of(spoken) != old
    assert duration_s(old) < 0.52 < 0.85 < duration_s(store.path_of(spoken))


async def test_what_cannot_be_made_is_reported_and_the_rest_is_made(
    store: PromptStore, tmp_path: Path
) -> None:
    broken = tmp_path / "sounds" / "en" / "broken.wav"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no sound")
    bad = [
        prompt("Soo dhawow", language="so"),
        prompt("  ", name="empty"),
        prompt("text", name="broken"),
        prompt("text", name="../../../etc/passwd"),
        prompt("", name="beeps"),
        prompt("text", language=""),
    ]
    good = [prompt("Hello."), prompt("", name="beep"), prompt("你好", language="zh")]
    report = await store.prepare([*bad, *good])
    assert set(report.failed) == set(bad)
    assert report.made == 3
    assert "'so'" in report.failed[bad[0]]
    assert "text" in report.failed[bad[1]]
    assert "broken.wav" in report.failed[bad[2]]
    assert all(store.path_of(p) is None for p in bad)
    assert duration_s(store.path_of(good[1])) == 0.2


async def test_many_at_a_time_lose_no_file(tmp_path: Path) -> None:
    stores = [PromptStore(tmp_path, None, synth=Pyttsx3Synthesizer()) for _ in range(3)]
    prompts = [prompt(f"number {n}") for n in range(12)]
    reports = await asyncio.gather(
        *(s.prepare(prompts[offset:] + prompts[:offset]) for offset, s in enumerate(stores))
    )
    assert all(report.failed == {} for report in reports)
    for one in prompts:
        paths = {store.path_of(one) for store in stores}
        assert len(paths) == 1
        assert duration_s(paths.pop()) > 0.4
    assert files(tmp_path, "*.wav") == len(prompts)


async def test_hostile_texts_are_only_text(store: PromptStore, tmp_path: Path) -> None:
    texts = ['"; touch owned; "', "line one\nline two", "<voice name='x'>hm</voice>", "[[h@l'oU]]"]
    report = await store.prepare([prompt(text, name=f"t{n}") for n, text in enumerate(texts)])
    assert report.made == len(texts)
    assert files(tmp_path, "owned") == 0


class DyingSynthesizer(Pyttsx3Synthesizer):
    """Leaves a truncated file for one text, as a killed process does."""

    async def speak(self, jobs: Iterable[SpeechJob]) -> AsyncIterator[tuple[SpeechJob, str | None]]:
        async for job, reason in super().speak(jobs):
            if "cut" in job.text:
                job.path.write_bytes(job.path.read_bytes()[:20])
            yield job, reason


async def test_truncated_sound_never_enters_the_cache(tmp_path: Path) -> None:
    store = PromptStore(tmp_path, None, synth=DyingSynthesizer())
    cut, whole = prompt("cut me"), prompt("leave me")
    report = await store.prepare([cut, whole])
    assert set(report.failed) == {cut}
    assert store.path_of(whole) is not None
    assert files(tmp_path, "*.wav") == 1
    assert files(tmp_path, ".new-*") == 0


async def test_a_long_text_is_spoken_whole_on_a_busy_machine(tmp_path: Path) -> None:
    text = (
        "Press one for garbage and recycling, press two for parking tickets, press three for heat "
        "and hot water, or say what you want please."
    )
    stores = [
        PromptStore(tmp_path / str(number), None, synth=Pyttsx3Synthesizer()) for number in range(6)
    ]
    reports = await asyncio.gather(*(store.prepare([prompt(text)]) for store in stores))
    assert [report.failed for report in reports] == [{}] * 6
    lengths = [duration_s(store.path_of(prompt(text))) for store in stores]
    assert min(lengths) > 8
    assert max(lengths) - min(lengths) < 0.1

import wave
from pathlib import Path

import pytest

from ivr.flow.profile import load_profile
from ivr.prompts.recordings import RecordingsReport, check_recordings
from tests.flow.small_city import write_city


def record(path: Path, *, rate_hz: int = 8000, channels: int = 1, level: int = 900) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate_hz)
        out.writeframes(level.to_bytes(2, "little") * channels * rate_hz)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_city(tmp_path)


def report(folder: Path) -> RecordingsReport:
    return check_recordings(load_profile(folder))


def told(folder: Path, file: str) -> tuple[list[str], list[str]]:
    found = report(folder)
    place = f"{folder}/sounds/{file}:1:1: "
    return (
        [str(each).removeprefix(place) for each in found.problems],
        [str(each).removeprefix(place) for each in found.advice],
    )


def test_a_good_recording_and_those_of_values_are_passed_over(folder: Path) -> None:
    for file in ("en/main.welcome.wav", "en/digits/7.wav", "es/dates/2026-12-24.wav"):
        record(folder / "sounds" / file, rate_hz=44100)
    assert report(folder) == RecordingsReport(count=3, problems=(), advice=())


def test_what_cannot_be_played_is_a_problem(folder: Path) -> None:
    sounds = folder / "sounds/en"
    record(sounds / "main.welcome.wav", level=0)
    assert told(folder, "en/main.welcome.wav") == (
        ["is silent (record it anew, or take the file away)"],
        [],
    )
    (sounds / "main.welcome.wav").write_bytes(b"no sound")
    (problem,), advice = told(folder, "en/main.welcome.wav")
    assert problem.startswith("cannot be read: ")
    assert advice == []
    with wave.open(str(sounds / "main.welcome.wav"), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
    assert told(folder, "en/main.welcome.wav")[0] == [
        "holds no sound (record it anew, or take the file away)"
    ]


def test_what_sounds_worse_than_it_need_is_advised_on(folder: Path) -> None:
    record(folder / "sounds/en/main.welcome.wav", rate_hz=6000, channels=2)
    assert told(folder, "en/main.welcome.wav") == (
        [],
        [
            "6000 Hz sounds dull: a telephone carries 8000 Hz (record at 8000 Hz or more)",
            "2 channels, which are mixed into one (record in mono)",
        ],
    )


@pytest.mark.parametrize(
    ("file", "advice"),
    [
        ("en/main.welcom.wav", "no prompt is called 'main.welcom' (did you mean 'main.welcome'?)"),
        ("eng/main.welcome.wav", "unknown language 'eng' (did you mean 'en'?)"),
        ("main.welcome.wav", "is no recording of a prompt (sounds/<language>/"),
        ("en/main.welcome.flac", "is no recording of a prompt (sounds/<language>/"),
    ],
)
def test_what_no_prompt_asks_for_is_advised_on(folder: Path, file: str, advice: str) -> None:
    record(folder / "sounds" / file)
    problems, (found,) = told(folder, file)
    assert problems == []
    assert found.startswith(advice)


def test_a_recording_may_lie_ready_for_a_notice(folder: Path) -> None:
    record(folder / "sounds/en/notice.snow.wav")
    assert told(folder, "en/notice.snow.wav") == ([], [])


def test_two_recordings_of_one_prompt(folder: Path) -> None:
    record(folder / "sounds/en/main.welcome.wav")
    (folder / "sounds/en/main.welcome.ogg").write_bytes(
        (folder / "sounds/en/main.welcome.wav").read_bytes()
    )
    found = [each.message for each in report(folder).advice]
    assert "there is main.welcome.ogg too, of which main.welcome.wav is played" in found


def test_a_changed_recording_is_another_version(folder: Path) -> None:
    before = load_profile(folder).version
    record(folder / "sounds/en/main.welcome.wav")
    new = load_profile(folder).version
    record(folder / "sounds/en/main.welcome.wav", level=901)
    assert len({before, new, load_profile(folder).version}) == 3

"""The prompts of a large city, made while it is served."""

import asyncio
import wave
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from hotline.demo.proof import until
from ivr.flow import speaking_order
from ivr.flow.commands import Prompt
from ivr.flow.profile import Profile, load_profile
from ivr.flow.speech import answer_speech, title_speech
from ivr.prompts import backlog as backlog_module
from ivr.prompts.backlog import Backlog
from ivr.prompts.store import PromptStore
from ivr.prompts.synthesis import SpeechJob
from tests.flow.small_city import write_city


class Hums:
    """Says every text as the same quarter of a second, and can be held up before one."""

    identity = "hums"

    def __init__(self) -> None:
        self.said: list[str] = []
        self.waits_at = ""
        self.go_on = asyncio.Event()

    async def voice_for(self, language: str) -> str:
        return language

    async def speak(self, jobs: Iterable[SpeechJob]) -> AsyncIterator[tuple[SpeechJob, str | None]]:
        for job in jobs:
            if job.text == self.waits_at:
                await self.go_on.wait()
            self.said.append(job.text)
            with wave.open(str(job.path), "wb") as sound:
                sound.setparams((1, 2, 8000, 0, "NONE", ""))
                sound.writeframes(b"\x00\x20\x00\xe0" * 1000)
            yield job, None


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """The small city with eight questions more; one is ready at first, two at a time after it."""
    monkeypatch.setattr(speaking_order, "FIRST_QUESTIONS", 1)
    monkeypatch.setattr(backlog_module, "CHUNK", 4)
    folder = tmp_path / "city"
    folder.mkdir()
    write_city(folder)
    with (folder / "faqs.yaml").open("a") as file:
        for number in range(8):
            file.write(
                f"  q{number}:\n    title: {{en: Matter {number}, es: Asunto {number}}}\n"
                f"    answer: {{en: Answer {number}., es: Respuesta {number}.}}\n"
            )
    return load_profile(folder)


@pytest.fixture
def synth() -> Hums:
    return Hums()


@pytest.fixture
def backlog(tmp_path: Path, synth: Hums) -> Backlog:
    return Backlog(PromptStore(tmp_path / "cache", None, synth=synth))


def answer(city: Profile, code: str, language: str = "en") -> Prompt:
    item = city.knowledge.items[code]
    return answer_speech(item, item.versions[0])[language]


async def until_left(backlog: Backlog, left: int) -> None:
    await until(lambda: backlog.left <= left, timeout_s=20, what=f"{left} left")


async def test_the_rest_is_made_in_order_while_the_version_is_served(
    city: Profile, backlog: Backlog, synth: Hums
) -> None:
    synth.waits_at = "Asunto 2"
    report = await backlog.prepare(city, asked=("q5",))
    assert report.failed == {}
    assert {"Answer 5.", "press 1."} <= set(synth.said)
    assert "Answer 0." not in synth.said
    left = backlog.left
    assert left == len(city.prompts()) - report.made
    assert backlog.store.lacks(answer(city, "q0"))
    assert not backlog.store.lacks(answer(city, "q5"))

    work = asyncio.create_task(backlog.run())
    await until_left(backlog, left - 12)
    assert not backlog.store.lacks(answer(city, "q0"))
    assert backlog.store.lacks(answer(city, "q7"))
    assert not backlog.store.is_complete
    synth.go_on.set()
    await until_left(backlog, 0)
    assert backlog.store.is_complete
    assert all(backlog.store.path_of(prompt) for prompt in city.prompts())
    work.cancel()


async def test_what_a_caller_asks_for_is_made_at_once_and_kept(
    city: Profile, backlog: Backlog
) -> None:
    await backlog.prepare(city, asked=())
    wanted, left = answer(city, "q7"), backlog.left
    assert wanted in await backlog.store.fetch([wanted])
    assert not backlog.store.lacks(wanted)
    assert backlog.left == left - 1
    assert backlog.store.path_of(wanted) is not None


async def test_a_new_version_takes_the_place_of_what_was_left(
    city: Profile, backlog: Backlog, tmp_path: Path, synth: Hums
) -> None:
    await backlog.prepare(city, asked=())
    changed = (tmp_path / "city" / "faqs.yaml").read_text().replace("Answer 7.", "Otherwise.")
    (tmp_path / "city" / "faqs.yaml").write_text(changed)
    new = load_profile(tmp_path / "city")
    await backlog.prepare(new, asked=())
    assert backlog.store.lacks(answer(new, "q7"))
    work = asyncio.create_task(backlog.run())
    await until_left(backlog, 0)
    assert "Otherwise." in synth.said
    assert "Answer 7." not in synth.said
    assert title_speech(new.knowledge.items["q7"])["es"].text in synth.said
    work.cancel()


async def test_a_full_disk_ends_nothing(
    city: Profile, backlog: Backlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await backlog.prepare(city, asked=())
    monkeypatch.setattr(backlog_module, "RETRY_S", 0.0)
    prepare, failures = backlog.store.prepare, iter([OSError("no room"), OSError("no room")])

    async def sometimes(prompts: list[Prompt]) -> object:
        if (failure := next(failures, None)) is not None:
            raise failure
        return await prepare(prompts)

    monkeypatch.setattr(backlog.store, "prepare", sometimes)
    work = asyncio.create_task(backlog.run())
    await until_left(backlog, 0)
    assert all(backlog.store.path_of(prompt) for prompt in city.prompts())
    work.cancel()

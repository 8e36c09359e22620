"""What callers get while a part is away from the start: keys, cached prompts, conversations."""

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.softphone.speech import SoundLibrary
from db.models import LedgerRow
from hotline.demo.proof import until
from hotline.demo.voices import COUNTING
from tests.faults.rig import CITY, TONES, Rig, full_disk

pytestmark = pytest.mark.asterisk


def shadow(monkeypatch: pytest.MonkeyPatch, folder: Path, module: str) -> None:
    """Put a module before the installed one: whoever imports it finds a broken one."""
    (folder / module).mkdir(parents=True)
    (folder / module / "__init__.py").write_text("raise ImportError('broken')\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")


async def test_without_a_recogniser_keys_work_and_callers_are_told(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shadow(monkeypatch, tmp_path, "silero_vad")
    async with rig.controller():
        told = rig.ready()
        assert told["ready"]
        assert "silero" in told["warnings"]["speech"]
        call = await rig.call("2125550141")
        await call.hears_prompt(rig.prompt("keys_only"), timeout_s=20)
        await call.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
        await call.send_keys("1")
        await call.hears_prompt(rig.prompt("main.top"), timeout_s=20)
        call.hang_up()
        await call.ended(timeout_s=10)
        await rig.row(LedgerRow, lambda _: True, kind="SpeechUnheard")


async def test_a_recogniser_killed_in_mid_call_leaves_keys_and_comes_back(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = SoundLibrary.from_toolchain().utterance("ru", COUNTING)
    broken = tmp_path / "pocketsphinx"
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    async with rig.controller() as process:
        call = await rig.call("2125550144")
        await call.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
        shadow(monkeypatch, tmp_path, "pocketsphinx")  # no other can be started either
        for worker in workers_of(process.pid):
            os.kill(worker, signal.SIGKILL)
        await call.hears_prompt(rig.prompt("main.language"), timeout_s=25)
        await call.play(counting)
        await call.hears_prompt(rig.prompt("keys_only"), timeout_s=40)
        assert "broken" in rig.ready()["warnings"]["speech"]
        await call.send_keys("1")
        await call.hears_prompt(rig.prompt("main.top"), timeout_s=20)
        shutil.rmtree(broken)
        await until(
            lambda: "speech" not in rig.ready()["warnings"],
            timeout_s=40,
            what="the recogniser, tried again at the next question",
        )
        call.hang_up()
        call = await rig.call("2125550145")
        await call.hears_prompt(rig.prompt("main.language"), timeout_s=25)
        await call.play(counting)
        await until(lambda: was_judged(rig), timeout_s=30, what="a judgement on what was said")
        call.hang_up()
        await call.ended(timeout_s=10)
        await rig.row(LedgerRow, lambda _: True, kind="SpeechUnheard")


def was_judged(rig: Rig) -> bool:
    """Whether the recogniser has said of somebody's words what they are, or that they are none."""
    rows = [
        *rig.rows(LedgerRow, kind="LanguageIdentified"),
        *rig.rows(LedgerRow, kind="NothingChosen"),
    ]
    return any(
        row.payload.get("means") == "speech" or row.payload.get("what") == "no_match"
        for row in rows
    )


def workers_of(controller: int) -> list[int]:
    """The processes that decode for this one."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
            command = (each / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == controller and b"spawn_main" in command:
            found.append(int(each.name))
    assert found
    return found


async def test_without_a_synthesiser_cached_prompts_play_and_the_new_one_is_told(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = Path(shutil.copytree(CITY, tmp_path / "city"))
    line = city / "city.yaml"
    text = line.read_text("utf-8")
    assert "Press 0 for a person." in text
    changed = text.replace("Press 0 for a person.", "Dial 0 for somebody.")
    line.write_text(changed, "utf-8")
    shadow(monkeypatch, tmp_path / "broken", "pyttsx3")
    monkeypatch.setenv("PATH", str(tmp_path))
    voiceless = replace(rig, settings=rig.settings.model_copy(update={"city": city}))
    async with voiceless.controller():
        told = voiceless.ready()
        assert told["ready"]
        assert "human (en)" in told["warnings"]["prompts"]
        call = await voiceless.call("2125550142")
        await call.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
        await call.send_keys("1")
        await call.hears_prompt(rig.prompt("main.top"), timeout_s=20)
        call.hang_up()
        await call.ended(timeout_s=10)


async def test_a_conversation_goes_on_that_cannot_be_recorded_and_the_next_one_is(
    rig: Rig,
) -> None:
    asterisk = rig.asterisk.status().pid
    assert asterisk is not None
    async with rig.controller():
        await rig.login()
        with full_disk(asterisk):
            call, agent = await rig.converse("2125550143")
            await call.hears(TONES["1001"], timeout_s=10, after_s=len(call.heard()) / 8000)
            call.hang_up()
            await agent.ended(timeout_s=10)
            await until(
                lambda: "not recorded" in rig.ready()["warnings"].get("recordings", ""),
                timeout_s=20,
                what="the word that nothing is recorded",
            )
        await rig.ask("POST", "/api/agents/1001/resume")
        call, agent = await rig.converse("2125550146")
        call.hang_up()
        await agent.ended(timeout_s=10)
        await until(
            lambda: [
                kept
                for kept in rig.rows(LedgerRow, kind="RecordingKept")
                if kept.payload["duration_s"] > 0
            ],
            timeout_s=20,
            what="a recording, now that there is room",
        )
        assert "not recorded" not in rig.ready()["warnings"].get("recordings", "")

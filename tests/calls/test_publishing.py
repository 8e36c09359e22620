"""The city's files are edited, published and taken back while calls are in progress."""

import asyncio
import json
import shutil
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from click.testing import CliRunner, Result

from hotline.cli import cli
from hotline.demo.stage import Stage, open_stage, register_phone
from ivr.flow.profile import load_profile
from tests.calls.conftest import CITY, settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def edited(state_dir: Path) -> AsyncIterator[Stage]:
    """A stage whose city is a copy, to be edited."""
    city = state_dir / "city-draft"
    shutil.copytree(CITY, city)
    settings = settings_in(state_dir).model_copy(update={"city": city})
    async with open_stage(settings) as stage:
        yield stage


def command(stage: Stage, *words: str) -> Result:
    config = str(stage.settings.state_dir / "hotline.yaml")
    return CliRunner().invoke(cli, ["--config", config, "flow", *words])


def ready(stage: Stage) -> dict[str, Any]:
    url = f"http://127.0.0.1:{stage.settings.ports.desk}/ready"
    with urllib.request.urlopen(url, timeout=10) as answer:
        return dict(json.load(answer))


async def welcomed(stage: Stage, caller: str) -> None:
    """A new caller hears the welcome of the version that the stage thinks is served."""
    call = await stage.call_city(caller=caller)
    await call.hears_prompt(stage.prompt("main.welcome", "en"), timeout_s=20)
    call.hang_up()
    await call.ended(timeout_s=20)


async def test_new_calls_hear_the_new_text_broken_files_change_nothing_and_a_roll_back_undoes(
    edited: Stage,
) -> None:
    flow = edited.settings.city / "main.flow.yaml"
    good = flow.read_text("utf-8")
    old = edited.profile
    before = await edited.call_city(caller="2125550120")

    flow.write_text(good.replace("Welcome to 311.", "Welcome to the city's new line."))
    routing = edited.settings.city / "routing.yaml"
    routing.write_text(
        routing.read_text("utf-8")
        + '  "1009": {name: Max, device: agent1009, kinds: [general], languages: {en: 5}}\n'
    )
    result = await asyncio.to_thread(
        command, edited, "publish", "--note", "a new line", "--as", "Sue", "--json"
    )
    new = load_profile(edited.settings.city)
    taken = json.loads(result.stdout)
    assert taken.pop("changes")[-1] == (
        "main/welcome: the text is otherwise [en]: “Welcome to the city's new line.” "
        "(was: “Welcome to 311.”)"
    )
    assert taken == {
        "version_id": 2,
        "version": new.version,
        "changed": True,
        "new_devices": ["agent1009"],
        "asterisk_failure": "",
        "prompts_left": 0,
        "at_next_start": False,
    }
    edited.phones["1009"] = await register_phone(edited.settings, edited.endpoint, "agent1009")
    await edited.staff("1009")
    await before.hears_prompt(edited.prompt("main.welcome", "en"), timeout_s=20)
    before.hang_up()
    await before.ended(timeout_s=20)

    await edited.prompts.prepare(new.prompts())
    edited.profile = new
    await welcomed(edited, "2125550121")

    flow.write_text(good.replace("goto: main_menu", "goto: nowhere"))
    broken = await asyncio.to_thread(command, edited, "publish", "--note", "x", "--as", "Sue")
    assert broken.exit_code == 1
    assert "nowhere" in broken.output
    health = ready(edited)
    assert health["ready"] is True
    assert "the folder has problems, version 2 is served" in health["warnings"]["city"]
    await welcomed(edited, "2125550122")

    back = await asyncio.to_thread(command, edited, "rollback", "--as", "Max", "--note", "too long")
    assert (back.exit_code, back.output) == (0, "New calls are served by version 1.\n")
    edited.profile = old
    await welcomed(edited, "2125550123")
    listed = json.loads((await asyncio.to_thread(command, edited, "versions", "--json")).stdout)
    served = [v["version_id"] for v in listed["versions"] if v["served_since"]]
    assert (len(listed["versions"]), served) == (2, [1])

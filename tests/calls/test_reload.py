"""The city's files are edited while calls are in progress."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from hotline.demo.stage import Stage, open_stage, register_phone
from hotline.errors import HotlineError
from ivr.flow.profile import load_profile
from tests.calls.conftest import CITY, settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def edited(state_dir: Path) -> AsyncIterator[Stage]:
    """A stage whose city is a copy, to be edited."""
    city = state_dir / "city"
    shutil.copytree(CITY, city)
    settings = settings_in(state_dir).model_copy(update={"city": city})
    async with open_stage(settings) as stage:
        yield stage


async def test_new_calls_hear_the_new_text_and_broken_files_change_nothing(edited: Stage) -> None:
    flow = edited.settings.city / "main.flow.yaml"
    good = flow.read_text("utf-8")
    before = await edited.call_city(caller="2125550120")

    flow.write_text(good.replace("Welcome to 311.", "Welcome to the city's new line."))
    routing = edited.settings.city / "routing.yaml"
    routing.write_text(
        routing.read_text("utf-8")
        + '  "1009": {name: Max, device: agent1009, kinds: [general], languages: {en: 5}}\n'
    )
    result = await edited.ask("POST", "/api/reload")
    new = load_profile(edited.settings.city)
    assert result == {
        "version": new.version,
        "new_devices": ["agent1009"],
        "asterisk_failure": "",
    }
    edited.phones["1009"] = await register_phone(edited.settings, edited.endpoint, "agent1009")
    await edited.staff("1009")
    await before.hears_prompt(edited.prompt("main.welcome", "en"), timeout_s=8)
    before.hang_up()
    await before.ended(timeout_s=5)

    await edited.prompts.prepare(new.prompts())
    edited.profile = new
    after = await edited.call_city(caller="2125550121")
    await after.hears_prompt(edited.prompt("main.welcome", "en"), timeout_s=8)
    after.hang_up()
    await after.ended(timeout_s=5)

    flow.write_text(good.replace("goto: main_menu", "goto: nowhere"))
    with pytest.raises(HotlineError, match=r"main\.flow\.yaml:\d+:\d+: .*nowhere"):
        await edited.ask("POST", "/api/reload")
    still = await edited.call_city(caller="2125550122")
    await still.hears_prompt(edited.prompt("main.welcome", "en"), timeout_s=8)
    still.hang_up()
    await still.ended(timeout_s=5)

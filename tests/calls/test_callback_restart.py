"""A callback outlives the controller and Asterisk."""

from pathlib import Path

import pytest

from agent_desk.softphone.phone import Answer
from db.models import Callback
from hotline.demo.stage import TONES, open_stage
from tests.callback_city import write_city
from tests.calls.asking import ask_to_be_called, until
from tests.calls.conftest import settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


async def test_a_person_is_called_after_a_restart(state_dir: Path) -> None:
    city = write_city(state_dir / "city", max_wait_s=2, slots=False)
    settings = settings_in(state_dir).model_copy(update={"city": city})
    async with open_stage(settings) as before:
        await ask_to_be_called(before, "2125550163")
        await until(lambda: bool(before.rows(Callback)))
        place = before.row(Callback).waiting_since
    async with open_stage(settings, fresh=False) as after:
        after.outside.behaviour = Answer(after_s=0.5)
        await after.staff("1001")
        agent = await after.agent_call("1001", timeout_s=40)
        person = await after.outside.next_call(30)
        await person.hears_prompt(after.prompt("callbacks.greeting", "en"), timeout_s=20)
        person.play_tone(TONES["outside"])
        await agent.hears(TONES["outside"], timeout_s=30)
        await until(lambda: after.row(Callback).outcome == "served")
        callback = after.row(Callback)
        assert (callback.number, callback.waiting_since) == ("2125550163", place)
        person.hang_up()
        await agent.ended(timeout_s=20)

"""More callers than lines: who is blocked is counted once, waits, and is let in."""

from dataclasses import replace

import pytest

from agent_desk.softphone.phone import Reject
from db.models import Contact
from tests.faults.rig import Rig

pytestmark = pytest.mark.asterisk


async def test_who_finds_no_line_free_is_counted_once_and_let_in_when_one_is(rig: Rig) -> None:
    small = replace(rig, settings=rig.settings.model_copy(update={"max_calls": 1}))
    rig.agent.behaviour = Reject()  # rung as a fallback
    async with small.controller():
        first = await rig.call("2125550131")
        await first.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
        second = await rig.citizen.dial("311", caller_id="2125550132")
        await second.answered(timeout_s=20)
        # It is heard when the controller has been asked in vain twice more.
        await second.hears_prompt(rig.outage("sorry"), timeout_s=30)
        first.hang_up()
        await second.hears_prompt(rig.prompt("main.welcome"), timeout_s=20)
        second.hang_up()
        await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550131")
        blocked = rig.rows(Contact, calling_number="2125550132", disposition="blocked")
        assert [contact.end_reason for contact in blocked] == ["max_calls"]

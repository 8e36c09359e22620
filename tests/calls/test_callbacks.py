"""Callers who would rather be called, on real Asterisk, with the person at the outside trunk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent_desk.softphone.phone import Answer, Reject
from db.models import Callback, Contact, LedgerRow, Segment, Task
from db.rebuild import check
from hotline.demo.stage import TONES, Stage, open_stage
from tests.callback_city import write_city
from tests.calls.asking import ask_to_be_called, until
from tests.calls.conftest import settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(state_dir: Path) -> AsyncIterator[Stage]:
    city = write_city(
        state_dir / "city", max_wait_s=2, attempts=2, retry_s=3, ring_s=8, slots=False
    )
    settings = settings_in(state_dir).model_copy(update={"city": city})
    async with open_stage(settings) as opened:
        yield opened


async def test_the_person_is_called_and_both_hear_each_other(stage: Stage) -> None:
    await ask_to_be_called(stage, "2125550161")
    stage.outside.behaviour = Answer(after_s=0.5)
    await stage.ask("POST", "/api/agents/1001/resume")
    agent = await stage.agent_call("1001", timeout_s=30)
    person = await stage.outside.next_call(30)
    await person.hears_prompt(stage.prompt("callbacks.greeting", "en"), timeout_s=20)
    person.play_tone(TONES["outside"])
    await person.hears(TONES["1001"], timeout_s=20)
    await agent.hears(TONES["outside"], timeout_s=20)
    agent.hang_up()
    await person.ended(timeout_s=20)
    await until(lambda: bool(stage.rows(Contact, direction="outbound", disposition="served")))
    contact = stage.row(Contact, direction="outbound", disposition="served")
    assert contact.calling_number == "2125550161"
    kinds = {each.kind for each in stage.rows(Segment, call_id=contact.call_id)}
    assert {"queue", "ring", "dial", "talk"} <= kinds
    assert stage.row(Callback, callback_id=contact.call_id).outcome == "served"


async def test_who_is_not_reached_is_tried_again_and_given_up(stage: Stage) -> None:
    await ask_to_be_called(stage, "2125550162")
    await stage.ask("POST", "/api/agents/1001/resume")
    machine = await stage.outside.next_call(30)
    machine.play_tone(TONES["outside"])  # goes on and on, as no person does
    await until(lambda: bool(stage.rows(Callback, last_reason="machine")))
    stage.outside.behaviour = Reject(code=486)
    machine.hang_up()
    await until(lambda: bool(stage.rows(Callback, outcome="unreached")), timeout_s=60)
    for _ in range(2):
        await stage.phones["1001"].next_call(10)
    await stage.outside.next_call(10)
    callback = stage.row(Callback, outcome="unreached")
    assert (callback.attempts, callback.last_reason) == (2, "busy")
    assert stage.row(Contact, call_id=callback.callback_id).disposition == "not_reached"
    task = stage.row(Task, kind="callback")
    assert (task.number, task.state) == ("2125550162", "open")
    assert stage.rows(LedgerRow, kind="Repaired") == []


async def test_an_agent_calls_the_person_of_a_task(stage: Stage) -> None:
    await stage.staff("1001")
    task = stage.row(Task, kind="callback")
    stage.outside.behaviour = Answer(after_s=0.5)
    rung = await stage.ask("POST", f"/api/tasks/{task.task_id}/dial", {"agent_id": "1001"})
    agent = await stage.agent_call("1001", timeout_s=30)
    person = await stage.outside.next_call(30)
    await person.hears_prompt(stage.prompt("callbacks.greeting", "en"), timeout_s=20)
    person.play_tone(TONES["outside"])
    await agent.hears(TONES["outside"], timeout_s=30)
    await person.hears(TONES["1001"], timeout_s=20)
    person.hang_up()
    await agent.ended(timeout_s=20)
    done = {"agent_id": "1001", "outcome": "reached"}
    await stage.ask("POST", f"/api/tasks/{task.task_id}/done", done)
    await until(lambda: bool(stage.rows(Task, state="done")))
    task = stage.row(Task, kind="callback")
    assert (task.owner, task.done_by, task.outcome) == ("1001", "1001", "reached")
    await until(lambda: stage.row(Contact, call_id=rung["call_id"]).disposition == "served")
    assert stage.row(Contact, call_id=rung["call_id"]).direction == "outbound"
    assert check(stage.store) == ()

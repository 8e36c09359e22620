"""The demo's stories as tests: real SIP calls, checked by ear and by record."""

import re

import pytest
from sqlalchemy import select

from db.models import Contact, LedgerRow
from db.queries.decisions import decide_again, decisions
from db.rebuild import check
from hotline.demo.scenarios import SCENARIOS, Scenario
from hotline.demo.show import play
from hotline.demo.stage import Stage

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
async def test_story(stage: Stage, scenario: Scenario) -> None:
    proof = await play(stage, scenario)
    wrong = [f"{step.what}: {step.seen}" for step in proof.steps if not step.right]
    assert not wrong
    assert proof.steps


async def test_derived_rows_can_be_rebuilt_from_the_ledger(stage: Stage) -> None:
    assert check(stage.store) == ()


async def test_every_decision_is_the_same_when_made_again(stage: Stage) -> None:
    with stage.store.session() as records:
        calls = records.scalars(select(Contact.call_id)).all()
        made = [decision for call in calls for decision in decisions(records, call) or ()]
        assert made
        for verdict in decide_again(records, tuple(made)):
            assert verdict.differences == ()


async def test_no_calling_number_and_no_traceback_in_the_log(stage: Stage) -> None:
    log = (stage.settings.state_dir / "controller.log").read_text("utf-8")
    assert '"event": "ready"' in log
    assert "Traceback" not in log
    for scenario in SCENARIOS:
        assert not re.search(rf"\b{scenario.caller}\b", log)


async def test_the_watchdog_found_nothing_to_repair(stage: Stage) -> None:
    assert stage.rows(LedgerRow, kind="Repaired") == []
    assert stage.rows(LedgerRow, kind="PartyJoined")

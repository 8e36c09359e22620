"""A notice goes on, is heard and expires while real callers call."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from click.testing import CliRunner, Result

from db.models import LedgerRow, NoticeRow
from hotline.cli import cli
from hotline.demo.proof import Proof, until
from hotline.demo.scenarios.steps import call_in_english, meet
from hotline.demo.stage import Stage, open_stage
from ivr.flow.commands import Prompt
from tests.calls.conftest import settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

TEXT = "All offices are closed today because of the snow."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(state_dir: Path) -> AsyncIterator[Stage]:
    async with open_stage(settings_in(state_dir)) as opened:
        yield opened


def command(stage: Stage, *words: str) -> Result:
    config = str(stage.settings.state_dir / "hotline.yaml")
    return CliRunner().invoke(cli, ["--config", config, "notice", *words])


def rows(stage: Stage, kind: str) -> list[dict[str, Any]]:
    return [row.payload for row in stage.rows(LedgerRow, kind=kind)]


async def test_a_notice_disturbs_nobody_is_heard_by_the_next_caller_and_expires(
    stage: Stage,
) -> None:
    proof = Proof(name="notice", title="notice", began=0.0)
    await stage.staff("1001")
    in_menu = await call_in_english(stage, proof, "2125550170")
    result = await asyncio.to_thread(
        command,
        stage,
        *("on", "snow", "--as", "9001", "--kind", "outage", "--until", "+1h"),
        *("--text", f"en={TEXT}", "--text", "es=Hoy todo está cerrado por la nieve."),
    )
    assert result.exit_code == 0, result.output
    notice = Prompt(name="notice.snow", language="en", text=TEXT)
    await stage.prompts.prepare([notice])
    path = stage.prompts.path_of(notice)
    assert path is not None

    await in_menu.send_keys("0")
    leg = await meet(stage, proof, in_menu, "1001")
    leg.hang_up()
    await in_menu.ended(timeout_s=20)

    call = await stage.call_city(caller="2125550171")
    await call.hears_prompt(stage.prompt("main.welcome", "en"), timeout_s=30)
    await call.send_keys("1")
    await call.hears_prompt(path, timeout_s=30)
    await call.hears_prompt(stage.prompt("main.top", "en"), timeout_s=30)
    call.hang_up()
    await call.ended(timeout_s=20)
    heard = {
        row.call_id
        for row in stage.rows(LedgerRow, kind="PromptHeard")
        if "notice.snow" in row.payload["names"]
    }
    assert len(heard) == 1

    short = await asyncio.to_thread(
        command, stage, "edit", "snow", "--as", "9001", "--until", "+1m"
    )
    assert short.exit_code == 0, short.output
    await until(lambda: rows(stage, "NoticeExpired") or None, timeout_s=120, what="the expiry")
    after = await call_in_english(stage, proof, "2125550172")
    after.hang_up()
    await after.ended(timeout_s=20)
    (row,) = stage.rows(NoticeRow)
    assert (row.notice_id, row.state, row.actor) == ("snow", "expired", "9001")

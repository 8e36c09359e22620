"""What an agent does from any softphone."""

import pytest

from hotline.demo.stage import Stage

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


async def status_of(stage: Stage, agent_id: str) -> str:
    agents = (await stage.ask("GET", "/api/agents"))["agents"]
    return str(next(a["status"] for a in agents if a["agent_id"] == agent_id))


@pytest.mark.parametrize(
    ("code", "confirmation", "status"),
    [
        ("*60", "feature-login", "available"),
        ("*62", "feature-pause", "paused"),
        ("*0", "feature-paused", "paused"),
        ("*63", "feature-resume", "available"),
        ("*64", "feature-ready", "available"),
        ("*65", "feature-refused", "available"),
        ("*61", "feature-logout", "logged_out"),
    ],
)
async def test_a_code_is_confirmed_and_done(
    stage: Stage, code: str, confirmation: str, status: str
) -> None:
    await stage.feature("1002", code, confirmation)
    assert await status_of(stage, "1002") == status


async def test_a_number_that_an_agent_dials_is_a_call_like_a_citizens(stage: Stage) -> None:
    call = await stage.phones["1002"].dial("311")
    await call.answered(timeout_s=20)
    await call.hears_prompt(stage.prompt("main.welcome", "en"), timeout_s=20)
    call.hang_up()
    await call.ended(timeout_s=20)

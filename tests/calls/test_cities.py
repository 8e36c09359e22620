"""One real call to each of the complete cities: heard, answered, on record."""

from pathlib import Path

import pytest

from hotline.demo.scenarios import CITIES
from hotline.demo.show import play
from hotline.demo.stage import open_stage
from tests.calls.conftest import CITY, settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("name", CITIES)
async def test_a_call_to_the_city(state_dir: Path, name: str) -> None:
    settings = settings_in(state_dir / name).model_copy(update={"city": CITY.parent / name})
    settings.state_dir.mkdir()
    (settings.state_dir / "prompts").symlink_to(state_dir / "prompts")
    async with open_stage(settings) as stage:
        for story in CITIES[name]:
            proof = await play(stage, story)
            assert [f"{step.what}: {step.seen}" for step in proof.steps if not step.right] == []
            assert proof.steps
        log = (settings.state_dir / "controller.log").read_text("utf-8")
        assert "Traceback" not in log

"""Numbers that lead into a city: 150 of them in a table."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from db.models import Contact
from hotline.demo.proof import until
from hotline.demo.stage import Stage, open_stage
from tests.calls.conftest import CITY, settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def many(state_dir: Path) -> AsyncIterator[Stage]:
    """A stage whose city has 150 numbers beside its own."""
    city = state_dir / "city"
    shutil.copytree(CITY, city)
    rows = ["number,alias,flow", *(f"212555{n:04d},Old number {n},main" for n in range(150))]
    (city / "lines.csv").write_text("\n".join(rows), "utf-8")
    settings = settings_in(state_dir).model_copy(update={"city": city})
    async with open_stage(settings, phones=False) as stage:
        yield stage


async def test_an_old_number_is_answered_and_on_the_record(many: Stage) -> None:
    call = await many.call_city("2125550077", caller="2125550150")
    await call.hears_prompt(many.prompt("main.welcome", "en"), timeout_s=20)
    call.hang_up()
    await call.ended(timeout_s=10)
    contact = await until(
        lambda: (row := many.row(Contact, calling_number="2125550150")) and row.ended_at and row,
        timeout_s=20,
        what="the contact's end",
    )
    assert (contact.dialled, contact.alias) == ("2125550077", "Old number 77")
    assert contact.flow == "main"

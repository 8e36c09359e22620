"""A caller keys digits in answer to a question, and hears what follows from them."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from db.models import Answer
from hotline.demo.proof import until
from hotline.demo.stage import Stage, open_stage
from tests.calls.conftest import CITY, settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

NODES = """
  zip:
    type: ask
    into: zip
    prompt:
      en: Please key in the five digits of your ZIP code.
      es: Marque los cinco dígitos de su código postal.
    answer: {type: digits, min: 5, max: 5}
    next: where
    fallback: to_person
  where:
    type: branch
    cases: [{when: 'starts_with(zip, "100")', goto: downtown}]
    otherwise: top
  downtown:
    type: say
    text:
      en: The office for {zip|digits} is in the old town hall.
      es: La oficina para {zip|digits} está en el ayuntamiento.
    next: top
"""


@pytest_asyncio.fixture(loop_scope="module")
async def asking(state_dir: Path) -> AsyncIterator[Stage]:
    """A stage whose city asks for the ZIP code once it knows the language."""
    city = state_dir / "city"
    shutil.copytree(CITY, city)
    flow = city / "main.flow.yaml"
    text = flow.read_text("utf-8")
    assert "identified: top" in text
    flow.write_text(text.replace("identified: top", "identified: zip") + NODES, "utf-8")
    settings = settings_in(state_dir).model_copy(update={"city": city})
    async with open_stage(settings, phones=False) as stage:
        yield stage


async def test_digits_are_asked_for_decided_upon_and_read_back(asking: Stage) -> None:
    call = await asking.call_city(caller="2125550130")
    await call.hears_prompt(asking.prompt("main.welcome", "en"), timeout_s=20)
    await call.send_keys("1")
    # The first key cuts the question short; 9 and 0 are digits here, though they act elsewhere.
    await call.hears_prompt(asking.prompt("main.zip", "en"), timeout_s=30)
    await call.send_keys("10090")
    begun = await call.hears_prompt(asking.prompt("main.downtown.1", "en"), timeout_s=30)
    for digit in ("1", "9"):
        await call.hears_prompt(
            asking.prompt(f"digits/{digit}", "en"), timeout_s=30, after_s=begun.start_s
        )
    await call.hears_prompt(asking.prompt("main.downtown.2", "en"), timeout_s=30)
    call.hang_up()
    await call.ended(timeout_s=20)
    row = await until(
        lambda: asking.row(Answer, variable="zip"), timeout_s=20, what="the answer in SQL"
    )
    assert (row.kind, row.value, row.means) == ("digits", "10090", "key")

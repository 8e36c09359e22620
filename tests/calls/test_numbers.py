"""Numbers that lead into a city: 150 of them in a table."""

import json
import shutil
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent_desk.softphone.phone import Softphone
from db.models import Contact, DialTest
from hotline.cities.dial_tests import DialTester, Patience
from hotline.demo.proof import until
from hotline.demo.stage import Stage, open_stage
from tests.calls.conftest import CITY, settings_in
from tests.faults.rig import command as hotline

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


def quiet_numbers(city: Path) -> None:
    """Add a line whose recording holds nothing but silence."""
    begin = "start: pick_up\nnodes:\n  pick_up: {type: answer, next: hello}\n"
    hello = "  hello: {type: say, text: {en: Hello from the mute line., es: Hola.}, next: person}\n"
    person = (
        "  to_person: {type: enqueue, queue: general, on_timed_out: note, on_unstaffed: note,"
        " on_served: bye}\n  note: {type: voicemail, prompt: {en: Speak., es: Hable.}, next: bye}\n"
        "  bye: {type: hang_up}\n"
    )
    (city / "mute.flow.yaml").write_text(begin + hello.replace("person}", "to_person}") + person)
    with (city / "lines.csv").open("a") as table:
        table.write("\n2125559999,Mute office,mute\n")
    folder = city / "sounds" / "en"
    folder.mkdir(parents=True)
    with wave.open(str(folder / "mute.hello.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 8000))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def many(state_dir: Path) -> AsyncIterator[Stage]:
    """A stage whose city has 150 numbers beside its own."""
    city = state_dir / "city"
    shutil.copytree(CITY, city)
    rows = ["number,alias,flow", *(f"212555{n:04d},Old number {n},main" for n in range(150))]
    (city / "lines.csv").write_text("\n".join(rows), "utf-8")
    quiet_numbers(city)
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


async def test_every_number_is_called_and_a_mute_one_is_told(many: Stage) -> None:
    config = many.settings.state_dir / "hotline.yaml"
    numbers = ("2125550001", "2125559999")
    options = [option for number in numbers for option in ("--alias", number)]
    code, output = await hotline(config, "dialtest", *options, "--json")
    assert code == 1, output
    good, mute = json.loads(output)["numbers"]
    assert (good["number"], good["passed"], good["alias"]) == (numbers[0], True, "Old number 1")
    assert 0 < good["answered_s"] < 10
    assert 0 <= good["speech_s"] < 20
    assert (mute["number"], mute["passed"], mute["prompt"]) == (numbers[1], False, "mute.hello")
    assert "sound" in mute["reason"]
    rows = await until(
        lambda: (found := many.rows(DialTest)) and len(found) == 2 and found,
        timeout_s=20,
        what="the rows of both tests",
    )
    assert {row.number: row.passed for row in rows} == {numbers[0]: True, numbers[1]: False}
    contact = await until(
        lambda: (row := many.row(Contact, dialled=numbers[0])) and row.ended_at and row,
        timeout_s=20,
        what="the end of the test call",
    )
    assert (contact.direction, contact.calling_number) == ("test", "")
    code, output = await hotline(config, "dialtest", "--last")
    assert code == 1
    assert numbers[1] in output


async def test_a_number_that_nobody_knows_cannot_be_tested(many: Stage) -> None:
    config = many.settings.state_dir / "hotline.yaml"
    code, output = await hotline(config, "dialtest", "--alias", "999")
    assert code == 2
    assert "no line has the number 999" in output


async def test_a_line_that_says_something_else_is_told(many: Stage) -> None:
    prompts = many.prompts
    phone = Softphone(many.endpoint, "dialtest", server=f"127.0.0.1:{many.settings.ports.sip}")
    caller = many.settings.secrets().dial_test_caller
    tester = DialTester(phone, prompts, caller=caller, patience=Patience(answer_s=10, prompt_s=4))
    line = many.profile.lines["2125550002"][0]
    other = next(p for p in many.profile.prompts() if p.name == "main.message")
    result = await tester.test(line, other)
    assert (result.passed, result.answered_s is not None) == (False, True)
    assert result.reason == "the prompt main.message (en) was not heard"
    phone.release()

"""A caller who reads and types, on real telephones: the menu, the agent, the interpreter."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent_desk.softphone.call import Call
from agent_desk.softphone.errors import WaitedInVain
from db.models import Choice
from hotline.demo.scenarios.steps import contact_of
from hotline.demo.stage import TONES, Stage, open_stage
from tests.asterisk_conf.sipphone import Phone
from tests.calls.conftest import CITY, settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

LINE = "2125550105"
WAIT_S = 20.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(state_dir: Path) -> AsyncIterator[Stage]:
    """The city whose text relay is a line of its own; Carl and the interpreter are there."""
    settings = settings_in(state_dir / "texts").model_copy(update={"city": CITY.parent / "us_311"})
    settings.state_dir.mkdir()
    (settings.state_dir / "prompts").symlink_to(state_dir / "prompts")
    async with open_stage(settings) as stage:
        await stage.staff("1003", "2001")
        yield stage
        assert "Traceback" not in (settings.state_dir / "controller.log").read_text("utf-8")


async def write_among(*people: Call) -> None:
    """Each writes, and all the others read it; nobody reads their own words."""
    for number, writer in enumerate(people):
        words = f"I am number {number}."
        before = [len(each.texts.received) for each in people]
        assert await writer.write(words) // 100 == 2
        for reader, read in zip(people, before, strict=True):
            if reader is not writer:
                await reader.reads(words, WAIT_S, after=read)
    for number, each in enumerate(people):
        assert f"I am number {number}." not in each.texts.received[-len(people) :]


async def to_the_agent(city: Stage, number: str) -> tuple[Call, Call]:
    """A caller types the way to a person; Carl answers."""
    caller = await city.call_city(LINE, caller=number)
    menu = await caller.reads("A request you made, press 1.", WAIT_S)
    assert caller.texts.received[menu - 1].endswith("Go ahead. Press 0 for a person.")
    # Typed while the menu is being said, which is then cut.
    assert await caller.write("Could I have a PERSON? ¡Gracias!") // 100 == 2
    assert await caller.write("A person please.") // 100 == 2
    await caller.reads("A person will answer. Please hold.", WAIT_S, after=menu)
    agent = await city.agent_call("1003", timeout_s=WAIT_S)
    await caller.hears(TONES["1003"], WAIT_S)
    return caller, agent


async def test_a_caller_reads_the_menu_types_and_writes_with_the_agent(city: Stage) -> None:
    number = "2125550161"
    caller, agent = await to_the_agent(city, number)
    await write_among(caller, agent)
    # In a conversation neither a key nor a word is for the flow.
    for words in ("9", "emergency"):
        await caller.write(words)
    await agent.reads("emergency", WAIT_S)
    agent.hang_up()
    await caller.reads("Goodbye.", WAIT_S)
    await caller.ended(WAIT_S)
    contact = await contact_of(city, number)
    assert contact.disposition == "served"
    (choice,) = city.rows(Choice, call_id=contact.call_id)
    assert (choice.choice, choice.means, choice.confidence) == ("human", "speech", 1.0)
    texts = caller.texts.received
    assert len([text for text in texts if "A request you made" in text]) == 1
    logs = [city.settings.state_dir / "controller.log", *city.settings.state_dir.rglob("*.log")]
    assert not [log for log in logs if "Gracias" in log.read_text("utf-8", errors="replace")]


async def test_three_write_to_one_another_and_hear_one_another(city: Stage) -> None:
    caller, agent = await to_the_agent(city, "2125550166")
    call_id = (await city.ask("GET", "/api/agents/1003/call"))["call_id"]
    chinese = {"agent_id": "1003", "language": "zh"}
    await city.ask("POST", f"/api/calls/{call_id}/interpreter", chinese)
    interpreter = await city.agent_call("2001", timeout_s=WAIT_S)
    await caller.hears(TONES["2001"], WAIT_S)
    caller.play_tone(TONES["citizen"])
    for ear in (agent, interpreter):
        await ear.hears(TONES["citizen"], WAIT_S)
    await write_among(caller, agent, interpreter)
    # The caller hangs up: the others are let go at once.
    caller.hang_up()
    await agent.ended(WAIT_S)
    await interpreter.ended(WAIT_S)
    assert (await contact_of(city, "2125550166")).disposition == "served"


async def test_keys_are_typed_and_a_caller_who_hangs_up_is_gone(city: Stage) -> None:
    number = "2125550162"
    caller = await city.call_city(LINE, caller=number)
    await caller.reads("A request you made", WAIT_S)
    await caller.write("1")
    asked = await caller.reads("Please key in your request number", WAIT_S)
    await caller.write("99-99#")
    with pytest.raises(WaitedInVain):
        await caller.reads("A person will answer", 0.3, after=asked)
    await caller.send_keys("0")
    caller.hang_up()
    await caller.ended(WAIT_S)
    assert (await contact_of(city, number)).ended_at


async def test_the_number_for_emergencies_is_typed(city: Stage) -> None:
    caller = await city.call_city(LINE, caller="2125550163")
    await caller.reads("A request you made", WAIT_S)
    await caller.write("911")
    call = await city.emergency.next_call(WAIT_S)
    await call.answered(WAIT_S)
    call.play_tone(TONES["emergency"])
    await caller.hears(TONES["emergency"], WAIT_S)
    await write_among(caller, call)
    call.hang_up()
    await caller.ended(WAIT_S)


async def test_a_telephone_that_takes_no_texts_is_served_by_voice(city: Stage) -> None:
    phone = Phone("2125550164", city.settings.ports.sip)
    try:
        assert await asyncio.to_thread(phone.call, LINE) == 200
        assert not await asyncio.to_thread(phone.listen, lambda: phone.ended, 2)
        assert phone.texts == []
        phone.hang_up()
    finally:
        phone.close()
    assert (await contact_of(city, "2125550164")).disposition == "abandoned_in_menu"
    log = (city.settings.state_dir / "controller.log").read_text("utf-8")
    assert log.count("telephone_takes_no_texts") == 1


async def test_on_other_lines_nothing_is_sent_and_nothing_typed_counts(city: Stage) -> None:
    caller = await city.call_city("311", caller="2125550165")
    await caller.hears_prompt(city.prompt("main.welcome", "en"), WAIT_S)
    assert await caller.write("9") // 100 == 2
    with pytest.raises(WaitedInVain):
        await caller.reads("", 1)
    assert not caller.has_ended
    caller.hang_up()
    assert (await contact_of(city, "2125550165")).disposition == "abandoned_in_menu"

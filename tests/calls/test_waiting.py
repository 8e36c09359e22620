"""Callers who wait on real calls: what they hear, what their keys do, and who is served first."""

import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from acd.events import EntryEnded, PlaceRestored, WaitTold
from agent_desk.softphone.call import Call
from db.models import FaqPlay, LedgerRow
from db.store import Store
from hotline.demo.history import record_history
from hotline.demo.proof import Proof, until
from hotline.demo.scenarios.steps import call_in_english, contact_of, hear_offer, meet
from hotline.demo.stage import TONES, Stage, open_stage
from hotline.settings import Settings
from ivr.flow.events import PromptHeard
from tests.calls.conftest import CITY, settings_in
from tests.hotline.bench import Bench

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

WAITING = "main.to_person.waiting"
LONG_ANSWER = " ".join(["Pay a parking ticket by mail, or in person, within thirty days."] * 6)


def changed(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def record_an_hour(settings: Settings) -> None:
    """A dozen calls of a minute with Ada, so that the controller knows what to expect."""
    bench = Bench()
    bench.login("1001")
    for number in range(12):
        call_id = f"before-{number}"
        bench.to_queue(call_id, caller="")
        offer_id = bench.join("1001")
        bench.wait(60)
        bench.hang_up_agent(offer_id)
        bench.close(call_id)
        bench.wait(11)
    ago_s = time.time() - 60 - bench.now
    with Store.open(settings.database_url) as store:
        record_history(store, bench.profile, now=time.time())
        store.append([replace(entry, at=entry.at + ago_s) for entry in bench.ledger])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(state_dir: Path) -> AsyncIterator[Stage]:
    """Announcements come soon, and the third question has an answer that takes its time."""
    city = state_dir / "city"
    shutil.copytree(CITY, city)
    changed(city / "main.flow.yaml", ("after_s: 10", "after_s: 2"), ("every_s: 30", "every_s: 5"))
    changed(
        city / "routing.yaml",
        ("max_wait_s: 120", "max_wait_s: 600"),
        ("wrap_up_s: 10", "wrap_up_s: 120"),
    )
    changed(
        city / "faqs.yaml",
        ("Pay a parking ticket by mail or in person within 30 days.", LONG_ANSWER),
    )
    settings = settings_in(state_dir).model_copy(update={"city": city})
    record_an_hour(settings)
    async with open_stage(settings, fresh=False) as opened:
        yield opened


@pytest.fixture
def proof() -> Proof:
    return Proof(name="waiting", title="waiting", began=0.0)


async def talk(stage: Stage, proof: Proof, caller: str) -> Call:
    """Have Ada, the only one there, talk to somebody; return her leg."""
    await stage.staff("1001")
    first = await call_in_english(stage, proof, caller)
    await first.send_keys("0")
    return await meet(stage, proof, first, "1001")


async def wait(stage: Stage, proof: Proof, caller: str) -> Call:
    call = await call_in_english(stage, proof, caller)
    await call.send_keys("0")
    await call.hears_prompt(stage.prompt("main.to_person", "en"), timeout_s=20)
    return call


def ledger(stage: Stage, kind: type, call_id: str) -> list[LedgerRow]:
    return stage.rows(LedgerRow, kind=kind.__name__, call_id=call_id)


async def free(stage: Stage, leg: Call) -> None:
    """Ada's call ends, and she is ready at once."""
    leg.hang_up()
    await leg.ended(timeout_s=20)
    await until(lambda: _wraps_up(stage), timeout_s=20, what="the wrap-up")
    await stage.ask("POST", "/api/agents/1001/resume")


def _wraps_up(stage: Stage) -> bool:
    agents: list[dict[str, Any]] = stage.desk.get("/api/agents")["agents"]
    return any(each["agent_id"] == "1001" and each["state"] == "wrap_up" for each in agents)


async def test_place_and_range_are_heard_a_question_is_answered_and_the_agent_is_not_delayed(
    stage: Stage, proof: Proof
) -> None:
    leg = await talk(stage, proof, "2125550150")
    call = await wait(stage, proof, "2125550151")
    await call.hears_prompt(stage.prompt(f"{WAITING}.place.1", "en"), timeout_s=30)
    row = await until(
        lambda: next(iter(stage.rows(LedgerRow, kind="WaitTold")), None),
        timeout_s=30,
        what="the range that was told",
    )
    told = row.payload
    low, high = (round(told[name] / 60) for name in ("said_low_s", "said_high_s"))
    said = stage.prompt(f"{WAITING}.wait.{low}-{high}", "en")
    await call.hears_prompt(said, timeout_s=20)
    assert 0 < told["low_s"] < told["high_s"] < 600

    await hear_offer(stage, call, f"{WAITING}.questions.1", "heat")
    await call.send_keys("2")
    await call.hears_prompt(stage.prompt("faq.noise", "en"), timeout_s=30)
    await call.hears_prompt(stage.prompt(f"{WAITING}.questions.still_waiting", "en"), timeout_s=30)
    played = stage.rows(FaqPlay, call_id=told["call_id"])
    assert [(each.faq, each.complete) for each in played] == [("noise", True)]

    await call.send_keys("3")
    await free(stage, leg)
    agent = await stage.agent_call("1001", timeout_s=30)
    call.play_tone(TONES["citizen"])
    await agent.hears(TONES["citizen"], timeout_s=20)
    await call.hears(TONES["1001"], timeout_s=20)
    agent.hang_up()
    await call.ended(timeout_s=20)
    contact = await contact_of(stage, "2125550151")
    assert contact.disposition == "served"
    cut = [row.payload for row in ledger(stage, PromptHeard, contact.call_id)]
    assert [each["complete"] for each in cut if each["names"] == ["faq.parking"]] == [False]
    assert len(ledger(stage, WaitTold, contact.call_id)) >= 1


async def test_who_was_cut_off_is_served_before_those_who_came_between(
    stage: Stage, proof: Proof
) -> None:
    await stage.staff("1001")
    await stage.ask("POST", "/api/agents/1001/pause", {"reason": "break"})
    cut_off = await wait(stage, proof, "2125550161")
    between = await wait(stage, proof, "2125550162")
    cut_off.hang_up()
    await cut_off.ended(timeout_s=20)
    left = await contact_of(stage, "2125550161")
    assert left.disposition == "abandoned_in_queue"

    again = await wait(stage, proof, "2125550161")
    await between.hears_prompt(stage.prompt(f"{WAITING}.place.2", "en"), timeout_s=60)
    await again.hears_prompt(stage.prompt(f"{WAITING}.place.1", "en"), timeout_s=60)
    await stage.ask("POST", "/api/agents/1001/resume")
    first = await stage.agent_call("1001", timeout_s=30)
    await again.hears(TONES["1001"], timeout_s=20)
    again_id = (await stage.ask("GET", "/api/agents/1001/call"))["call_id"]
    (restored,) = ledger(stage, PlaceRestored, again_id)
    assert restored.payload["earlier_call_id"] == left.call_id
    await free(stage, first)
    second = await stage.agent_call("1001", timeout_s=30)
    await between.hears(TONES["1001"], timeout_s=20)
    second.hang_up()
    for call in (again, between):
        await call.ended(timeout_s=20)
    served = await contact_of(stage, "2125550162")
    (after,) = ledger(stage, EntryEnded, served.call_id)
    (before,) = ledger(stage, EntryEnded, again_id)
    assert before.id < after.id

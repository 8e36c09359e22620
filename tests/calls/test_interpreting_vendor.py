"""An interpreting vendor behind the outside trunk: PIN and language by keys, and the next one."""

import json
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent_desk.softphone.call import Call
from agent_desk.softphone.pcm import RATE_HZ, read_wav
from agent_desk.softphone.phone import Ring
from db.models import Interpretation, LedgerRow, Offer, Segment
from db.queries.decisions import decide_again, decisions
from hotline.demo.proof import Proof
from hotline.demo.scenarios.steps import (
    call_in_english,
    contact_of,
    heard_of,
    meet,
    voices_now,
)
from hotline.demo.stage import TONES, Stage, open_stage
from tests.calls.conftest import CITY, settings_in

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

PIN = "90817263"
VENDORS = """
vendors:
  busyline:
    number: "5550801"
    languages: {it: ""}
    price: {per_minute: 2}
  langline:
    number: "5550802"
    dial: [{wait_s: 1}, {send: pin}, {keys: "#"}, {wait_s: 0.5}, {send: language}]
    languages: {it: "17", fr: "2"}
    price: {per_minute: 0.75}
"""


@pytest_asyncio.fixture(loop_scope="module")
async def vended(state_dir: Path) -> AsyncIterator[Stage]:
    """A stage whose city has two vendors and no interpreter on duty."""
    city = state_dir / "city"
    shutil.copytree(CITY, city)
    with (city / "routing.yaml").open("a", encoding="utf-8") as routing:
        routing.write(VENDORS)
    settings = settings_in(state_dir).model_copy(update={"city": city})
    settings.secrets().device("agent1001")
    secrets = state_dir / "secrets.json"
    known = json.loads(secrets.read_text("utf-8"))
    secrets.write_text(json.dumps(known | {"vendor:langline": PIN}), encoding="utf-8")
    async with open_stage(settings) as stage:
        stage.outside.behaviour = Ring()
        yield stage


async def vendor_call(stage: Stage, number: str) -> Call:
    call = await stage.outside.next_call(timeout_s=30)
    assert call.invite is not None
    assert call.invite.dialled == number
    assert call.invite.caller_id != "2125550140", "a vendor sees nothing of the caller"
    return call


async def test_a_busy_vendor_gives_way_and_the_next_one_interprets(vended: Stage) -> None:
    stage, proof = vended, Proof(name="vendor", title="", began=time.monotonic())
    await stage.staff("1001")
    call = await call_in_english(stage, proof, "2125550140")
    await call.send_keys("0")
    agent = await meet(stage, proof, call, "1001")
    call_id = (await stage.ask("GET", "/api/agents/1001/call"))["call_id"]
    italian = {"agent_id": "1001", "language": "it"}
    await stage.ask("POST", f"/api/calls/{call_id}/language", italian)

    busy = await vendor_call(stage, "5550801")
    busy.reject(486)
    vendor = await vendor_call(stage, "5550802")
    vendor.answer()
    await vendor.keys_received(f"{PIN}#17", timeout_s=30)
    vendor.play_tone(TONES["outside"])
    # The agent alone is told, before the interpreter is there.
    news = stage.prompt("interpreter.it", "en")
    told = await agent.hears_prompt(news, timeout_s=20)
    for ear, voice in ((call, "outside"), (agent, "outside"), (vendor, "citizen")):
        await ear.hears(TONES[voice], timeout_s=20)
    assert await voices_now(vendor) == {"citizen", "1001"}

    joined_s = await agent.hears(TONES["outside"], timeout_s=5, after_s=told.start_s)
    assert joined_s - told.start_s >= len(read_wav(news)) / RATE_HZ - 0.5
    assert heard_of(stage, call, ("interpreter.it",), languages=("en", "es"), after_s=0) == []

    vendor.hang_up()
    await vendor.ended(timeout_s=20)
    assert await voices_now(agent) == {"citizen"}
    agent.hang_up()
    await call.ended(timeout_s=20)

    contact = await contact_of(stage, "2125550140")
    offers = stage.rows(Offer, call_id=contact.call_id, role="interpreter")
    assert [(offer.agent_id, offer.outcome) for offer in offers] == [
        ("busyline:1", "rejected"),
        ("langline:1", "accepted"),
    ]
    legs = stage.rows(Segment, call_id=contact.call_id, kind="interpreter")
    assert [(leg.agent_id, leg.language) for leg in legs] == [("langline:1", "it")]

    (news_told,) = stage.rows(LedgerRow, kind="InterpreterAnnounced")
    assert (news_told.agent_id, news_told.payload["complete"]) == ("1001", True)
    (asked,) = stage.rows(Interpretation, call_id=contact.call_id)
    assert (asked.vendor, asked.attempts, asked.outcome) == ("langline", 2, "connected")
    assert (asked.billed_s, asked.cost_micros) == (60, 750_000)
    with stage.store.session() as session:
        made = decisions(session, contact.call_id) or ()
        verdicts = list(decide_again(session, made))
    assert [verdict.differences for verdict in verdicts] == [()] * 3
    for path in (
        stage.settings.state_dir / "controller.log",
        *stage.settings.run_dir.rglob("*.log"),
    ):
        assert PIN not in path.read_text("utf-8", errors="replace"), f"the PIN is in {path.name}"

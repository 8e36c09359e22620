"""A supervisor on real conversations, by ear: listen, whisper, barge, and what is on record."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from itertools import pairwise

import pytest
import pytest_asyncio

from agent_desk.softphone.call import Call
from agent_desk.softphone.phone import Answer, Softphone
from db.models import Contact, LedgerRow, Segment
from db.rebuild import check
from hotline.demo.proof import Proof, until
from hotline.demo.scenarios.steps import call_in_english, meet, voices_now
from hotline.demo.stage import TONES, Stage, register_phone
from hotline.errors import HotlineError

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

SUE = "9001"
_HEARS_S = 20
_TRIES = 5
# The drone of the music is next to the citizen's own tone, which the citizen never hears.
_MUSIC = {"citizen"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sue(stage: Stage) -> AsyncIterator[Softphone]:
    phone = await register_phone(stage.settings, stage.endpoint, "agent9001")
    phone.behaviour = Answer(after_s=0.2)
    yield phone


def proof() -> Proof:
    return Proof(name="supervision", title="", began=0.0)


async def supervise(stage: Stage, target: str, mode: str) -> None:
    body = {"target": target, "mode": mode}
    await stage.ask("POST", f"/api/supervisors/{SUE}/supervise", body)


async def mode_is(stage: Stage, mode: str) -> None:
    """Wait until the switch has said so."""

    def now() -> bool:
        found = stage.desk.get("/api/supervisions")["supervisions"]
        return [each["mode"] for each in found] == [mode]

    await until(now, timeout_s=_HEARS_S, what=mode)


async def hear(ears: Mapping[str, Call], expected: Mapping[str, set[str]]) -> None:
    """Each of the `ears` hears exactly these voices, once the switch has settled."""
    for _ in range(_TRIES):
        voices = await asyncio.gather(*(voices_now(ear) for ear in ears.values()))
        found = dict(zip(ears, voices, strict=True))
        if found == dict(expected):
            return
    assert found == dict(expected)


async def on_the_call(stage: Stage, supervisor: Softphone) -> Call:
    ear = await supervisor.next_call(_HEARS_S)
    ear.play_tone(TONES[SUE])
    return ear


async def test_listen_whisper_barge_and_listen_again(stage: Stage, sue: Softphone) -> None:
    await stage.staff("1001")
    caller = await call_in_english(stage, proof(), "2125550151")
    await caller.send_keys("0")
    agent = await meet(stage, proof(), caller, "1001")
    ears = {"citizen": caller, "1001": agent}
    await supervise(stage, "1001", "listen")
    ear = await on_the_call(stage, sue)
    ears[SUE] = ear
    quiet = {"citizen": {"1001"}, "1001": {"citizen"}, SUE: {"citizen", "1001"}}
    await mode_is(stage, "listen")
    await hear(ears, quiet)
    board = await stage.ask("GET", "/api/board")
    assert [each["mode"] for each in board["supervisions"]] == ["listen"]
    doing = {row["agent_id"]: row["doing"] for row in board["agents"]}
    assert (doing["1001"], doing["1002"]) == ("talking", "logged_out")
    await supervise(stage, "1001", "whisper")
    await mode_is(stage, "whisper")
    await hear(ears, quiet | {"1001": {"citizen", SUE}})
    await ear.send_keys("6")
    await mode_is(stage, "barge")
    await hear(ears, quiet | {"citizen": {"1001", SUE}, "1001": {"citizen", SUE}})
    await _while_the_agent_consults(stage, ears)
    await hear(ears, quiet)
    agent.hang_up()
    await ear.ended(timeout_s=_HEARS_S)
    await caller.ended(timeout_s=_HEARS_S)
    modes = ["listen", "whisper", "barge", "listen", "whisper", "listen"]
    await _on_record(stage, "2125550151", modes)


async def _while_the_agent_consults(stage: Stage, ears: Mapping[str, Call]) -> None:
    """Who barged in listens to the consult, and may whisper; the caller is alone with music."""
    call_id = (await stage.ask("GET", "/api/agents/1001/call"))["call_id"]
    number = {"agent_id": "1001", "number": "2125550199"}
    await stage.ask("POST", f"/api/calls/{call_id}/consult", number)
    other = await stage.outside.next_call(_HEARS_S)
    other.play_tone(TONES["outside"])
    aside = {**ears, "outside": other}
    await mode_is(stage, "listen")
    apart = {
        "citizen": _MUSIC,
        "1001": {"outside"},
        "outside": {"1001"},
        SUE: {"1001", "outside"},
    }
    await hear(aside, apart)
    await supervise(stage, "1001", "whisper")
    await mode_is(stage, "whisper")
    await hear(aside, apart | {"1001": {"outside", SUE}})
    with pytest.raises(HotlineError, match="1001 is in a consult"):
        await supervise(stage, "1001", "barge")
    await stage.ask("POST", f"/api/calls/{call_id}/retrieve", {"agent_id": "1001"})
    await other.ended(timeout_s=_HEARS_S)
    await supervise(stage, "1001", "listen")
    await mode_is(stage, "listen")


async def test_a_conversation_of_three(stage: Stage, sue: Softphone) -> None:
    await stage.staff("1001", "2001")
    caller = await call_in_english(stage, proof(), "2125550152")
    await caller.send_keys("0")
    agent = await meet(stage, proof(), caller, "1001")
    call_id = (await stage.ask("GET", "/api/agents/1001/call"))["call_id"]
    french = {"agent_id": "1001", "language": "fr"}
    await stage.ask("POST", f"/api/calls/{call_id}/interpreter", french)
    interpreter = await stage.agent_call("2001")
    await supervise(stage, call_id, "listen")
    ear = await on_the_call(stage, sue)
    ears = {"citizen": caller, "1001": agent, "2001": interpreter, SUE: ear}
    quiet = {
        "citizen": {"1001", "2001"},
        "1001": {"citizen", "2001"},
        "2001": {"citizen", "1001"},
        SUE: {"citizen", "1001", "2001"},
    }
    await mode_is(stage, "listen")
    await hear(ears, quiet)
    await supervise(stage, call_id, "whisper")
    await mode_is(stage, "whisper")
    await hear(ears, quiet | {"1001": {"citizen", "2001", SUE}})
    await supervise(stage, call_id, "barge")
    await mode_is(stage, "barge")
    everybody = set(ears)
    await hear(ears, {name: everybody - {name} for name in ears})
    await stage.ask("POST", f"/api/supervisors/{SUE}/end")
    await ear.ended(timeout_s=_HEARS_S)
    del ears[SUE]
    await hear(ears, {name: set(ears) - {name} for name in ears})
    caller.hang_up()
    await agent.ended(timeout_s=_HEARS_S)
    await interpreter.ended(timeout_s=_HEARS_S)
    await _on_record(stage, "2125550152", ["listen", "whisper", "barge"])


async def test_without_the_right_it_is_refused_and_on_record(stage: Stage, sue: Softphone) -> None:
    await stage.staff("1001")
    caller = await call_in_english(stage, proof(), "2125550153")
    await caller.send_keys("0")
    agent = await meet(stage, proof(), caller, "1001")
    body = {"target": "1001", "mode": "listen"}
    with pytest.raises(HotlineError, match="1002 is no supervisor"):
        await stage.ask("POST", "/api/supervisors/1002/supervise", body)
    agent.hang_up()
    await caller.ended(timeout_s=_HEARS_S)

    def refused() -> bool:
        return len(stage.rows(LedgerRow, kind="SupervisionRefused")) == 1

    await until(refused, timeout_s=_HEARS_S, what="the refusal on record")


async def test_the_distributor_noticed_nothing(stage: Stage, sue: Softphone) -> None:
    assert stage.rows(LedgerRow, kind="Repaired") == []
    assert check(stage.store) == ()


async def _on_record(stage: Stage, number: str, modes: list[str]) -> None:
    """The supervision has ended, each mode with its own times, and the call was served."""

    def ended() -> bool:
        contact = stage.row(Contact, calling_number=number)
        rows = stage.rows(Segment, call_id=contact.call_id, agent_id=SUE)
        return contact.disposition == "served" and bool(rows) and rows[-1].ended_at is not None

    await until(ended, timeout_s=_HEARS_S, what="the end on record")
    contact = stage.row(Contact, calling_number=number)
    rows = stage.rows(Segment, call_id=contact.call_id, agent_id=SUE)
    assert [row.kind for row in rows] == modes
    assert {(row.role, row.offer_id) for row in rows} == {("supervisor", rows[0].offer_id)}
    for row, following in pairwise(rows):
        assert row.started_at < row.ended_at == following.started_at

"""The controller is killed while a supervisor is on a conversation."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent_desk.softphone.call import Call
from agent_desk.softphone.phone import Answer, Softphone
from asterisk_conf.process import AsteriskProcess
from db.models import Contact, LedgerRow, Segment
from hotline.demo.proof import until
from hotline.demo.stage import register_phone
from tests.faults.rig import TONES, Rig

pytestmark = pytest.mark.asterisk


@pytest_asyncio.fixture
async def sue(rig: Rig) -> AsyncIterator[Softphone]:
    phone = await register_phone(rig.settings, rig.endpoint, "agent9001")
    phone.behaviour = Answer(after_s=0.1)
    yield phone


async def hears_from_now(ear: Call, *names: str) -> None:
    later = len(ear.heard()) / 8000
    for name in names:
        await ear.hears(TONES[name], timeout_s=20, after_s=later)


async def nobody_is_left(asterisk: AsteriskProcess) -> None:
    def shown() -> bool:
        return asterisk.cli("core show channels count").startswith("0 active channels")

    await until(shown, timeout_s=20, what="a switch without a channel")


async def test_killed_while_a_supervisor_listens_and_while_one_speaks(
    rig: Rig, sue: Softphone
) -> None:
    async with rig.controller() as process:
        await rig.login()
        call, agent = await rig.converse("2125550121")
        await rig.supervise("listen")
        ear = await sue.next_call(20)
        await hears_from_now(ear, "citizen", "1001")
        await rig.row(Segment, lambda s: s.ended_at is None, kind="listen")
        process.kill()
        await process.wait()
    await hears_from_now(ear, "citizen", "1001")
    async with rig.controller() as process:
        await ear.ended(timeout_s=20)
        await hears_from_now(call, "1001")
        await hears_from_now(agent, "citizen")
        listened = await rig.row(Segment, lambda s: s.outcome, kind="listen")
        assert (listened.agent_id, listened.supervised_agent_id) == ("9001", "1001")
        assert (listened.outcome, listened.reason) == ("left", "controller_restarted")
        (restart,) = rig.rows(LedgerRow, kind="ControllerStarted")[1:]
        assert listened.ended_at >= restart.at
        talk = rig.rows(Segment, kind="talk")[0]
        assert talk.reason == "controller_restarted"
        assert talk.ended_at < restart.at
        call.hang_up()
        await agent.ended(timeout_s=20)
        await nobody_is_left(rig.asterisk)

        call, agent = await rig.converse("2125550122")
        await rig.supervise("barge")
        ear = await sue.next_call(20)
        ear.play_tone(TONES["9001"])
        await hears_from_now(call, "1001", "9001")
        process.kill()
        await process.wait()
    # Nobody is there to tell the switch that without the caller the call is over.
    call.hang_up()
    await call.ended(timeout_s=20)
    async with rig.controller():
        await ear.ended(timeout_s=20)
        await agent.ended(timeout_s=20)
        await nobody_is_left(rig.asterisk)
        barged = await rig.row(Segment, lambda s: s.outcome, kind="barge")
        assert (barged.outcome, barged.reason) == ("left", "controller_restarted")

        call, agent = await rig.converse("2125550123")
        await rig.supervise("whisper")
        ear = await sue.next_call(20)
        ear.play_tone(TONES["9001"])
        await hears_from_now(agent, "9001")
        call.hang_up()
        await ear.ended(timeout_s=20)
        await rig.row(Contact, lambda c: c.disposition == "served", calling_number="2125550123")
        whispered = await rig.row(Segment, lambda s: s.outcome, kind="whisper")
        assert (whispered.outcome, whispered.reason) == ("left", "conversation_over")
    assert [row.kind for row in rig.rows(Segment, role="supervisor")] == [
        *("listen", "barge", "whisper")
    ]
    assert {row.kind for row in rig.rows(Segment, ended_at=None)} <= {"wrap_up"}
    assert len(rig.rows(LedgerRow, kind="SupervisionEnded")) == 3

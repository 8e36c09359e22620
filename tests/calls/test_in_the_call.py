"""Consult, conference and transfer on real Asterisk: who hears whom, and what is on record."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count

import pytest
import pytest_asyncio

from agent_desk.softphone.call import Call
from agent_desk.softphone.pcm import RATE_HZ
from agent_desk.softphone.phone import Answer, Ring
from db.models import LedgerRow, Segment
from db.queries.decisions import decide_again, decisions
from db.rebuild import check
from hotline.demo.proof import until
from hotline.demo.scenarios.steps import contact_of, voices_now
from hotline.demo.stage import TONES, Stage

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

NUMBERS = count(200)
"""Each caller has a number of their own, by which the contact is found."""
WAIT_S = 20.0
LAG_S = 0.6
"""How much later than heard a sound may be in the recording of a leg."""


@dataclass
class Talk:
    """A caller who talks with agent 1001."""

    stage: Stage
    number: str
    caller: Call
    ann: Call
    call_id: str

    async def ask(self, act: str, **whom: str) -> None:
        body = {"agent_id": "1001", **whom}
        await self.stage.ask("POST", f"/api/calls/{self.call_id}/{act}", body)

    async def outside(self) -> Call:
        call = await self.stage.outside.next_call(timeout_s=WAIT_S)
        call.play_tone(TONES["outside"])
        return call

    async def segments(self, kind: str, count: int) -> list[Segment]:
        """The finished segments of a kind, once there are so many."""

        def look() -> list[Segment]:
            rows = self.stage.rows(Segment, call_id=self.call_id, kind=kind)
            return rows if len(rows) == count and all(row.ended_at for row in rows) else []

        found: list[Segment] = await until(look, timeout_s=WAIT_S, what=f"{count} {kind}")
        return found


async def hear_one_another(*people: tuple[Call, str]) -> None:
    """Each hears the tones of all others from now on; what was said before does not count."""
    now_s = {me: len(ear.heard()) / RATE_HZ + LAG_S for ear, me in people}
    for ear, me in people:
        for _, other in people:
            if other != me:
                await ear.hears(TONES[other], timeout_s=WAIT_S, after_s=now_s[me])


@pytest_asyncio.fixture(loop_scope="module")
async def talk(stage: Stage) -> AsyncIterator[Talk]:
    await stage.staff("1001", "1003")
    stage.outside.behaviour = Answer(after_s=0.2)
    number = f"2125550{next(NUMBERS)}"
    await stage.ask("POST", "/api/agents/1003/pause", {"reason": "break"})
    caller = await stage.call_city(caller=number)
    await caller.hears_prompt(stage.prompt("main.welcome", "en"), timeout_s=WAIT_S)
    await caller.send_keys("1")
    await caller.hears_prompt(stage.prompt("main.top", "en"), timeout_s=WAIT_S)
    await caller.send_keys("0")
    ann = await stage.agent_call("1001", timeout_s=30)
    caller.play_tone(TONES["citizen"])
    await hear_one_another((caller, "citizen"), (ann, "1001"))
    await stage.ask("POST", "/api/agents/1003/resume")
    call_id = (await stage.ask("GET", "/api/agents/1001/call"))["call_id"]
    talk = Talk(stage, number, caller, ann, call_id)
    yield talk
    for call in (talk.caller, talk.ann):
        if not call.has_ended:
            call.hang_up()
    await contact_of(stage, number)


async def test_an_expert_is_consulted_and_takes_the_caller(talk: Talk) -> None:
    await talk.ask("consult", queue="expert-housing")
    carl = await talk.stage.agent_call("1003")
    await hear_one_another((talk.ann, "1001"), (carl, "1003"))
    assert not {"1001", "1003"} & await voices_now(talk.caller)
    await talk.ask("complete")
    await hear_one_another((talk.caller, "citizen"), (carl, "1003"))
    await talk.ann.ended(timeout_s=WAIT_S)
    carl.hang_up()
    await talk.caller.ended(timeout_s=WAIT_S)
    (consult,) = await talk.segments("consult", 1)
    assert (consult.agent_id, consult.queue, consult.outcome) == (
        "1001",
        "expert-housing",
        "completed",
    )
    (transfer,) = await talk.segments("transfer", 1)
    assert (transfer.role, transfer.outcome) == ("attended", "completed")
    assert len(await talk.segments("hold", 1)) == 1
    assert [row.agent_id for row in await talk.segments("talk", 2)] == ["1001", "1003"]
    with talk.stage.store.session() as records:
        made = decisions(records, talk.call_id)
        assert made
        assert [verdict.differences for verdict in decide_again(records, made)] == [()] * len(made)


async def test_an_agent_is_consulted_by_name_and_the_caller_retrieved(talk: Talk) -> None:
    await talk.ask("consult", agent="1003")
    carl = await talk.stage.agent_call("1003")
    await hear_one_another((talk.ann, "1001"), (carl, "1003"))
    await talk.ask("retrieve")
    await carl.ended(timeout_s=WAIT_S)
    await hear_one_another((talk.caller, "citizen"), (talk.ann, "1001"))
    talk.ann.hang_up()
    await talk.caller.ended(timeout_s=WAIT_S)
    (consult,) = await talk.segments("consult", 1)
    assert consult.outcome == "retrieved"


async def test_three_in_a_conference_all_hear_each_other(talk: Talk) -> None:
    await talk.ask("consult", destination="31")
    parks = await talk.outside()
    await hear_one_another((talk.ann, "1001"), (parks, "outside"))
    await talk.ask("conference")
    await hear_one_another((talk.caller, "citizen"), (talk.ann, "1001"), (parks, "outside"))
    talk.ann.hang_up()
    await talk.ann.ended(timeout_s=WAIT_S)
    await asyncio.sleep(1)
    assert await voices_now(talk.caller) == {"outside"}
    parks.hang_up()
    await talk.caller.ended(timeout_s=WAIT_S)
    (conference,) = await talk.segments("conference", 1)
    (outside,) = await talk.segments("outside", 1)
    assert outside.queue == "parks"
    assert conference.started_at >= outside.started_at


async def test_a_guest_who_does_not_answer_gives_the_caller_back(talk: Talk) -> None:
    talk.stage.outside.behaviour = Ring()
    await talk.ask("consult", number="2125550177")
    ringing = await talk.stage.outside.next_call(timeout_s=WAIT_S)
    ringing.reject()
    await hear_one_another((talk.caller, "citizen"), (talk.ann, "1001"))
    talk.ann.hang_up()
    await talk.caller.ended(timeout_s=WAIT_S)
    (consult,) = await talk.segments("consult", 1)
    assert consult.outcome == "not_answered"


async def test_a_blind_transfer_outside_connects_the_caller(talk: Talk) -> None:
    await talk.ask("transfer", destination="parks")
    await talk.ann.ended(timeout_s=WAIT_S)
    parks = await talk.outside()
    await hear_one_another((talk.caller, "citizen"), (parks, "outside"))
    parks.hang_up()
    await talk.caller.ended(timeout_s=WAIT_S)
    contact = await contact_of(talk.stage, talk.number)
    assert contact.disposition == "transferred"
    (transfer,) = await talk.segments("transfer", 1)
    assert (transfer.role, transfer.agent_id, transfer.queue) == ("blind", "1001", "parks")


async def test_a_blind_transfer_to_an_agent_rings_only_there(talk: Talk) -> None:
    await talk.ask("transfer", agent="1003")
    await talk.ann.ended(timeout_s=WAIT_S)
    carl = await talk.stage.agent_call("1003")
    await hear_one_another((talk.caller, "citizen"), (carl, "1003"))
    carl.hang_up()
    await talk.caller.ended(timeout_s=WAIT_S)
    (transfer,) = await talk.segments("transfer", 1)
    assert (transfer.role, transfer.outcome) == ("blind", "completed")


async def test_a_caller_who_hangs_up_in_a_consult_releases_both(talk: Talk) -> None:
    await talk.ask("consult", queue="expert-housing")
    carl = await talk.stage.agent_call("1003")
    await hear_one_another((talk.ann, "1001"), (carl, "1003"))
    talk.caller.hang_up()
    await talk.ann.ended(timeout_s=WAIT_S)
    await carl.ended(timeout_s=WAIT_S)
    (consult,) = await talk.segments("consult", 1)
    assert consult.outcome == "caller_left"


async def test_an_agent_who_hangs_up_in_a_consult_leaves_the_caller_to_the_target(
    talk: Talk,
) -> None:
    await talk.ask("consult", queue="expert-housing")
    carl = await talk.stage.agent_call("1003")
    await hear_one_another((talk.ann, "1001"), (carl, "1003"))
    talk.ann.hang_up()
    await hear_one_another((talk.caller, "citizen"), (carl, "1003"))
    carl.hang_up()
    await talk.caller.ended(timeout_s=WAIT_S)


async def test_by_keys_alone(talk: Talk) -> None:
    stage = talk.stage
    await stage.ask("POST", "/api/agents/1003/logout")
    talk.caller.stop_tone()
    asked_s = len(talk.ann.heard()) / RATE_HZ
    await talk.ann.send_keys("*5")
    why = stage.prompt("feature-unstaffed", "en")
    await talk.ann.hears_prompt(why, timeout_s=WAIT_S, after_s=asked_s)
    talk.caller.play_tone(TONES["citizen"])
    await hear_one_another((talk.caller, "citizen"), (talk.ann, "1001"))
    await talk.ann.send_keys("*131#")
    parks = await talk.outside()
    await hear_one_another((talk.ann, "1001"), (parks, "outside"))
    await talk.ann.send_keys("*7")
    await hear_one_another((talk.caller, "citizen"), (talk.ann, "1001"), (parks, "outside"))
    talk.caller.hang_up()
    await parks.ended(timeout_s=WAIT_S)
    await talk.ann.ended(timeout_s=WAIT_S)


async def test_nothing_was_repaired_and_the_records_can_be_rebuilt(stage: Stage) -> None:
    assert stage.rows(LedgerRow, kind="Repaired") == []
    assert check(stage.store) == ()

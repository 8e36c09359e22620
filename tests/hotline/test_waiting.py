"""Callers who wait: what they are told, and that no word of it delays an agent."""

from pathlib import Path

import pytest

import acd.inputs
from acd.events import EntryEnded, EntryOutcome, WaitTold
from ivr.flow import commands
from ivr.flow.events import CallEnded, Disposition, FaqAnswered, PromptHeard
from tests.hotline.bench import Bench
from tests.hotline.fakes import Session
from tests.hotline.test_call_session import Rig, play

TALK_S = 60.0


@pytest.fixture
def bench() -> Bench:
    return Bench()


def busy(bench: Bench, calls: int = 12) -> None:
    """Ada takes calls of a minute until enough is known of her, and talks to the last."""
    bench.login("1001")
    for number in range(calls):
        offer_id = bench.talk("1001", f"before-{number}")
        bench.wait(TALK_S)
        bench.hang_up_agent(offer_id)
        bench.close(f"before-{number}")
        bench.wait(11)
    bench.talk("1001", "talking")


def test_the_place_and_a_learnt_range_are_told_and_on_record(bench: Bench) -> None:
    busy(bench)
    for call_id in ("c1", "c2"):
        line = bench.to_queue(call_id)
    bench.wait(10)
    assert line.prompts[0] == "main.to_person.waiting.place.2"
    assert line.prompts[1].startswith("main.to_person.waiting.wait.")
    bench.heard("c2")
    (told,) = bench.events(WaitTold, "c2")
    assert (told.queue, told.position) == ("general", 2)
    assert told.low_s is not None
    assert told.high_s is not None
    # Two calls of a minute and a wrap-up each are to end first.
    assert 60 < told.low_s < 180 < told.high_s < 600
    assert told.said_low_s is not None
    assert told.said_low_s <= told.low_s


def test_a_formula_sees_the_wait_of_who_came_now(bench: Bench) -> None:
    queues = bench.engine.exchange._queues
    assert queues.expected_wait_s("general") is None
    busy(bench)
    taken = queues.expected_wait_s("general")
    bench.to_queue("c1")
    behind = queues.expected_wait_s("general")
    bench.hang_up("c1")
    bench.hang_up_agent(bench.offer_to("1001"))
    bench.wait(11)
    idle = queues.expected_wait_s("general")
    assert taken is not None
    assert behind is not None
    assert idle is not None
    assert idle < 5 < taken < behind < 300
    assert queues.expected_wait_s("gone") is None


def test_nothing_is_invented_while_nothing_is_known(bench: Bench) -> None:
    bench.login("1001")
    bench.talk("1001", "c0")
    line = bench.to_queue("c1")
    bench.wait(10)
    assert line.prompts == ["main.to_person.waiting.place.1"]
    bench.heard()
    (told,) = bench.events(WaitTold, "c1")
    assert (told.low_s, told.high_s) == (None, None)


def test_callers_of_another_queue_count_where_they_want_the_same_agents(bench: Bench) -> None:
    bench.login("1001", "1002")
    bench.talk("1001", "c0")
    bench.talk("1002", "c1")
    bench.call("c2", dialled="5552000")
    bench.heard("c2")
    bench.key("0", "c2")
    bench.heard("c2")
    line = bench.to_queue("c3")
    bench.wait(12)
    # The Spanish speaker ahead waits for Benita, whom this caller could have as well.
    assert line.prompts[0] == "main.to_person.waiting.place.2"


def test_an_agent_who_picks_up_stops_the_prompt_before_the_join(bench: Bench) -> None:
    bench.login("1001")
    offer_id = bench.talk("1001", "c0")
    line = bench.to_queue("c1")
    bench.wait(10)
    spoken = line.playing.play_id
    bench.hang_up_agent(offer_id)
    bench.wait(10)
    bench.answer("1001")
    assert [offer for offer, _ in line.joined] == [bench.offer_to("1001")]
    assert line.playing.play_id == spoken
    cut = bench.events(PromptHeard, "c1")[-1]
    assert (cut.names, cut.complete) == (("main.to_person.waiting.place.1",), False)
    assert bench.events(WaitTold, "c1") == []
    plays = len([each for each in line.commands if isinstance(each, commands.Play)])
    bench.feed(acd.inputs.LegJoined(offer_id=bench.offer_to("1001")))
    bench.wait(600)
    assert len([each for each in line.commands if isinstance(each, commands.Play)]) == plays


def test_an_answer_heard_while_waiting_is_an_answer_though_the_queue_was_left(
    bench: Bench,
) -> None:
    bench.login("1001")
    bench.talk("1001", "c0")
    line = bench.to_queue("c1")
    bench.wait(10)
    bench.heard()
    assert line.prompts[0] == "main.to_person.waiting.questions"
    bench.key("2")
    bench.heard()
    assert [answer.faq for answer in bench.events(FaqAnswered, "c1")] == ["noise"]
    assert not bench.events(EntryEnded, "c1")
    bench.hang_up()
    assert bench.events(CallEnded, "c1")[0].disposition is Disposition.ANSWERED_BY_FAQ
    assert bench.events(EntryEnded, "c1")[0].outcome is EntryOutcome.ABANDONED


def test_the_key_for_a_message_leaves_the_queue(bench: Bench) -> None:
    bench.login("1001")
    bench.talk("1001", "c0")
    line = bench.to_queue("c1")
    bench.key("5")
    assert line.prompts[0] == "main.message"
    assert bench.events(EntryEnded, "c1")[0].outcome is EntryOutcome.WITHDRAWN
    assert bench.engine.distributor.call("c1") is None


async def test_a_prompt_interrupts_the_music_and_the_music_comes_back(tmp_path: Path) -> None:
    rig = Rig(Session(), tmp_path)
    await rig.serve(lambda line: line.wait_in_queue(), play)
    music = [what for what in rig.session.done if what[0] in ("music", "control_stream")]
    assert music[:2] == [("music", "True"), ("music", "False")]
    assert music[2][0] == "control_stream"
    assert music[-1] == ("music", "True")

"""How the engine treats a call with nobody on the line yet."""

from acd.commands import JoinAgent, ReturnCall
from acd.events import EntryEnded, EntryOutcome, Repaired
from acd.inputs import AgentLoggedOut, SwitchStateReported
from acd.offers.offering import JOIN_LIMIT_S
from acd.plan.model import Overflow
from tests.acd.harness import EXPERT, Bench, agent

DIAL_LIMIT_S = 60.0


def test_it_waits_for_as_long_as_it_takes() -> None:
    bench = Bench(agent("ana"), max_wait_s=100.0, overflow=Overflow(after_s=50.0, exit="message"))
    bench.login("ana")
    bench.tell(AgentLoggedOut(agent_id="ana"))
    bench.enqueue("back", dial_limit_s=DIAL_LIMIT_S)
    bench.wait(10_000)
    assert bench.all(ReturnCall) == []
    bench.login("ana")
    assert bench.offered() == ["ana"]


def test_there_is_time_to_dial() -> None:
    bench = Bench(agent("ana"), agent("ben"))
    bench.login("ana", "ben")
    bench.enqueue("live")
    bench.enqueue("back", dial_limit_s=DIAL_LIMIT_S)
    bench.answer("ana")
    bench.answer("ben")
    assert len(bench.all(JoinAgent)) == 2
    bench.wait(JOIN_LIMIT_S + 1)
    (live, back) = bench.engine.calls()
    assert (len(live.entries), len(live.parties)) == (1, 0)
    assert len(back.parties) == 1
    bench.wait(DIAL_LIMIT_S)
    assert len(bench.engine.call("back").parties) == 0


def test_once_the_person_is_there_it_is_a_call_like_any_other() -> None:
    bench = Bench(agent("ana"), max_wait_s=100.0)
    bench.login("ana")
    bench.enqueue("back", dial_limit_s=DIAL_LIMIT_S)
    report = SwitchStateReported(as_of=bench.now, legs=(), calls=())
    bench.tell(report)
    assert bench.engine.call("back") is not None
    bench.talk("ana")
    (ended,) = bench.said(EntryEnded)
    assert ended.outcome is EntryOutcome.CONNECTED
    bench.tell(SwitchStateReported(as_of=bench.now, legs=(), calls=()))
    assert bench.said(Repaired)[0].what == "caller_lost"


def test_the_person_called_back_who_is_handed_over_is_joined_within_the_usual_time() -> None:
    bench = Bench(agent("ana"), agent("eve", EXPERT, skills={"housing": 4}))
    bench.login("ana", "eve")
    bench.enqueue("back", dial_limit_s=DIAL_LIMIT_S)
    offer_id = bench.talk("ana")
    bench.hand_over("ana", call_id="back")
    bench.hang_up(offer_id)
    bench.answer("eve")
    bench.wait(JOIN_LIMIT_S + 1)
    assert bench.engine.call("back").parties == ()

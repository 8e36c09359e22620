"""The engine drives the real distributor and the real flow machines over the demo city."""

import asyncio

import pytest

import acd.inputs
from acd.events import CallLanguageSet, EntryEnded, EntryOutcome, PartyJoined, PartyLeft
from acd.plan.model import Role
from hotline.messages import Ask, FactHappened
from ivr.flow import commands, inputs
from ivr.flow.events import (
    CallEnded,
    CallStarted,
    ControllerStarted,
    Disposition,
    LanguageIdentified,
    VoicemailLeft,
)
from ivr.flow.machine import CLOSING_S, Machine
from tests.hotline.bench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()


def ended(bench: Bench, call_id: str = "c1") -> CallEnded:
    (event,) = bench.events(CallEnded, call_id)
    return event


# --- a whole call ------------------------------------------------------------------------------


def test_a_call_goes_from_the_menu_to_an_agent_and_to_its_end(bench: Bench) -> None:
    bench.login("1001")
    line = bench.call()
    assert "main.welcome" in line.prompts
    bench.heard()
    bench.key("1")
    bench.key("0")
    assert line.prompts == ["main.to_person"]
    bench.heard()
    assert line.music
    offer, pop = bench.agents.offers[-1]
    assert (offer.agent_id, offer.device, pop.language, pop.caller) == (
        "1001",
        "agent1001",
        "en",
        "2125550100",
    )
    offer_id = bench.answer("1001")
    assert line.joined == [(offer_id, Role.PRIMARY)]
    bench.feed(acd.inputs.LegJoined(offer_id=offer_id))
    assert bench.state("1001") == "talking"
    bench.now += 60
    bench.hang_up_agent(offer_id)
    assert line.prompts == ["main.goodbye"]
    bench.heard()
    assert isinstance(line.commands[-1], commands.HangUp)
    assert "c1" in bench.engine.calls
    bench.close()
    assert (ended(bench).disposition, ended(bench).by) == (Disposition.SERVED, "flow")
    bench.check_forgotten()


def test_events_are_written_before_anything_that_follows_from_the_step_after(bench: Bench) -> None:
    """A step writes one batch, and all of it before the next step begins."""
    bench.login("1001")
    bench.to_queue()
    assert sum(bench.batches) == len(bench.ledger)
    kinds = [type(entry.event).__name__ for entry in bench.ledger]
    order = ("CallStarted", "CallAnswered", "QueueEntered", "EntryQueued", "OfferMade")
    assert [kinds.index(kind) for kind in order] == sorted(kinds.index(kind) for kind in order)
    bench.check_numbers()


def test_every_step_that_says_something_writes_even_when_it_fails(bench: Bench) -> None:
    bench.to_queue()
    before = len(bench.ledger)

    def record_and_fail() -> None:
        bench.engine.record(ControllerStarted(version="1", profile="x"))
        raise ValueError("after the fact")

    loop = asyncio.new_event_loop()
    answer: asyncio.Future[None] = loop.create_future()
    bench.tell(Ask(record_and_fail, answer))
    assert isinstance(answer.exception(), ValueError)
    loop.close()
    assert len(bench.ledger) == before + 1
    bench.check_numbers()


def test_two_calls_do_not_meet(bench: Bench) -> None:
    bench.login("1001", "1003")
    bench.to_queue("c1")
    bench.to_queue("c2")
    offers = {offer.call_id: offer.agent_id for offer, _ in bench.agents.offers}
    assert offers == {"c1": "1001", "c2": "1003"}
    first = bench.join("1001")
    bench.join("1003")
    bench.hang_up_agent(first)
    assert bench.lines["c1"].prompts == ["main.goodbye"]
    assert bench.state("1003") == "talking"


def test_facts_get_numbers_of_the_same_row(bench: Bench) -> None:
    bench.tell(FactHappened(event=ControllerStarted(version="1", profile="x")))
    bench.call()
    assert [type(e.event) for e in bench.ledger[:2]] == [ControllerStarted, CallStarted]
    bench.check_numbers()


# --- the caller hangs up -------------------------------------------------------------------------

MOMENTS = {
    "welcome": lambda b: b.call(),
    "question": lambda b: (b.call(), b.heard()),
    "questions": lambda b: (b.call(), b.heard(), b.key("1")),
    "queue": lambda b: b.to_queue(),
    "ringing": lambda b: (
        b.login("1001"),
        b.to_queue(),
        b.feed(acd.inputs.OfferRang(offer_id=b.offer_to("1001"))),
    ),
    "joining": lambda b: (b.login("1001"), b.to_queue(), b.answer("1001")),
    "talking": lambda b: (b.login("1001"), b.talk()),
    "goodbye": lambda b: (b.login("1001"), b.hang_up_agent(b.talk())),
    "emergency": lambda b: (b.call(), b.key("9")),
    "message": lambda b: (b.to_queue(), b.heard(), b.heard()),
}


@pytest.mark.parametrize(
    ("moment", "disposition"),
    [
        ("welcome", Disposition.ABANDONED_IN_MENU),
        ("question", Disposition.ABANDONED_IN_MENU),
        ("questions", Disposition.ABANDONED_IN_MENU),
        ("ringing", Disposition.ABANDONED_IN_QUEUE),
        ("joining", Disposition.ABANDONED_IN_QUEUE),
        ("talking", Disposition.SERVED),
        ("goodbye", Disposition.SERVED),
        ("emergency", Disposition.EMERGENCY),
    ],
)
def test_a_caller_may_hang_up_at_any_moment(
    bench: Bench, moment: str, disposition: Disposition
) -> None:
    MOMENTS[moment](bench)
    bench.close()
    bench.wait(CLOSING_S + 1)
    assert (ended(bench).disposition, ended(bench).by) == (disposition, "caller")
    bench.check_forgotten()
    bench.wait(60)
    assert all(view.call_id is None for view in bench.engine.distributor.agents())


def test_a_telephone_that_rings_falls_silent_when_the_caller_is_gone(bench: Bench) -> None:
    MOMENTS["ringing"](bench)
    bench.close()
    assert bench.agents.cancelled == [bench.offer_to("1001")]
    assert bench.state("1001") == "idle"
    (entry,) = bench.events(EntryEnded)
    assert entry.outcome is EntryOutcome.ABANDONED


def test_an_agent_who_talked_is_released_and_wraps_up(bench: Bench) -> None:
    MOMENTS["talking"](bench)
    bench.close()
    assert bench.agents.released == [bench.offer_to("1001")]
    assert bench.state("1001") == "wrap_up"
    (left,) = bench.events(PartyLeft)
    assert left.reason == "caller_hung_up"
    bench.wait(10)
    assert bench.state("1001") == "idle"


def test_what_is_said_of_a_call_that_is_over_changes_nothing(bench: Bench) -> None:
    MOMENTS["talking"](bench)
    bench.close()
    before = len(bench.ledger)
    bench.close()
    bench.key("1")
    bench.say(inputs.PlaybackEnded(play_id="play-1", complete=True))
    bench.feed(acd.inputs.LegJoined(offer_id=bench.offer_to("1001")))
    bench.feed(acd.inputs.LegEnded(offer_id=bench.offer_to("1001")))
    assert len(bench.ledger) == before
    bench.check_forgotten()


# --- results that come late ----------------------------------------------------------------------


def test_a_message_that_ends_with_the_call_is_waited_for(bench: Bench) -> None:
    line = bench.to_queue()
    while not isinstance(line.commands[-1], commands.RecordMessage):
        bench.heard()
    record_id = line.commands[-1].record_id
    bench.close()
    assert "c1" in bench.engine.calls
    bench.say(inputs.MessageRecorded(record_id=record_id, path="/m.wav", duration_s=5.0))
    (left,) = bench.events(VoicemailLeft)
    assert left.path == "/m.wav"
    assert ended(bench).disposition is Disposition.VOICEMAIL
    bench.check_forgotten()


def test_a_transfer_whose_end_is_never_told_is_not_waited_for_longer(bench: Bench) -> None:
    line = bench.call()
    bench.key("9")
    assert isinstance(line.commands[-1], commands.TransferOut)
    bench.close()
    bench.wait(CLOSING_S - 0.1)
    assert "c1" in bench.engine.calls
    bench.wait(0.2)
    bench.check_forgotten()


# --- timers --------------------------------------------------------------------------------------


def test_timers_of_the_flow_and_of_the_distributor_fire(bench: Bench) -> None:
    bench.login("1001")
    bench.ask_language()
    bench.wait(6)  # nobody says a language: to a person
    bench.heard()
    assert bench.lines["c1"].music
    bench.feed(acd.inputs.OfferRang(offer_id=bench.offer_to("1001")))
    bench.wait(20)  # nobody answers: the lease is over, and nobody is left
    assert bench.agents.cancelled == [bench.offer_to("1001")]
    assert bench.state("1001") == "not_responding"


def test_a_caller_who_waited_too_long_is_asked_for_a_message(bench: Bench) -> None:
    bench.login("1001")
    bench.talk("1001", "c0")
    line = bench.to_queue("c1")
    bench.wait(121)
    assert not line.music
    assert line.prompts[0] == "main.message"


# --- people ------------------------------------------------------------------------------------


def test_a_handover_keeps_the_first_agent_until_the_next_is_there(bench: Bench) -> None:
    bench.login("1001")
    bench.talk()
    bench.login("1003")
    bench.feed(acd.inputs.HandoverRequested(call_id="c1", queue="expert-housing", by_agent="1001"))
    bench.join("1003")
    live = bench.engine.calls["c1"]
    assert live.parties == {"1003": Role.PRIMARY}
    assert bench.agents.released == [bench.offer_to("1001")]
    assert [event.agent_id for event in bench.events(PartyJoined)] == ["1001", "1003"]


def test_the_next_agents_display_says_that_an_interpreter_is_on_the_line(bench: Bench) -> None:
    bench.login("1001", "2001")
    bench.talk()
    bench.feed(acd.inputs.LanguageOverridden(call_id="c1", language="fr", by_agent="1001"))
    bench.join("2001")
    assert [pop.interpreted for _, pop in bench.agents.offers] == [False, False]
    bench.login("1003")
    handover = acd.inputs.HandoverRequested(call_id="c1", queue="expert-housing", by_agent="1001")
    bench.feed(handover)
    assert bench.agents.offers[-1][1].interpreted


def test_an_agent_corrects_the_language_and_an_interpreter_comes(bench: Bench) -> None:
    bench.login("1001", "2001")
    bench.talk()
    bench.feed(acd.inputs.LanguageOverridden(call_id="c1", language="fr", by_agent="1001"))
    assert [event.language for event in bench.events(CallLanguageSet)] == ["fr"]
    said = bench.events(LanguageIdentified)[-1]
    assert (said.language, said.means, said.evidence) == ("fr", "agent", {"agent": "1001"})
    assert bench.engine.calls["c1"].machine.language == "fr"
    bench.join("2001")
    assert bench.lines["c1"].joined[-1] == (bench.offer_to("2001"), Role.INTERPRETER)
    assert bench.engine.calls["c1"].parties == {
        "1001": Role.PRIMARY,
        "2001": Role.INTERPRETER,
    }


def test_an_emergency_while_waiting_leaves_the_queue(bench: Bench) -> None:
    bench.login("1001")
    line = bench.to_queue()
    bench.key("9")
    assert not line.music
    assert bench.agents.cancelled == [bench.offer_to("1001")]
    last = line.commands[-1]
    assert isinstance(last, commands.TransferOut)
    assert last.emergency
    bench.say(inputs.TransferEnded(transfer_id=last.transfer_id, answered=True))
    bench.close()
    assert ended(bench).disposition is Disposition.EMERGENCY
    bench.check_forgotten()


def test_an_emergency_while_talking_lets_the_agent_go(bench: Bench) -> None:
    bench.login("1001")
    offer_id = bench.talk()
    bench.say(inputs.EmergencyDeclared(by_agent="1001"))
    line = bench.lines["c1"]
    assert isinstance(line.commands[-1], commands.TransferOut)
    assert bench.agents.released == [offer_id]
    assert bench.state("1001") == "wrap_up"
    bench.close()
    bench.wait(CLOSING_S + 1)
    assert ended(bench).disposition is Disposition.EMERGENCY
    bench.check_forgotten()


def test_an_agent_who_cannot_be_joined_costs_the_caller_nothing(bench: Bench) -> None:
    bench.login("1001", "1002")
    line = bench.to_queue()
    first = bench.agents.offers[-1][0].agent_id
    bench.feed(acd.inputs.JoinFailed(offer_id=bench.answer(first), reason="leg_gone"))
    second = bench.agents.offers[-1][0].agent_id
    assert second != first
    bench.join(second)
    assert line.joined[-1] == (bench.offer_to(second), Role.PRIMARY)


def test_machines_are_the_real_ones(bench: Bench) -> None:
    bench.call()
    assert type(bench.engine.calls["c1"].machine) is Machine

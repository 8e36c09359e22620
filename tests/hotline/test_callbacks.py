"""A caller who would rather be called, through the real cores: book, distributor and flow."""

import pytest

from acd.callbacks.messages import (
    CallbackAttemptFailed,
    CallbackBooked,
    CallbackEnded,
    CallbackRefused,
    CallbackRequested,
    NotReached,
    PersonNotReached,
)
from acd.events import EntryQueued, OfferMade, PartyJoined
from acd.inputs import LegEnded, LegJoined, OfferUnanswered
from hotline.messages import CallbacksLeftOpen, CallbackTold, PersonCame
from ivr.flow.events import CallEnded, CallStarted
from ivr.flow.profile import Profile, load_profile
from tests.callback_city import write_city
from tests.hotline.bench import Bench, Line

NUMBER = "2125550100"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return load_profile(write_city(tmp_path_factory.mktemp("city"), retry_s=600, attempts=2))


@pytest.fixture
def bench(city: Profile) -> Bench:
    """One agent, who is busy with another caller."""
    bench = Bench(city)
    bench.login("1001")
    bench.talk("1001", "other")
    return bench


def ask(bench: Bench, call_id: str = "c1") -> str:
    """A caller waits in vain, asks to be called back and hangs up."""
    line = bench.to_queue(call_id)
    bench.wait(21)
    assert line.prompts[0] == "main.call_back.confirm.1"
    bench.key("1", call_id)
    assert line.prompts[0] == "main.call_back.when"
    bench.key("1", call_id)
    assert line.prompts == ["main.call_back.booked"]
    bench.close(call_id)
    return bench.events(CallbackBooked)[-1].callback_id


def free_agent(bench: Bench) -> str:
    """The other caller's conversation ends, and the agent answers the next offer."""
    bench.hang_up_agent(bench.offer_to("1001"))
    bench.wait(10)
    return bench.answer("1001")


def person_answers(bench: Bench, callback_id: str) -> Line:
    line = bench.lines[callback_id] = Line(bench.told)
    bench.tell(PersonCame(callback_id=callback_id, profile=bench.engine.profile, line=line))
    return line


def not_reached(bench: Bench, callback_id: str, reason: NotReached) -> None:
    told = PersonNotReached(callback_id=callback_id, reason=reason)
    bench.tell(CallbackTold(input=told))


def test_the_number_is_read_back_digit_by_digit(bench: Bench) -> None:
    line = bench.to_queue()
    bench.wait(21)
    digits = [name.removeprefix("digits/") for name in line.prompts if name.startswith("digits/")]
    assert "".join(digits) == NUMBER


def test_the_person_is_dialled_when_an_agent_holds_the_line(bench: Bench) -> None:
    callback_id = ask(bench)
    bench.wait(300)
    assert bench.people.dialled == []
    offer_id = free_agent(bench)
    (dialled,) = bench.people.dialled
    assert (dialled.number, dialled.attempt) == (NUMBER, 1)
    pop = bench.agents.offers[-1][1]
    assert (pop.caller, pop.topic, pop.language) == (NUMBER, "callback", "en")
    assert pop.hold_s > dialled.ring_timeout_s
    line = person_answers(bench, callback_id)
    assert [joined for joined, _ in line.joined] == [offer_id]
    bench.feed(LegJoined(offer_id=offer_id))
    assert [e.outcome for e in bench.events(CallbackEnded)] == ["served"]
    (joined,) = bench.events(PartyJoined, callback_id)
    assert joined.agent_id == "1001"
    bench.hang_up_agent(offer_id)
    (ended,) = bench.events(CallEnded, callback_id)
    assert ended.disposition == "served"
    (started,) = bench.events(CallStarted, callback_id)
    assert (started.caller, started.dialled, started.is_outbound) == (NUMBER, "311", True)
    bench.close(callback_id)
    bench.close("other")
    bench.check_forgotten()


async def test_the_desk_shows_whom_the_agent_is_about_to_call(bench: Bench) -> None:
    callback_id = ask(bench)
    free_agent(bench)
    pop = await bench.ask(bench.desk.agent_call("1001"))
    assert (pop["call_id"], pop["caller"], pop["callback"]) == (callback_id, NUMBER, "dialling")
    assert (pop["asked_on_call"], pop["attempts"]) == ("c1", 1)


def test_the_caller_who_asked_is_counted_as_one_to_be_called(bench: Bench) -> None:
    ask(bench)
    (ended,) = bench.events(CallEnded, "c1")
    assert ended.disposition == "callback"


def test_the_place_is_kept_behind_those_in_front_and_before_those_behind(bench: Bench) -> None:
    bench.to_queue("before", caller="2125550111")
    bench.wait(1)
    line = bench.to_queue("c1")
    bench.wait(1)
    since = next(e for e in bench.events(EntryQueued, "c1")).waiting_since or bench.now
    bench.wait(19)
    bench.key("1", "before")
    bench.key("1", "before")
    bench.wait(1)
    assert line.prompts[0] == "main.call_back.confirm.1"
    bench.key("1", "c1")
    bench.key("1", "c1")
    bench.close("before")
    bench.close("c1")
    bench.to_queue("behind", caller="2125550122")
    first, second = (booked.callback_id for booked in bench.events(CallbackBooked))
    kept = bench.events(EntryQueued, second)[-1].waiting_since
    assert kept is not None
    assert kept < since + 1
    free_agent(bench)
    assert bench.events(OfferMade)[-1].call_id == first
    not_reached(bench, first, NotReached.BUSY)
    assert bench.events(OfferMade)[-1].call_id == second
    bench.answer("1001")
    not_reached(bench, second, NotReached.NO_ANSWER)
    assert bench.events(OfferMade)[-1].call_id == "behind"


def test_who_is_not_reached_is_tried_again_and_given_up(bench: Bench) -> None:
    callback_id = ask(bench)
    free_agent(bench)
    not_reached(bench, callback_id, NotReached.NO_ANSWER)
    assert bench.state("1001") == "idle"
    bench.wait(599)
    assert len(bench.people.dialled) == 1
    bench.wait(2)
    bench.answer("1001")
    assert bench.people.dialled[-1].attempt == 2
    not_reached(bench, callback_id, NotReached.MACHINE)
    assert [e.reason for e in bench.events(CallbackAttemptFailed)] == ["no_answer", "machine"]
    assert [e.outcome for e in bench.events(CallbackEnded)] == ["unreached"]
    (ended,) = bench.events(CallEnded, callback_id)
    assert (ended.disposition, ended.reason) == ("not_reached", "unreached")
    assert bench.state("1001") == "idle"


def test_an_agent_who_is_lost_meanwhile_stops_the_dialling(bench: Bench) -> None:
    callback_id = ask(bench)
    offer_id = free_agent(bench)
    bench.feed(LegEnded(offer_id=offer_id))
    assert bench.people.stopped == [callback_id]
    assert [e.reason for e in bench.events(CallbackAttemptFailed)] == ["agent_lost"]
    assert person_answers(bench, callback_id).given_up


def test_a_person_whose_agent_is_lost_after_the_answer_waits_for_the_next(bench: Bench) -> None:
    callback_id = ask(bench)
    offer_id = free_agent(bench)
    line = person_answers(bench, callback_id)
    bench.feed(LegEnded(offer_id=offer_id))
    assert line.music
    bench.login("1002")
    second = bench.answer("1002")
    assert [joined for joined, _ in line.joined] == [offer_id, second]


def test_a_person_who_hangs_up_before_the_join_is_not_called_again(bench: Bench) -> None:
    callback_id = ask(bench)
    free_agent(bench)
    person_answers(bench, callback_id)
    bench.close(callback_id)
    assert [e.outcome for e in bench.events(CallbackEnded)] == ["hung_up"]
    assert bench.state("1001") == "idle"


def test_who_rings_again_gets_the_place_back(bench: Bench) -> None:
    callback_id = ask(bench)
    place = bench.events(EntryQueued, callback_id)[-1].waiting_since
    bench.wait(60)
    bench.to_queue("c2")
    assert [e.outcome for e in bench.events(CallbackEnded)] == ["called_in"]
    assert bench.events(EntryQueued, "c2")[-1].waiting_since == place
    free_agent(bench)
    assert bench.people.dialled == []
    assert bench.events(OfferMade)[-1].call_id == "c2"


def test_another_number_is_keyed_in_nines_and_noughts_and_all(bench: Bench) -> None:
    line = bench.to_queue()
    bench.wait(21)
    bench.key("2")
    assert line.prompts == ["main.call_back.ask_number"]
    for key in "9002125551#":
        bench.key(key)
    assert line.prompts[0] == "main.call_back.wrong_number"
    for key in "2129990000#":
        bench.key(key)
    bench.key("1")
    bench.key("1")
    assert bench.events(CallbackBooked)[-1].number == "2129990000"


@pytest.mark.parametrize(("key", "node"), [("9", "@emergency"), ("0", "to_person")])
def test_a_key_alone_means_what_it_means_everywhere(bench: Bench, key: str, node: str) -> None:
    bench.to_queue()
    bench.wait(21)
    bench.key("2")
    bench.key(key)
    bench.wait(6)
    assert bench.engine.calls["c1"].machine.node == node


def test_a_book_goes_on_after_a_restart(bench: Bench, city: Profile) -> None:
    callback_id = ask(bench)
    free_agent(bench)
    kept = bench.events(EntryQueued, callback_id)[-1].waiting_since
    record = tuple(
        (entry.event, entry.at) for entry in bench.ledger if hasattr(entry.event, "callback_id")
    )
    after = Bench(city)
    after.now = bench.now + 5
    after.login("1001")
    after.tell(CallbacksLeftOpen(record=record))
    (failed,) = after.events(CallbackAttemptFailed)
    assert (failed.callback_id, failed.reason) == (callback_id, "no_report")
    after.wait(601)
    assert after.events(EntryQueued, callback_id)[-1].waiting_since == kept
    after.answer("1001")
    assert after.people.dialled[-1].attempt == 2
    not_reached(after, callback_id, NotReached.BUSY)
    assert [e.disposition for e in after.events(CallEnded, callback_id)] == ["not_reached"]


def test_a_second_request_of_one_number_is_the_first(bench: Bench) -> None:
    first = ask(bench)
    bench.wait(30)
    line = bench.to_queue("c2")
    assert line.music
    assert [e.callback_id for e in bench.events(CallbackEnded)] == [first]
    assert bench.events(CallbackRefused) == []


def own_call(bench: Bench, agent_id: str) -> None:
    request = CallbackRequested(
        call_id="c0", number="2125550177", queue="general", agent_id=agent_id, task_id="T1"
    )
    bench.tell(CallbackTold(input=request))


def test_an_agents_own_call_rings_that_agent_alone_and_passes_no_queue(city: Profile) -> None:
    bench = Bench(city)
    bench.login("1001", "1002")
    own_call(bench, "1002")
    (offer,) = [offer for offer, _ in bench.agents.offers]
    assert offer.agent_id == "1002"
    offer_id = bench.answer("1002")
    (dialled,) = bench.people.dialled
    line = person_answers(bench, dialled.callback_id)
    assert [joined for joined, _ in line.joined] == [offer_id]


def test_an_agent_who_does_not_answer_the_own_call_ends_it(city: Profile) -> None:
    bench = Bench(city)
    bench.login("1001", "1002")
    own_call(bench, "1002")
    bench.feed(OfferUnanswered(offer_id=bench.offer_to("1002")))
    assert [e.outcome for e in bench.events(CallbackEnded)] == ["cancelled"]
    assert bench.people.dialled == []
    assert len(bench.agents.offers) == 1


def test_an_agent_who_is_busy_is_not_rung_for_the_own_call(bench: Bench) -> None:
    own_call(bench, "1001")
    assert [e.outcome for e in bench.events(CallbackEnded)] == ["cancelled"]

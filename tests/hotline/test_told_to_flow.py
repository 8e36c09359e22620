"""A caller who must wait again: what becomes of the keys and the words."""

import pytest

import acd.inputs
from ivr.flow.events import CallEnded, Disposition
from tests.hotline.bench import Bench


@pytest.fixture
def bench() -> Bench:
    """The general agent sends the caller on to an expert whose telephone rings, and is gone."""
    bench = Bench()
    bench.login("1001", "1003")
    offer_id = bench.talk()
    bench.feed(acd.inputs.HandoverRequested(call_id="c1", by_agent="1001", queue="expert-housing"))
    bench.hang_up_agent(offer_id)
    return bench


def test_the_place_is_told_again(bench: Bench) -> None:
    bench.feed(acd.inputs.AgentPaused(agent_id="1003", reason="break"))
    bench.feed(acd.inputs.OfferDeclined(offer_id=bench.offer_to("1003")))
    bench.wait(10)
    assert bench.lines["c1"].prompts[0] == "main.to_person.waiting.place.1"


def test_who_gives_up_has_abandoned(bench: Bench) -> None:
    bench.hang_up()
    (ended,) = bench.events(CallEnded)
    assert ended.disposition is Disposition.ABANDONED_IN_QUEUE


def test_the_key_for_a_message_is_good_again(bench: Bench) -> None:
    bench.key("5")
    assert bench.lines["c1"].prompts == ["main.message"]

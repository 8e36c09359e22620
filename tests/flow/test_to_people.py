"""The way to a person and on from the queue."""

import pytest

from acd.commands import QueueResult
from ivr.flow import commands, events, inputs
from ivr.flow.call import HUMAN
from ivr.flow.events import Disposition
from ivr.flow.profile import Profile
from tests.flow.driver import Phone


@pytest.mark.parametrize(
    ("result", "node"),
    [
        (QueueResult.SERVED, "bye"),
        (QueueResult.TIMED_OUT, "message"),
        (QueueResult.UNSTAFFED, "message"),
    ],
)
def test_the_way_on_from_the_queue(phone: Phone, result: QueueResult, node: str) -> None:
    phone.at("person").heard()
    assert phone.last(events.QueueEntered).queue == "general"
    phone.tell(inputs.QueueReturned(result=result))
    assert phone.machine.node == node


def test_a_queue_that_cannot_be_entered_is_unstaffed(phone: Phone) -> None:
    phone.at("person").heard().tell(inputs.CommandFailed(what="EnterQueue", reason="x"))
    assert phone.machine.node == "message"


def test_hanging_up_before_and_after_an_agent_joined(city: Profile) -> None:
    waiting = Phone(city).at("person").heard().hang_up()
    assert waiting.ended.disposition is Disposition.ABANDONED_IN_QUEUE
    assert waiting.all(commands.LeaveQueue) == [commands.LeaveQueue(reason="hung_up")]
    served = Phone(city).at("person").heard().tell(inputs.AgentJoined(agent_id="1001")).hang_up()
    assert served.ended.disposition is Disposition.SERVED


@pytest.mark.parametrize("node", ["welcome", "language", "top", "menu", "more", "message"])
def test_the_key_for_a_person_works_everywhere(phone: Phone, node: str) -> None:
    phone.at(node).key("0")
    assert phone.machine.node == "person"
    assert phone.last(events.ChoiceMade).choice == "human"


def test_the_word_for_a_person(phone: Phone) -> None:
    phone.at("menu").words(HUMAN)
    assert phone.machine.node == "person"

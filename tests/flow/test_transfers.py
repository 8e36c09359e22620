"""Callers connected outside, by the flow and by an agent."""

from ivr.flow import commands, events, inputs
from ivr.flow.events import Disposition
from ivr.flow.profile import Profile
from tests.flow.driver import Phone


def test_a_transfer_ends_the_call_or_goes_on(city: Profile) -> None:
    answered = Phone(city).at("library").heard()
    transfer = answered.last(commands.TransferOut)
    assert (transfer.destination, transfer.emergency) == ("library", False)
    answered.key("0", "1")
    answered.tell(inputs.TransferEnded(transfer_id=transfer.transfer_id, answered=True))
    assert answered.ended.disposition is Disposition.TRANSFERRED
    refused = Phone(city).at("library").heard()
    transfer = refused.last(commands.TransferOut)
    refused.tell(inputs.TransferEnded(transfer_id=transfer.transfer_id, answered=False))
    assert refused.machine.node == "person"


def test_hanging_up_in_a_transfer_waits_for_its_result(city: Profile) -> None:
    told = Phone(city).at("library").heard().hang_up()
    assert not told.machine.finished
    transfer = told.last(commands.TransferOut).transfer_id
    told.tell(inputs.TransferEnded(transfer_id=transfer, answered=True))
    assert told.ended.disposition is Disposition.TRANSFERRED
    assert told.ended.by == "caller"
    never_told = Phone(city).at("library").heard().hang_up().wait(5)
    assert never_told.ended.disposition is Disposition.ABANDONED_IN_MENU


def sent(city: Profile, declared: inputs.TransferDeclared) -> Phone:
    return Phone(city).at("person").heard().tell(inputs.AgentJoined()).tell(declared)


def test_an_agent_connects_the_caller_without_a_word(city: Profile) -> None:
    phone = sent(city, inputs.TransferDeclared(by_agent="1001", destination="library"))
    assert phone.last(commands.LeaveQueue).reason == "transferred"
    transfer = phone.last(commands.TransferOut)
    assert (transfer.destination, transfer.number, transfer.emergency) == ("library", "", False)
    assert phone.last(events.TransferStarted).by_agent == "1001"
    phone.tell(inputs.TransferEnded(transfer_id=transfer.transfer_id, answered=True))
    assert phone.ended.disposition is Disposition.TRANSFERRED


def test_a_caller_whom_nobody_answered_there_goes_to_a_person_before_others(city: Profile) -> None:
    phone = sent(city, inputs.TransferDeclared(by_agent="1001", number="2125550199"))
    transfer = phone.last(commands.TransferOut)
    assert (transfer.destination, transfer.number) == ("number", "2125550199")
    phone.key("1", "0")
    assert len(phone.all(commands.TransferOut)) == 1
    phone.tell(inputs.TransferEnded(transfer_id=transfer.transfer_id, answered=False))
    assert phone.last(commands.EnterQueue).priority == 1


def test_an_emergency_is_not_sent_elsewhere(city: Profile) -> None:
    phone = Phone(city).at("menu").key("9")
    phone.tell(inputs.TransferDeclared(by_agent="1001", destination="library"))
    assert len(phone.all(commands.TransferOut)) == 1

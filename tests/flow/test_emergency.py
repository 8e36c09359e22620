"""The way to emergency help from wherever the caller is."""

import pytest

from ivr.flow import commands, events, inputs
from ivr.flow.call import EMERGENCY_WORD
from ivr.flow.events import Disposition
from ivr.flow.profile import Profile
from tests.flow.driver import Phone, kinds
from tests.flow.small_city import NODES


@pytest.mark.parametrize("node", [node for node in NODES if node != "help"])
def test_the_emergency_key_works_in_every_node(phone: Phone, node: str) -> None:
    phone.at(node).key("9")
    transfer = phone.last(commands.TransferOut)
    assert (transfer.destination, transfer.emergency) == ("emergency", True)
    request = phone.last(events.EmergencyRequested)
    assert (request.node, request.means) == (node, "key")
    assert transfer in phone.fresh
    assert phone.machine.next_deadline() is None or phone.playing is not None


def test_the_emergency_key_leaves_the_queue_the_recording_and_the_conversation(
    city: Profile,
) -> None:
    queued = Phone(city).at("person").heard().key("9")
    assert kinds(queued.fresh)[:3] == ["EmergencyRequested", "LeaveQueue", "NodeEntered"]
    assert queued.last(commands.LeaveQueue).reason == "emergency"
    talking = Phone(city).at("person").heard().tell(inputs.AgentJoined()).key("9")
    assert talking.last(commands.TransferOut).emergency
    recording = Phone(city).at("message").heard().key("9")
    assert recording.all(commands.StopRecording)
    assert recording.last(commands.TransferOut).emergency
    record = recording.last(commands.RecordMessage).record_id
    recording.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=3.0))
    assert recording.last(events.VoicemailLeft).duration_s == 3.0
    outside = Phone(city).at("library").heard().key("9")
    assert outside.last(events.TransferFinished).reason == "caller_left"
    assert outside.last(commands.TransferOut).emergency


def test_emergency_by_word_by_agent_and_by_flow(city: Profile) -> None:
    word = Phone(city).at("menu").words(f"{EMERGENCY_WORD}emergency")
    assert word.last(events.EmergencyRequested).means == "speech"
    agent = Phone(city).at("person").heard().tell(inputs.AgentJoined())
    agent.tell(inputs.EmergencyDeclared(by_agent="1001"))
    assert agent.last(events.EmergencyRequested).means == "agent"
    flow = Phone(city).at("help")
    assert flow.last(events.EmergencyRequested).means == "flow"
    assert flow.last(commands.TransferOut).emergency


def test_the_end_of_an_emergency_call(city: Profile) -> None:
    talked = Phone(city).at("menu").key("9")
    transfer = talked.last(commands.TransferOut).transfer_id
    talked.key("9", "0", "1")
    assert len(talked.all(commands.TransferOut)) == 1
    talked.tell(inputs.TransferEnded(transfer_id=transfer, answered=True))
    assert talked.ended.disposition is Disposition.EMERGENCY
    assert talked.last(events.TransferFinished).answered is True


@pytest.mark.parametrize("how", ["unanswered", "failed"])
def test_an_emergency_nobody_answers_goes_to_a_person_first_of_all(phone: Phone, how: str) -> None:
    phone.at("welcome").key("9")
    transfer = phone.last(commands.TransferOut).transfer_id
    if how == "failed":
        phone.tell(inputs.CommandFailed(what=transfer, reason="trunk"))
    else:
        phone.tell(inputs.TransferEnded(transfer_id=transfer, answered=False, reason="busy"))
    assert phone.last(commands.EnterQueue).priority == 100
    phone.hang_up()
    assert phone.ended.disposition is Disposition.EMERGENCY

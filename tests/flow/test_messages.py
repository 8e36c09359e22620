"""Messages that callers leave."""

from pathlib import Path

import pytest

from ivr.flow import commands, events, inputs
from ivr.flow.events import Disposition
from ivr.flow.profile import load_profile
from tests.flow.driver import Phone, kinds
from tests.flow.small_city import write_city

EMPTY = """empty: none
    next: leave
  none: {type: hang_up, text: {en: None., es: Nada.}}"""


def test_a_message_is_kept_and_thanked_for(phone: Phone) -> None:
    phone.at("message").heard()
    record = phone.last(commands.RecordMessage).record_id
    phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=4.0))
    assert phone.last(events.VoicemailLeft).path == "m.wav"
    assert phone.texts == ["Thanks."]
    phone.heard().heard()
    assert phone.ended.disposition is Disposition.VOICEMAIL
    assert phone.ended.by == "flow"
    assert kinds(phone.out)[-2:] == ["HangUp", "CallEnded"]


def test_a_message_ended_by_hanging_up_is_kept(phone: Phone) -> None:
    phone.at("message").heard().hang_up()
    record = phone.last(commands.RecordMessage).record_id
    plays = len(phone.all(commands.Play))
    phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=4.0))
    assert phone.ended.disposition is Disposition.VOICEMAIL
    assert len(phone.all(commands.Play)) == plays


def test_a_breath_is_not_a_message(phone: Phone) -> None:
    phone.at("message").heard()
    record = phone.last(commands.RecordMessage).record_id
    phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=0.4))
    assert phone.texts == ["Sorry."]
    phone.hang_up()
    assert not phone.all(events.VoicemailLeft)
    assert phone.ended.disposition is Disposition.ABANDONED_IN_MENU


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize(
    ("empty", "texts"),
    [
        ("", ["Goodbye."]),
        (EMPTY, ["None."]),
    ],
)
def test_without_a_message_the_caller_hears_so_and_goes_on(
    tmp_path: Path, empty: str, texts: list[str], fails: bool
) -> None:
    change = ("next: leave", empty or "next: leave")
    phone = Phone(load_profile(write_city(tmp_path, main_flow=change))).at("message").heard()
    record = phone.last(commands.RecordMessage).record_id
    if fails:
        phone.tell(inputs.CommandFailed(what=record, reason="disk full"))
    else:
        phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=0.2))
    assert phone.texts == ["Sorry."]
    phone.heard()
    assert phone.texts == texts
    phone.heard()
    assert phone.ended.disposition is Disposition.FLOW_ENDED


def test_asking_for_a_person_in_a_recording_then_hanging_up_loses_nothing(phone: Phone) -> None:
    phone.at("message").heard().key("0").heard()
    record = phone.last(commands.RecordMessage).record_id
    phone.hang_up()
    assert phone.all(commands.LeaveQueue)
    assert not phone.machine.finished
    phone.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=4.0))
    assert phone.all(events.VoicemailLeft)
    assert phone.ended.disposition is Disposition.ABANDONED_IN_QUEUE

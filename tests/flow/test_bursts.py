"""Keys in a burst: one mistake, whose apology is heard before the next can be made."""

from pathlib import Path

from ivr.flow import commands, events
from ivr.flow.profile import Profile
from tests.flow.driver import Phone
from tests.flow.test_ask import DAY, asked
from tests.flow.test_status import NUMBER
from tests.flow.test_status import asked as asked_for_number


def mistakes(phone: Phone) -> list[str]:
    return [nothing.what for nothing in phone.all(events.NothingChosen)]


def keyed(phone: Phone, keys: str, gap_s: float = 0.1) -> Phone:
    for key in keys:
        phone.key(key).wait(gap_s)
    return phone


def test_two_hundred_digits_are_one_mistake_and_the_apology_is_not_cut(tmp_path: Path) -> None:
    phone = asked(tmp_path, DAY)
    before = len(mistakes(phone))
    keyed(phone, "9" * 200)
    assert mistakes(phone)[before:] == ["no_match"]
    assert phone.machine.node == "question"
    assert phone.texts[0] == "Not that."
    stops = len(phone.all(commands.StopPlay))
    keyed(phone.wait(1), "24122026")
    assert len(phone.all(commands.StopPlay)) == stops + 1
    assert phone.last(events.AnswerGiven).value == "2026-12-24"


def test_two_hundred_digits_for_a_request_number(tmp_path: Path) -> None:
    phone = keyed(asked_for_number(tmp_path), "123456789" * 22)
    assert mistakes(phone)[-1:] == ["no_match"]
    assert phone.machine.node == "status"
    keyed(phone.wait(1), NUMBER + "#")
    assert phone.last(commands.LookUpRequest).number == NUMBER


def test_wrong_keys_in_a_menu_are_one_mistake_until_there_is_a_pause(phone: Phone) -> None:
    phone.at("menu")
    before = len(mistakes(phone))
    keyed(phone, "5" * 30)
    assert mistakes(phone)[before:] == ["no_match"]
    keyed(phone.wait(1), "5")
    assert mistakes(phone)[before:] == ["no_match", "no_match"]


def test_a_right_key_is_taken_however_fast_it_follows(phone: Phone) -> None:
    keyed(phone.at("menu"), "52")
    assert phone.machine.node == "message"


def test_the_way_to_a_person_and_to_help_stays_open(phone: Phone, city: Profile) -> None:
    assert keyed(phone.at("menu"), "50").machine.node == "person"
    help_key = next(iter(city.emergency.keys))
    other = Phone(city, "noise").at("menu")
    keyed(other, "5" + help_key)
    assert other.all(events.EmergencyRequested)


def test_wrong_keys_where_the_language_is_asked_for(phone: Phone) -> None:
    keyed(phone.arrive(), "7" * 30)
    assert mistakes(phone) == ["no_match"]

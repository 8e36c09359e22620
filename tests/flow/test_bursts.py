"""Keys in a burst: one mistake, whose apology is heard before the next can be made."""

from pathlib import Path

import pytest

from ivr.flow import commands, events
from ivr.flow.profile import Profile, load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city
from tests.flow.test_ask import ASK, DAY, asked, city
from tests.flow.test_status import NUMBER
from tests.flow.test_status import asked as asked_for_number


@pytest.fixture(name="town")
def _town(request: pytest.FixtureRequest) -> Profile:
    found: Profile = request.getfixturevalue("city")
    return found


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


def test_the_way_to_a_person_and_to_help_stays_open(phone: Phone, town: Profile) -> None:
    assert keyed(phone.at("menu"), "50").machine.node == "person"
    help_key = next(iter(town.emergency.keys))
    other = Phone(town, "noise").at("menu")
    keyed(other, "5" + help_key)
    assert other.all(events.EmergencyRequested)


@pytest.mark.parametrize(("key", "node"), [("9", "@emergency"), ("0", "person")])
@pytest.mark.parametrize("wrong", ["99999999", "31022026"])
def test_a_lone_key_after_a_mistake_still_leads_to_help_or_a_person(
    tmp_path: Path, wrong: str, key: str, node: str
) -> None:
    phone = keyed(asked(tmp_path, DAY), wrong)
    assert phone.texts[0] == "Not that."
    assert keyed(phone, key).wait(2).machine.node == node


def test_a_key_that_is_no_digit_acts_at_once_in_a_burst(tmp_path: Path) -> None:
    city(tmp_path, DAY)
    file = tmp_path / "city.yaml"
    text = file.read_text("utf-8")
    assert 'keys: ["9"]' in text
    file.write_text(text.replace('keys: ["9"]', 'keys: ["*"]'), "utf-8")
    phone = Phone(load_profile(tmp_path), "noise").at("top").heard().wait(3)
    assert keyed(phone, "99999999*").machine.node == "@emergency"


def test_who_presses_nothing_after_a_burst_is_waited_for_as_usual(tmp_path: Path) -> None:
    phone = keyed(asked(tmp_path, DAY), "9" * 12)
    phone.heard(0.2).wait(20)
    assert mistakes(phone)[-2:] == ["no_match", "no_input"]


ONCE = """
  once:
    type: menu
    prompt: {en: Once?, es: ¿Una?}
    options: {a: {key: "1", words: {en: [yes], es: [sí]}, goto: menu}}
    attempts: 1
    fallback: FALLBACK
  told: {type: say, text: {en: Told., es: Dicho.}, next: question}
"""


def once(folder: Path, fallback: str) -> Phone:
    write_city(
        folder, main_flow=("answered: more\n    next: menu", "answered: more\n    next: once")
    )
    flow = folder / "main.flow.yaml"
    nodes = ONCE.replace("FALLBACK", fallback)
    if fallback == "question":
        nodes = nodes[: nodes.index("  told:")]
    flow.write_text(flow.read_text("utf-8") + nodes + ASK.replace("ANSWER", DAY)[1:], "utf-8")
    phone = Phone(load_profile(folder), "noise").at("top").heard().wait(3)
    assert phone.machine.node == "once"
    return phone


@pytest.mark.parametrize("fallback", ["question", "told"])
@pytest.mark.parametrize("gap_s", [0.0, 0.2, 0.6])
def test_keys_that_lead_on_by_mistake_leave_no_silence(
    tmp_path: Path, fallback: str, gap_s: float
) -> None:
    phone = keyed(once(tmp_path, fallback), "555", gap_s)
    phone.wait(1)
    if phone.playing is not None:
        phone.heard()
    assert phone.machine.node == "question"
    assert phone.machine.next_deadline() is not None or phone.playing is not None


def test_a_right_key_ends_the_burst(tmp_path: Path) -> None:
    nodes = ASK.replace("ANSWER", DAY)[1:]
    write_city(
        tmp_path,
        main_flow=('hours: {key: "3"', 'day: {key: "5", goto: question}\n      hours: {key: "3"'),
    )
    flow = tmp_path / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8") + nodes, "utf-8")
    phone = keyed(Phone(load_profile(tmp_path)).at("menu"), "75")
    assert phone.machine.node == "question"
    keyed(phone, "25122026", 0.7)
    assert phone.last(events.AnswerGiven).value == "2026-12-25"


def test_wrong_keys_where_the_language_is_asked_for(phone: Phone) -> None:
    keyed(phone.arrive(), "7" * 30)
    assert mistakes(phone) == ["no_match"]


def test_the_end_key_after_a_full_number_is_no_key_of_the_answer(tmp_path: Path) -> None:
    """However the number was judged."""
    phone = asked(tmp_path, "{type: digits, min: 3, max: 5}")
    keyed(phone, "12345#", 0.4)
    assert phone.last(events.AnswerGiven).value == "12345"
    assert phone.machine.node == "menu"
    assert phone.texts[0].startswith("Library 1")
    (tmp_path / "status").mkdir()
    wrong = asked_for_number(tmp_path / "status")
    keyed(wrong, "123456789012").wait(2)
    before = len(mistakes(wrong))
    keyed(wrong, "#")
    assert len(mistakes(wrong)) == before


def test_digits_that_go_on_after_a_full_number_call_no_help(tmp_path: Path) -> None:
    phone = asked(tmp_path, "{type: digits, min: 3, max: 5}")
    keyed(phone, "123459999#")
    assert not phone.all(events.EmergencyRequested)
    assert (phone.machine.node, phone.last(events.AnswerGiven).value) == ("menu", "12345")
    assert keyed(phone.wait(1.5), "9").machine.node == "@emergency"

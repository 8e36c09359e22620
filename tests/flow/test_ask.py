"""The ask node: digits, yes or no, a day, a choice, a recording."""

from datetime import date
from pathlib import Path

import pytest

from ivr.flow import commands, events, inputs
from ivr.flow.call import EMERGENCY, EMERGENCY_WORD
from ivr.flow.events import Means
from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import Profile, load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

ASK = """
  question:
    type: ask
    into: answer
    prompt: {en: What is it?, es: ¿Qué es?}
    no_input: {en: Hello?, es: ¿Hola?}
    no_match: {en: Not that., es: Eso no.}
    answer: ANSWER
    attempts: 2
    next: menu
    fallback: person
"""
CONFIRM = "    confirm: {en: 'I have {answer}.', es: 'Tengo {answer}.'}\n    next: menu"
DIGITS = "{type: digits, min: 3, max: 5}"
DAY = "{type: date}"
CHOICE = "{type: choice, options: {red: {key: '1', words: {en: [red]}}, blue: {key: '2'}}}"
RECORDING = "{type: recording, max_s: 30, silence_s: 2}"


def city(
    folder: Path, answer: str, *, confirm: bool = False, **changes: tuple[str, str]
) -> Profile:
    changes.setdefault(
        "main_flow", ("answered: more\n    next: menu", "answered: more\n    next: question")
    )
    write_city(folder, **changes)
    text = ASK.replace("ANSWER", answer)
    flow = folder / "main.flow.yaml"
    text = text.replace("    next: menu", CONFIRM) if confirm else text
    flow.write_text(flow.read_text("utf-8") + text, "utf-8")
    return load_profile(folder)


def asked(folder: Path, answer: str, *, confirm: bool = False) -> Phone:
    phone = Phone(city(folder, answer, confirm=confirm), "noise").at("top").heard().wait(3)
    assert phone.machine.node == "question"
    assert phone.texts[0] == "What is it?"
    return phone


def given(phone: Phone) -> tuple[str, str, Means]:
    answer = phone.last(events.AnswerGiven)
    assert (answer.node, answer.variable) == ("question", "answer")
    return answer.kind, answer.value, answer.means


# --- digits --------------------------------------------------------------------------------------


def test_the_first_digit_cuts_the_question_and_the_end_key_ends_the_number(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS).key("1")
    assert phone.playing is None
    phone.key("0", "9", "#")
    assert given(phone) == ("digits", "109", Means.KEY)
    assert phone.machine.node == "menu"


def test_a_pause_ends_a_number_and_one_too_short_is_a_mistake(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS).key("1", "2", "3").wait(3)
    assert given(phone)[1] == "123"
    short = asked(tmp_path, DIGITS).key("1", "2").wait(3)
    assert short.texts[0] == "Not that."
    assert short.key("1", "2", "#").machine.node == "person"
    assert not short.all(events.AnswerGiven)


def test_the_last_digit_ends_a_number_and_the_end_key_after_it_is_nothing(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS).key(*"54321")
    assert given(phone)[1] == "54321"
    phone.key("#")
    assert phone.machine.node == "menu"
    assert not [n for n in phone.all(events.NothingChosen) if n.what == "no_match"]
    assert phone.key("#").all(events.NothingChosen)


def test_two_hundred_digits_are_one_answer_and_no_fault(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS)
    for _ in range(200):
        phone.key("7")
    assert given(phone)[1] == "77777"
    assert phone.hang_up().machine.finished


def test_a_star_begins_anew_and_letters_are_no_digits(tmp_path: Path) -> None:
    assert given(asked(tmp_path, DIGITS).key(*"12*345#"))[1] == "345"
    assert asked(tmp_path, DIGITS).key("A", "D").texts[0] == "What is it?"


def test_digits_are_said_one_by_one(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS)
    phrases = {(p.words, p.choice) for p in phone.last(commands.ListenForWords).phrases}
    assert {("zero", "0"), ("nine", "9"), ("emergency", f"{EMERGENCY_WORD}emergency")} <= phrases
    phone.said("4", "0", "9").wait(3)
    assert given(phone) == ("digits", "409", Means.SPEECH)
    assert asked(tmp_path, DIGITS).said("4", None).texts[0] == "Not that."


@pytest.mark.parametrize(("key", "node"), [("9", EMERGENCY), ("0", "person")])
@pytest.mark.parametrize("ending", ["pause", "key"])
def test_a_key_that_is_good_everywhere_is_a_digit_unless_it_stands_alone(
    tmp_path: Path, key: str, node: str, ending: str
) -> None:
    phone = asked(tmp_path, DIGITS).key(key)
    assert phone.machine.node == "question"
    phone = phone.wait(3) if ending == "pause" else phone.key("#")
    assert phone.machine.node == node
    assert given(asked(tmp_path, DIGITS).key(key, "1", "1", "#"))[1] == f"{key}11"


def test_a_single_digit_is_an_answer_at_once(tmp_path: Path) -> None:
    one = "{type: digits, max: 1}"
    assert given(asked(tmp_path, one).key("4"))[1] == "4"
    assert asked(tmp_path, one).key("9").machine.node == EMERGENCY


def test_silence_is_asked_after_and_then_led_on(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS).heard().wait(5)
    assert phone.texts[0] == "Hello?"
    phone.heard().wait(5)
    assert phone.machine.node == "person"


def test_without_a_recogniser_the_keys_go_on_working(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS)
    phone.tell(inputs.CommandFailed(what=phone.listening, reason="no recogniser"))
    assert given(phone.key(*"123#"))[1] == "123"


# --- the other kinds -----------------------------------------------------------------------------


def test_yes_or_no_by_key_and_by_word(tmp_path: Path) -> None:
    kind = "{type: yes_no}"
    assert given(asked(tmp_path, kind).key("1"))[:2] == ("yes_no", "yes")
    assert given(asked(tmp_path, kind).said("no"))[1:] == ("no", Means.SPEECH)
    assert asked(tmp_path, kind).key("0").machine.node == "person"
    assert asked(tmp_path, kind).key("5").texts[0] == "Not that."


@pytest.mark.parametrize(
    ("order", "keys", "day"),
    [
        ("dmy", "24122026", "2026-12-24"),
        ("mdy", "12242026", "2026-12-24"),
        ("ymd", "20240229", "2024-02-29"),
    ],
)
def test_a_day_is_keyed_in_the_order_configured(
    tmp_path: Path, order: str, keys: str, day: str
) -> None:
    phone = asked(tmp_path, f"{{type: date, order: {order}}}").key(*keys)
    assert given(phone)[:2] == ("date", day)
    assert date.fromisoformat(day) == date.fromisoformat(given(phone)[1])


@pytest.mark.parametrize("keys", ["31022026", "00000000", "99999999", "1234#", "29022023"])
def test_a_day_that_does_not_exist_is_a_mistake(tmp_path: Path, keys: str) -> None:
    assert asked(tmp_path, DAY).key(*keys).texts[0] == "Not that."


def test_a_choice_by_key_and_by_word(tmp_path: Path) -> None:
    assert given(asked(tmp_path, CHOICE).key("2"))[:2] == ("choice", "blue")
    assert given(asked(tmp_path, CHOICE).said("red"))[1] == "red"
    assert asked(tmp_path, CHOICE).said(None).texts[0] == "Not that."


def test_a_recording_is_kept_and_is_no_message(tmp_path: Path) -> None:
    phone = asked(tmp_path, RECORDING).heard()
    assert phone.last(commands.RecordMessage).max_s == 30
    phone.recorded(4.0, "a.wav")
    answer = phone.last(events.AnswerRecorded)
    assert (answer.variable, answer.path, answer.language) == ("answer", "a.wav", "en")
    assert phone.machine.node == "menu"
    assert phone.hang_up().ended.disposition is events.Disposition.ABANDONED_IN_MENU
    assert not phone.all(events.VoicemailLeft)


def test_a_recording_too_short_is_asked_for_again(tmp_path: Path) -> None:
    phone = asked(tmp_path, RECORDING).key("1").recorded(0.2)
    assert phone.texts[0] == "Hello?"
    assert phone.heard().recorded(0.0).machine.node == "person"
    lost = asked(tmp_path, RECORDING).heard()
    lost.tell(inputs.CommandFailed(what="RecordMessage", reason="disk full"))
    assert lost.machine.node == "person"


def test_an_answer_recorded_by_a_caller_who_hangs_up_is_kept(tmp_path: Path) -> None:
    phone = asked(tmp_path, RECORDING).heard().hang_up()
    assert not phone.machine.finished
    phone.recorded(5.0)
    assert phone.last(events.AnswerRecorded).duration_s == 5.0
    assert phone.machine.finished


# --- reading back --------------------------------------------------------------------------------


def test_an_answer_read_back_is_kept_or_asked_for_again(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS, confirm=True).key(*"123#")
    assert phone.texts == ["I have", "123"]
    phone.key("2")
    assert phone.texts[0] == "What is it?"
    phone.key(*"456#").said("yes")
    assert given(phone) == ("digits", "456", Means.KEY)
    wrong = asked(tmp_path, DIGITS, confirm=True).key(*"123#").key("2").key(*"123#").key("2")
    assert wrong.machine.node == "person"
    assert not wrong.all(events.AnswerGiven)


def test_while_an_answer_is_read_back_the_keys_good_everywhere_act(tmp_path: Path) -> None:
    assert asked(tmp_path, DIGITS, confirm=True).key(*"123#0").machine.node == "person"
    assert asked(tmp_path, DIGITS, confirm=True).key(*"12399").machine.node == "question"
    silent = asked(tmp_path, DIGITS, confirm=True).key(*"123#").heard().wait(5).heard().wait(5)
    assert silent.machine.node == "person"


# --- what lint says ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("{type: digits, min: 6, max: 5}", "min 6 is more than max 5"),
        ("{type: digit}", "did you mean 'digits'?"),
        ("{type: digits, mx: 5}", "did you mean 'max'?"),
        ("{type: choice, options: {a: {key: '0'}}}", "key '0' means a person everywhere"),
        ("{type: choice, options: {a: {}}}", "cannot be chosen"),
        ("{type: choice, options: {a: {words: {tlh: [HIja]}}}}", "unknown language 'tlh'"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, answer: str, message: str) -> None:
    with pytest.raises(SourceErrors) as caught:
        city(tmp_path, answer)
    assert message in str(caught.value)


def test_a_language_without_the_words_of_an_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors, match=r"cannot be said in Spanish \(es\) \(add 'yes:"):
        city(tmp_path, "{type: yes_no}", languages=('    "yes": [sí]\n', ""))


def test_a_recording_cannot_be_read_back(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors, match="a recording cannot be read back"):
        city(tmp_path, RECORDING, confirm=True)


# --- a destination -------------------------------------------------------------------------------

PLACES = (
    'library: {number: "5559000"}',
    'library: {number: "5559000", code: "412", words: {en: [library], es: [biblioteca]}}\n'
    '  parks: {number: "5559001", code: "90"}',
)
GO = "\n  go: {type: transfer, chosen: answer, failed: person}\n"


def agencies(folder: Path, go: str = GO) -> Phone:
    into = ("answered: more\n    next: menu", "answered: more\n    next: question")
    write_city(folder, main_flow=into, city=PLACES)
    text = ASK.replace("ANSWER", "{type: destination}").replace("next: menu", "next: go")
    flow = folder / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8") + text + go, "utf-8")
    return Phone(load_profile(folder), "noise").at("top").heard().wait(3)


def test_an_agency_is_reached_by_its_code_and_by_its_name(tmp_path: Path) -> None:
    assert agencies(tmp_path).key(*"412").last(commands.TransferOut).destination == "library"
    assert agencies(tmp_path).key(*"90#").last(commands.TransferOut).destination == "parks"
    assert agencies(tmp_path).said("library").last(commands.TransferOut).destination == "library"
    assert (
        agencies(tmp_path).said("4", "1", "2").last(commands.TransferOut).destination == "library"
    )
    assert agencies(tmp_path).key(*"999").texts[0] == "Not that."


@pytest.mark.parametrize(
    ("go", "message"),
    [
        (GO.replace("answer,", "anser,"), "unknown variable 'anser' (did you mean 'answer'?)"),
        (GO.replace("chosen: answer, ", ""), "needs either 'destination' or 'chosen'"),
        (GO.replace("chosen:", "destination: library, chosen:"), "needs either"),
    ],
)
def test_a_transfer_to_an_agency_says_where_to(tmp_path: Path, go: str, message: str) -> None:
    with pytest.raises(SourceErrors) as caught:
        agencies(tmp_path, go)
    assert message in str(caught.value)


def test_an_agency_that_does_not_answer_and_one_that_is_none(tmp_path: Path) -> None:
    phone = agencies(tmp_path).key(*"412")
    transfer = phone.last(commands.TransferOut).transfer_id
    phone.tell(inputs.TransferEnded(transfer_id=transfer, answered=False))
    assert phone.machine.node == "person"
    nowhere = "\n  go: {type: set, values: {answer: '\"mars\"'}, next: off}\n"
    phone = agencies(tmp_path, nowhere + GO.replace("go:", "off:").lstrip("\n"))
    assert phone.key(*"412").machine.node == "person"
    assert not phone.all(commands.TransferOut)

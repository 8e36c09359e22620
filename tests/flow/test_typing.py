"""Callers who type: one key, several keys, words, a language, an emergency."""

from pathlib import Path

from acd.commands import QueueResult
from ivr.flow import commands, events, inputs
from ivr.flow.call import EMERGENCY
from ivr.flow.events import Means
from ivr.flow.profile import Profile
from tests.flow.driver import Phone
from tests.flow.test_ask import CHOICE, CONFIRM, DIGITS, asked, given


def types(phone: Phone, *texts: str) -> Phone:
    for text in texts:
        phone.tell(inputs.TextReceived(text=text))
    return phone


def test_a_single_key_is_that_key(phone: Phone) -> None:
    types(phone.at("menu"), " 2\r\n")
    choice = phone.last(events.ChoiceMade)
    assert (choice.choice, choice.means) == ("message", Means.KEY)
    assert phone.machine.node == "message"


def test_words_are_words_heard_for_certain(phone: Phone) -> None:
    types(phone.at("menu"), "I want to leave a MESSAGE.")
    choice = phone.last(events.ChoiceMade)
    assert (choice.choice, choice.means, choice.confidence) == ("message", Means.SPEECH, 1.0)
    assert phone.machine.node == "message"
    assert phone.all(commands.StopListening)


def test_what_is_no_choice_is_a_mistake_like_any_other(phone: Phone) -> None:
    types(phone.at("menu"), "what do you mean?")
    assert phone.last(events.NothingChosen).what == "no_match"
    assert phone.texts[0] == "Not that."
    types(phone, "library")
    assert phone.machine.node == "library"


def test_the_recogniser_is_not_needed(phone: Phone) -> None:
    phone.at("menu").tell(inputs.CommandFailed(what=phone.listening, reason="no recogniser"))
    types(phone, "what?", "message")
    assert phone.machine.node == "message"


def test_a_menu_without_words_takes_keys_and_says_so(phone: Phone) -> None:
    types(phone.at("more"), "hello?")
    assert [each.what for each in phone.all(events.NothingChosen)][-1] == "no_match"


def test_several_keys_are_keys_only_where_keys_are_gathered(phone: Phone, tmp_path: Path) -> None:
    types(phone.at("menu"), "29")
    assert (phone.machine.node, phone.last(events.NothingChosen).what) == ("menu", "no_match")
    number = asked(tmp_path, DIGITS)
    types(number, "47-11#")
    assert given(number) == ("digits", "4711", Means.KEY)
    assert number.machine.node == "menu"


def test_the_end_of_a_text_ends_the_answer(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS)
    types(phone, "4")
    assert phone.machine.node == "question"
    types(phone, "71")
    assert given(phone)[1] == "471"
    (tmp_path / "again").mkdir()
    phone = asked(tmp_path / "again", DIGITS)
    types(phone, "47")
    assert phone.last(events.NothingChosen).what == "no_match"
    types(phone, "**")
    assert phone.last(events.NothingChosen).attempt == 2


def test_an_answer_typed_in_words(tmp_path: Path) -> None:
    phone = asked(tmp_path, DIGITS)
    types(phone, "four seven one")
    phone.wait(10)
    assert given(phone) == ("digits", "471", Means.SPEECH)


def test_keys_after_a_complete_answer_are_for_the_next_node(tmp_path: Path) -> None:
    phone = asked(tmp_path, "{type: digits, min: 3, max: 3}")
    types(phone, "471#2")
    assert given(phone)[1] == "471"
    assert phone.machine.node == "message"


def test_a_choice_of_an_answer(tmp_path: Path) -> None:
    phone = types(asked(tmp_path, CHOICE), "the red one")
    assert given(phone) == ("choice", "red", Means.SPEECH)


def test_a_person_is_asked_for_in_any_node_that_is_not_on_its_way_to_one(phone: Phone) -> None:
    types(phone.at("welcome"), "operator please")
    assert phone.machine.node == "person"
    assert phone.last(events.ChoiceMade).choice == "human"
    entered = len(phone.all(commands.EnterQueue))
    types(phone, "operator")
    assert len(phone.all(commands.EnterQueue)) == entered


def test_an_emergency_is_one_in_every_language_until_the_callers_is_known(phone: Phone) -> None:
    types(phone.at("language"), "¡EMERGENCIA!")
    assert phone.machine.node == EMERGENCY
    assert phone.last(commands.TransferOut).emergency


def test_the_number_of_the_emergency_service_is_an_emergency(phone: Phone) -> None:
    types(phone.at("person"), "call 911")
    assert phone.machine.node == EMERGENCY


def test_a_language_is_known_by_its_words_and_its_name(city: Profile) -> None:
    assert types(Phone(city).at("language"), "uno dos tres").machine.language == "es"
    named = types(Phone(city).at("language"), "Français")
    found = named.last(events.LanguageIdentified)
    assert (found.language, found.confidence, found.evidence) == ("fr", 1.0, {"text": "fr"})
    unknown = types(Phone(city).at("language"), "zażółć")
    assert unknown.last(events.NothingChosen).what == "no_match"


def test_what_is_typed_before_it_is_asked_for_waits_for_the_question(phone: Phone) -> None:
    types(phone.at("welcome"), "uno", "dos tres")
    assert phone.machine.node == "welcome"
    phone.heard()
    assert phone.machine.language == "es"


def test_what_is_typed_while_waiting_or_into_a_message_is_no_answer_later(
    phone: Phone, city: Profile
) -> None:
    types(phone.at("message").heard(), "The heating is broken, press 1.")
    phone.recorded(5).heard()
    assert phone.machine.node == "bye"
    phone = types(Phone(city).at("person"), "Is anybody there?")
    phone.tell(inputs.QueueReturned(result=QueueResult.TIMED_OUT)).heard()
    assert phone.last(commands.RecordMessage)


def test_a_conversation_is_not_for_the_flow(phone: Phone) -> None:
    phone.at("person").tell(inputs.AgentAnswered()).tell(inputs.AgentJoined())
    before = len(phone.out)
    types(phone, "9", "emergency", "operator", "1")
    assert len(phone.out) == before
    phone.tell(inputs.CallerWaitsAgain())
    types(phone, "9")
    assert phone.machine.node == EMERGENCY
    types(phone, "9", "emergency")
    assert len(phone.all(commands.TransferOut)) == 1


def test_a_confirmation_is_typed(tmp_path: Path) -> None:
    assert "confirm" in CONFIRM
    phone = asked(tmp_path, DIGITS, confirm=True)
    types(phone, "471#")
    assert "I have" in " ".join(phone.texts)
    types(phone, "yes")
    assert given(phone)[1] == "471"

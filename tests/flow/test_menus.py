"""Menus by key and by voice: barge-in, keys typed ahead, and asking again."""

from ivr.flow import commands, events, inputs
from ivr.flow.events import Means
from ivr.flow.profile import Profile
from tests.flow.driver import Phone, kinds


def test_a_menu_asks_again_and_then_falls_back(phone: Phone) -> None:
    phone.at("menu")
    assert phone.texts == ["Library 1 or message 2 or hours 3.", "Press 0 for a person."]
    phone.heard().wait(5)
    assert phone.texts[0] == "Are you there?"
    phone.key("5")
    assert [n.what for n in phone.all(events.NothingChosen) if n.node == "menu"] == [
        "no_input",
        "no_match",
    ]
    assert phone.machine.node == "person"


def test_speech_silences_the_prompt_at_once_and_words_choose(phone: Phone) -> None:
    phone.at("menu").tell(inputs.SpeechStarted(listen_id=phone.listening))
    assert kinds(phone.fresh) == ["StopPlay", "PromptHeard"]
    phone.wait(5)
    assert phone.machine.node == "menu"
    phone.words("message")
    choice = phone.last(events.ChoiceMade)
    assert (choice.choice, choice.means, choice.confidence) == ("message", Means.SPEECH, 0.8)
    assert phone.machine.node == "message"


def test_unknown_words_are_a_mistake_and_listening_opens_again(phone: Phone) -> None:
    phone.at("menu")
    first = phone.listening
    phone.words(None)
    assert phone.listening != first
    assert phone.texts[0] == "Not that."


def test_an_utterance_without_a_result_does_not_hold_the_caller_for_ever(phone: Phone) -> None:
    phone.at("menu").tell(inputs.SpeechStarted(listen_id=phone.listening))
    phone.wait(12)
    assert phone.last(events.NothingChosen).what == "no_input"


def test_a_listening_that_fails_leaves_the_keys(phone: Phone) -> None:
    phone.at("menu").tell(inputs.CommandFailed(what=phone.listening, reason="no recogniser"))
    opened = len(phone.all(commands.ListenForWords))
    phone.heard().wait(5)
    assert len(phone.all(commands.ListenForWords)) == opened
    phone.key("2")
    assert phone.machine.node == "message"


def test_keys_typed_ahead_are_used_where_they_fit(phone: Phone) -> None:
    phone.arrive().key("1")
    assert phone.machine.language == "en"
    assert phone.machine.node == "top"
    phone.key("1")
    phone.key("1", "2")
    assert phone.machine.node == "message"


def test_two_prompts_are_never_open_and_a_lost_end_does_not_block(city: Profile) -> None:
    phone = Phone(city, tells_stops=False).at("language").key("1")
    assert kinds(phone.fresh)[-1] == "ListenForWords"
    phone.wait(1.9)
    assert phone.texts[0] == "Count to three."
    phone.wait(0.1)
    assert phone.texts[0] == "You may ask:"

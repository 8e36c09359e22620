"""Questions on offer, and their answers: heard out, cut, or passed over."""

from pathlib import Path

import pytest

from ivr.flow import commands, events, inputs
from ivr.flow.call import EMERGENCY_WORD, HUMAN
from ivr.flow.events import Disposition, Means
from ivr.flow.profile import Profile, load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city


def test_pinned_and_trending_questions_are_offered_with_their_keys(phone: Phone) -> None:
    phone.at("top")
    assert phone.last(events.FaqsAnnounced).faqs == ("garbage", "noise")
    assert phone.texts == [
        "You may ask:",
        "garbage",
        "press 1.",
        "noise",
        "press 2.",
        "Press 0 for a person.",
    ]
    phrases = {p.words: p.choice for p in phone.last(commands.ListenForWords).phrases}
    assert phrases == {
        "garbage": "garbage",
        "noise": "noise",
        "emergency": f"{EMERGENCY_WORD}emergency",
        "operator": HUMAN,
    }


@pytest.mark.parametrize("means", [Means.KEY, Means.SPEECH])
def test_an_answer_heard_out_is_an_inquiry_and_contains_the_call(
    phone: Phone, means: Means
) -> None:
    phone.at("top")
    if means is Means.KEY:
        phone.key("2")
    else:
        phone.tell(inputs.SpeechStarted(listen_id=phone.listening)).words("noise")
    assert phone.texts == ["Be quiet."]
    phone.heard(played_s=1.5)
    answered = phone.last(events.FaqAnswered)
    assert (answered.faq, answered.complete, answered.heard_s) == ("noise", True, 1.5)
    assert (answered.means, answered.language) == (means, "en")
    assert phone.machine.node == "more"
    assert phone.machine.context.faqs_heard == ("noise",)
    phone.hang_up()
    assert phone.ended.disposition is Disposition.ANSWERED_BY_FAQ


def test_an_answer_cut_by_a_key_or_a_hang_up_is_an_incomplete_inquiry(city: Profile) -> None:
    cut = Phone(city).at("top").key("1").wait(0.4).key("1")
    assert cut.last(events.FaqAnswered).complete is False
    assert cut.last(events.FaqAnswered).heard_s == pytest.approx(0.4)
    assert cut.machine.node == "menu"

    gone = Phone(city).at("top").key("1").wait(0.75).hang_up()
    assert gone.last(events.FaqAnswered).heard_s == pytest.approx(0.75)
    assert gone.last(events.FaqAnswered).complete is False
    assert gone.ended.disposition is Disposition.ABANDONED_IN_MENU


def test_silence_after_the_list_goes_on_and_an_unknown_key_asks_again(city: Profile) -> None:
    silent = Phone(city).at("top").heard().wait(3)
    assert silent.machine.node == "menu"
    wrong = Phone(city).at("top").key("7")
    assert wrong.texts[0] == "Pardon?"
    wrong.wait(2).key("8")
    assert wrong.machine.node == "menu"


def test_a_language_without_texts_passes_over_the_list_and_the_menu(tmp_path: Path) -> None:
    change = ("identified_other: person", "identified_other: top")
    phone = Phone(load_profile(write_city(tmp_path, main_flow=change)), "heat").at("language")
    plays = len(phone.all(commands.Play))
    phone.language("so")
    assert [entered.node for entered in phone.all(events.NodeEntered)][-3:] == [
        "top",
        "menu",
        "person",
    ]
    assert len(phone.all(commands.Play)) == plays
    assert not phone.all(commands.ListenForWords)
    assert phone.last(commands.EnterQueue).language == "so"


def test_a_language_corrected_in_a_list_leaves_no_caller_waiting_for_ever(phone: Phone) -> None:
    phone.at("top").tell(inputs.LanguageCorrected(language="fr", by_agent="1001"))
    phone.key("7").wait(3)
    assert phone.machine.node == "person"

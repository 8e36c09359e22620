"""What callers hear is what is in force when they hear it."""

from pathlib import Path

import pytest

from ivr.flow import commands, events
from ivr.flow.profile import Profile, load_profile
from tests.flow.driver import Phone
from tests.knowledge.cities import city_with, medical_city

TO_MIDNIGHT_S = 46 * 60.0 + 40.0
"""From the telephone's first moment, 2023-11-14 23:13:20 in Berlin."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return medical_city(tmp_path_factory.mktemp("city"))


def spoken(phone: Phone) -> tuple[str, str]:
    (prompt,) = phone.last(commands.Play).prompts
    return prompt.name, prompt.text


def test_a_code_in_capitals_is_offered_and_answered(city: Profile) -> None:
    phone = Phone(city, "YB-TJ-1").at("top").key("2")
    assert spoken(phone) == ("faq.YB-TJ-1", "Your employer insures you within thirty days.")
    phone.heard()
    assert phone.last(events.FaqAnswered).faq == "YB-TJ-1"


def test_a_change_takes_effect_at_midnight_with_nothing_loaded_anew(city: Profile) -> None:
    phone = Phone(city, "YB-TJ-1")
    phone.now += TO_MIDNIGHT_S
    phone.at("top").key("2")
    assert spoken(phone) == ("faq.YB-TJ-1.2", "Your employer insures you within fifteen days.")


def test_what_has_expired_is_neither_announced_nor_takes_a_place(city: Profile) -> None:
    phone = Phone(city, "YB-BX").at("top")
    assert phone.last(events.FaqsAnnounced).faqs == ("garbage",)


def test_an_answer_that_ends_between_offer_and_choice_is_not_spoken(tmp_path: Path) -> None:
    text = """\
items:
  BRIEF:
    title: {en: brief, es: breve}
    versions: [{until: 2023-11-14, answer: {en: Now., es: Ahora.}}]
"""
    phone = Phone(load_profile(city_with(tmp_path, brief=text)), "BRIEF")
    phone.now += TO_MIDNIGHT_S - 10.0
    phone.at("top")
    assert phone.last(events.FaqsAnnounced).faqs == ("garbage", "BRIEF")
    phone.now += 60.0
    phone.key("2")
    assert phone.machine.node == "more"
    assert phone.all(events.FaqAnswered) == []


def test_a_word_of_two_offered_questions_is_not_listened_for(tmp_path: Path) -> None:
    text = """\
items:
  BIN:
    title: {en: bins, es: cubos}
    words: {en: [Garbage, bin]}
    versions: [{answer: {en: Blue., es: Azul.}}]
"""
    phone = Phone(load_profile(city_with(tmp_path, bins=text)), "BIN").at("top")
    phrases = {(p.words, p.choice) for p in phone.last(commands.ListenForWords).phrases}
    assert ("bin", "BIN") in phrases
    assert not {words for words, _ in phrases} & {"garbage", "Garbage"}


def test_every_version_is_made_ready_to_be_heard(city: Profile) -> None:
    names = {prompt.name for prompt in city.prompts() if prompt.name.startswith("faq.YB-TJ-1")}
    assert names == {"faq.YB-TJ-1", "faq.YB-TJ-1.2", "faq.YB-TJ-1-1"}

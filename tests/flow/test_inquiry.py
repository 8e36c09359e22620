"""Consent to recording, and surveys."""

from pathlib import Path

import pytest

from ivr.flow import commands, events
from ivr.flow.events import Means
from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

INTO_MENU = ("answered: more\n    next: menu", "answered: more\n    next: inquiry")
NOTICE = """
  inquiry:
    type: record_consent
    prompt: {en: Calls are recorded., es: Se graba.}
    agreed: menu
"""
CONSENT = """
  inquiry:
    type: record_consent
    ask: true
    prompt: {en: May we record?, es: ¿Podemos grabar?}
    no_match: {en: Pardon?, es: ¿Cómo?}
    agreed: menu
    refused: person
"""
SURVEY = """
  inquiry:
    type: survey
    intro: {en: Two questions., es: Dos preguntas.}
    questions:
      polite: {en: How polite were we?, es: ¿Fuimos amables?}
      quick: {en: How quick were we?, es: ¿Fuimos rápidos?}
    no_match: {en: From 1 to 5., es: De 1 a 5.}
    thanks: {en: Thanks for that., es: Gracias por eso.}
    next: low
  low:
    type: branch
    cases: [{when: polite < 3, goto: person}]
    otherwise: menu
"""


def asked(folder: Path, node: str, **changes: tuple[str, str]) -> Phone:
    write_city(folder, main_flow=INTO_MENU, **changes)
    flow = folder / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8") + node, "utf-8")
    phone = Phone(load_profile(folder), "noise").at("top").heard().wait(3)
    assert phone.machine.node == "inquiry"
    return phone


def decided(phone: Phone) -> tuple[bool, str]:
    decision = phone.last(events.RecordingConsentDecided)
    assert phone.last(commands.AllowRecording).allowed is decision.allowed
    return decision.allowed, decision.how


def test_who_is_told_of_the_recording_is_recorded(tmp_path: Path) -> None:
    phone = asked(tmp_path, NOTICE).heard()
    assert decided(phone) == (True, "announced")
    assert phone.machine.node == "menu"


def test_who_is_asked_decides_and_silence_is_no_consent(tmp_path: Path) -> None:
    yes = asked(tmp_path, CONSENT).key("1")
    assert (decided(yes), yes.machine.node) == ((True, "key"), "menu")
    no = asked(tmp_path, CONSENT).said("no")
    assert (decided(no), no.machine.node) == ((False, "speech"), "person")
    silent = asked(tmp_path, CONSENT).heard().wait(5).heard().wait(5)
    assert (decided(silent), silent.machine.node) == ((False, "silence"), "person")
    wrong = asked(tmp_path, CONSENT).key("5")
    assert wrong.texts == ["Pardon?", "May we record?"]
    assert not wrong.key("1").all(events.ChoiceMade)


def test_a_question_that_may_be_refused_says_where_that_leads(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors, match="record_consent has no 'refused'"):
        asked(tmp_path, CONSENT.replace("    refused: person\n", ""))


def test_a_survey_keeps_every_answer(tmp_path: Path) -> None:
    phone = asked(tmp_path, SURVEY)
    assert phone.texts == ["Two questions.", "How polite were we?"]
    phone.key("2")
    assert phone.texts == ["How quick were we?"]
    phone.said("5")
    assert phone.texts == ["Thanks for that."]
    answers = [(a.kind, a.variable, a.value, a.means) for a in phone.all(events.AnswerGiven)]
    assert answers == [
        ("survey", "polite", "2", Means.KEY),
        ("survey", "quick", "5", Means.SPEECH),
    ]
    assert phone.heard().machine.node == "person"


def test_a_question_without_an_answer_is_passed_over(tmp_path: Path) -> None:
    phone = asked(tmp_path, SURVEY).key("7")
    assert phone.texts == ["From 1 to 5.", "How polite were we?"]
    phone.wait(2).key("8")
    assert phone.texts == ["How quick were we?"]
    phone.heard().wait(5).heard().wait(5)
    assert phone.texts == ["Thanks for that."]
    assert phone.key("1").machine.node == "library"
    assert not phone.all(events.AnswerGiven)


def test_a_survey_takes_no_key_that_means_something_everywhere(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors, match="key '5' means an emergency everywhere"):
        asked(tmp_path, SURVEY, city=('keys: ["9"]', 'keys: ["5"]'))

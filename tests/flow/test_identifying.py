"""In which language a call goes on, and by what it is known."""

import pytest

from acd.commands import QueueResult
from ivr.flow import commands, events, inputs
from ivr.flow.events import Disposition
from ivr.flow.profile import Profile
from tests.flow.driver import Phone


def test_language_by_speech_by_key_and_by_hint(city: Profile) -> None:
    by_speech = Phone(city).at("language").language("es-MX")
    assert by_speech.machine.language == "es"
    assert by_speech.last(events.LanguageIdentified).means == "speech"
    by_key = Phone(city).at("language").key("2")
    assert by_key.machine.language == "es"
    by_line = Phone(city).arrive("5552000").heard()
    assert by_line.machine.language == "es"
    assert by_line.last(events.LanguageIdentified).means == "hint"
    assert not by_line.all(commands.ListenForLanguage)
    by_history = Phone(city).arrive(en=0.92).heard()
    assert by_history.machine.language == "en"
    unsure = Phone(city).arrive(en=0.8).heard()
    assert unsure.machine.language is None
    priors = unsure.last(commands.ListenForLanguage).priors
    assert priors["en"] > 0.8
    assert sum(priors.values()) == pytest.approx(1.0)


def test_a_caller_nobody_understood_reaches_a_person(phone: Phone) -> None:
    phone.at("language").language(None).heard().wait(4)
    assert [n.what for n in phone.all(events.NothingChosen)] == ["no_match", "no_input"]
    assert phone.last(events.LanguageIdentified).language is None
    assert phone.machine.node == "person"
    phone.heard()
    assert phone.last(commands.EnterQueue).language is None


def test_a_rare_language_goes_to_the_queue_without_a_word_in_another(city: Profile) -> None:
    french = Phone(city).at("language")
    before = len(french.all(commands.Play))
    french.language("fr").heard()
    assert [p.text for play in french.all(commands.Play)[before:] for p in play.prompts] == [
        "Patientez."
    ]
    assert french.last(commands.EnterQueue).language == "fr"

    somali = Phone(city).at("language")
    before = len(somali.all(commands.Play))
    somali.language("so")
    assert somali.last(commands.EnterQueue) == commands.EnterQueue(queue="general", language="so")
    somali.tell(inputs.QueueReturned(result=QueueResult.UNSTAFFED))
    assert somali.last(commands.RecordMessage).max_s == 120.0
    record = somali.last(commands.RecordMessage).record_id
    somali.tell(inputs.MessageRecorded(record_id=record, path="m.wav", duration_s=5.0))
    assert somali.ended.disposition is Disposition.VOICEMAIL
    assert somali.all(commands.Play)[before:] == []
    assert somali.last(events.VoicemailLeft).language == "so"


def test_after_identification_every_word_is_in_the_callers_language(city: Profile) -> None:
    phone = Phone(city, "noise").at("language").key("2")
    seen = len(phone.all(commands.Play)) - 1
    phone.heard().wait(3).heard().wait(5).heard().key("2")
    spoken = [p for play in phone.all(commands.Play)[seen:] for p in play.prompts]
    assert len(spoken) > 8
    assert {prompt.language for prompt in spoken} == {"es"}


def test_an_agent_corrects_the_language(phone: Phone) -> None:
    phone.at("person").heard().tell(inputs.AgentJoined(agent_id="1001"))
    phone.tell(inputs.LanguageCorrected(language="es", by_agent="1001"))
    phone.tell(inputs.QueueReturned(result=QueueResult.SERVED))
    assert phone.machine.language == "es"
    assert phone.last(commands.Play).prompts[0].text == "Adiós."

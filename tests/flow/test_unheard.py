"""Callers whom nothing can recognise, from the start or in mid-call."""

from pathlib import Path

from ivr.flow import events, inputs
from ivr.flow.profile import load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

KEYS_ONLY = ("emergency:\n", "keys_only: {en: Keys today., es: Hoy teclas.}\nemergency:\n")


def test_who_cannot_be_heard_is_told_once_and_goes_on_by_keys(tmp_path: Path) -> None:
    profile = load_profile(write_city(tmp_path, city=KEYS_ONLY))
    arrived = inputs.CallArrived(caller="1", dialled="311", unheard="no recogniser")
    phone = Phone(profile).tell(arrived)
    assert phone.texts[:2] == ["Keys today.", "Hoy teclas."]
    assert phone.last(events.SpeechUnheard).reason == "no recogniser"
    phone.heard().tell(inputs.CommandFailed(what=phone.listening, reason="no recogniser"))
    phone.key("1")
    assert "Keys today." not in phone.texts
    assert len(phone.all(events.SpeechUnheard)) == 1


def test_a_recogniser_that_dies_in_mid_call_is_told_with_the_next_words(tmp_path: Path) -> None:
    profile = load_profile(write_city(tmp_path, city=KEYS_ONLY))
    phone = Phone(profile).at("menu")
    assert "Keys today." not in phone.texts
    phone.tell(inputs.CommandFailed(what=phone.listening, reason="it died"))
    phone.heard().wait(6)
    assert phone.texts[0] == "Keys today."
    assert phone.last(events.SpeechUnheard).node == "menu"
    assert phone.key("2").machine.node == "message"

"""A caller of whom nothing was understood is taken to speak the language the flow assumes."""

from pathlib import Path

import pytest

from ivr.flow import events, inputs
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import load_profile
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

ASSUMING = ("    unknown: person\n", "    attempts: 1\n    assume: es\n")


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    return Phone(load_profile(write_city(tmp_path, main_flow=ASSUMING)), "noise")


def identified(phone: Phone) -> tuple[str | None, str]:
    event = phone.last(events.LanguageIdentified)
    return event.language, event.means


def test_silence_is_taken_for_the_assumed_language(phone: Phone) -> None:
    phone.arrive().heard().heard().wait(4)
    assert identified(phone) == ("es", "assumed")
    assert phone.last(events.LanguageIdentified).confidence < 0.5
    assert (phone.machine.node, phone.machine.language) == ("top", "es")


def test_so_is_speech_that_nobody_understands(phone: Phone) -> None:
    phone.arrive().heard().language(None)
    assert identified(phone) == ("es", "assumed")


def test_who_is_understood_is_not_taken_for_another(phone: Phone) -> None:
    phone.arrive().heard().language("fr")
    assert identified(phone) == ("fr", "speech")
    assert phone.machine.node == "person"


def test_an_agent_corrects_what_was_assumed(phone: Phone) -> None:
    phone.arrive().heard().language(None)
    phone.tell(inputs.LanguageCorrected(language="en", by_agent="1001"))
    assert (phone.machine.language, identified(phone)) == ("en", ("en", "agent"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("    unknown: person\n", "    assume: xx\n"), "unknown language 'xx'"),
        (
            ("    unknown: person\n", "    unknown: person\n    assume: es\n"),
            "with 'assume' the way 'unknown' is never taken",
        ),
    ],
)
def test_what_cannot_be_assumed(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(SourceErrors, match=message):
        load_profile(write_city(tmp_path, main_flow=change))

"""What a department writes of a request: who hears it, in which language, how long it may be."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from ivr.flow import commands, events, inputs
from ivr.flow.inputs import RequestStatus
from ivr.flow.loading.folder import read_folder
from ivr.flow.loading.source import SourceErrors
from ivr.flow.pace import speaking_s
from ivr.flow.profile import load_profile
from ivr.flow.proof.city import City
from ivr.flow.proof.situations import situations
from ivr.flow.proof.space import explore
from ivr.flow.proof.talk import told_s
from ivr.flow.request_number import request_number
from ivr.flow.request_outcome import OUTCOME_S, checked_outcome
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

STATUS = """
  status:
    type: status
    prompt: {en: Your number?, es: ¿Su número?}
    statuses:
      done: {en: Done., es: Hecha.}
    other: {en: We have it., es: La tenemos.}
    outcome: {en: "They write: {request.outcome}", es: "Escriben: {request.outcome}"}
    outcome_other: {en: In another language., es: En otro idioma.}
    found: more
    not_found: menu
    unavailable: message
    fallback: person
"""
# On this line the number is asked for before the language is known.
HASTY = (
    "next: welcome}",
    "next: line}\n  line:\n    type: branch\n    otherwise: welcome\n"
    "    cases: [{when: 'call.dialled == \"5551000\"', goto: status}]",
)
NUMBER = request_number(12)
EN, ES = {"en": "Light mended."}, {"es": "Luz reparada."}
TOLD_EN, TOLD_ES = ["They write:", "Light mended."], ["Escriben:", "Luz reparada."]


def city_in(folder: Path, node: str = STATUS) -> Path:
    write_city(folder, main_flow=HASTY)
    flow = folder / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8") + node, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("outcome", "language", "said"),
    [
        (EN | ES, "en", ["Done.", *TOLD_EN]),
        (EN | ES, "es", ["Hecha.", *TOLD_ES]),
        (EN, "es", ["Hecha.", "En otro idioma."]),
        ({}, "es", ["Hecha."]),
        (EN | ES, None, ["Done.", *TOLD_EN, "Hecha.", *TOLD_ES]),
        (ES, None, ["Done.", "In another language.", "Hecha.", *TOLD_ES]),
    ],
)
def test_an_outcome_is_read_out_in_its_own_language_alone(
    tmp_path: Path, outcome: Mapping[str, str], language: str | None, said: list[str]
) -> None:
    phone = Phone(load_profile(city_in(tmp_path))).arrive("5551000")
    if language is not None:
        phone.tell(inputs.LanguageCorrected(language=language, by_agent="1001"))
    lookup = phone.key(*NUMBER, "#").last(commands.LookUpRequest)
    request = RequestStatus(
        number=NUMBER, status="done", updated_on=date(2023, 11, 1), outcome=outcome
    )
    phone.tell(inputs.RequestLookedUp(lookup_id=lookup.lookup_id, request=request))
    assert phone.texts == said
    assert phone.playing is not None
    voices = {prompt.text: prompt.language for prompt in phone.playing.prompts}
    assert voices.get("Light mended.", "en") == "en"
    assert voices.get("Luz reparada.", "es") == "es"
    assert phone.last(events.RequestStatusTold).has_outcome is bool(outcome)


def test_an_outcome_needs_a_text_for_those_in_whose_language_it_is_not(tmp_path: Path) -> None:
    alone = "".join(line for line in STATUS.splitlines(keepends=True) if "_other" not in line)
    with pytest.raises(SourceErrors, match="'outcome' and 'outcome_other' go together"):
        load_profile(city_in(tmp_path, alone))


def test_the_longest_outcome_is_counted(tmp_path: Path) -> None:
    city = City(read_folder(city_in(tmp_path)))
    (always, *_) = situations(city.timed, city.zone)
    told = {
        told_s(space, number)
        for space in (explore(city, entry, always) for entry in city.entries)
        for number, place in enumerate(space.places)
        if place.node == "status" and place.language is None
    }
    english, spanish = "We have it.They write: ", "La tenemos.Escriben: "
    unfilled_s = speaking_s(english + spanish + 2 * "{request.outcome}")
    assert [*told] == [pytest.approx(unfilled_s + 2 * OUTCOME_S)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" ", "blank"),
        ("one\ntwo", "one line"),
        ("secret" * 50, "about 21 s to say, at most 20 s: 280 characters, or 90 Chinese"),
        ("灯" * 100, "about 22 s"),
    ],
)
def test_an_outcome_that_cannot_be_read_out_is_not_repeated(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as caught:
        checked_outcome(text)
    assert "secret" not in str(caught.value)


def test_an_outcome_of_the_greatest_length() -> None:
    assert checked_outcome(" " + "x" * 280) == "x" * 280
    assert checked_outcome("灯" * 90) == "灯" * 90

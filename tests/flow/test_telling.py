"""What is told of a request in writing: by the words that the telephone speaks."""

from datetime import date
from pathlib import Path

import pytest

from ivr.flow.inputs import RequestStatus
from ivr.flow.profile import Profile, load_profile
from ivr.flow.request_number import as_keyed, request_number
from ivr.flow.telling import Finding, RequestTold, status_node, tell
from tests.flow.driver import T0
from tests.flow.small_city import write_city
from tests.flow.test_request_outcome import HASTY

STATUS = """
  status:
    type: status
    prompt: {en: Your number?, es: ¿Su número?}
    no_match: {en: Not a number., es: No es un número.}
    statuses:
      done:
        en: "{request.number|digits} was done on {request.updated}!"
        es: "Hecha{caller.number}。"
    other: {en: We have it., es: La tenemos.}
    due: {en: "By {request.due}.", es: "Antes de {request.due}."}
    overdue: {en: We are late., es: Vamos tarde.}
    outcome: {en: "They write: {request.outcome}", es: "Escriben: {request.outcome}"}
    outcome_other: {en: In another language., es: En otro idioma.}
    unknown: {en: Unknown., es: Desconocido.}
    found: more
    not_found: menu
    unavailable: message
    fallback: person
"""
NUMBER = request_number(12)
TODAY = date(2023, 11, 14)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    write_city(tmp_path, main_flow=HASTY)
    flow = tmp_path / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8") + STATUS, "utf-8")
    return load_profile(tmp_path)


def told(profile: Profile, asked: str, request: RequestStatus | None) -> RequestTold:
    return tell(profile, asked, now=T0, find={NUMBER: request}.__getitem__)


def test_a_number_is_written_whole_and_signs_are_kept(profile: Profile) -> None:
    request = RequestStatus(
        number=NUMBER, status="done", updated_on=date(2023, 11, 1), outcome={"en": "Mended."}
    )
    answer = told(profile, NUMBER, request)
    assert (answer.finding, answer.request, answer.is_late) == (Finding.FOUND, request, False)
    assert answer.words["en"] == f"{NUMBER} was done on 1 11 2023! They write: Mended."


def test_what_belongs_to_a_call_is_left_out_and_a_wide_sign_needs_no_space(
    profile: Profile,
) -> None:
    request = RequestStatus(
        number=NUMBER, status="done", updated_on=TODAY, outcome={"en": "Mended."}
    )
    assert told(profile, NUMBER, request).words["es"] == "Hecha。En otro idioma."


@pytest.mark.parametrize(
    ("due", "is_late", "words"),
    [
        (TODAY, False, "We have it. By 14 11 2023."),
        (date(2023, 11, 13), True, "We have it. We are late."),
    ],
)
def test_what_is_due_today_is_not_late(
    profile: Profile, due: date, is_late: bool, words: str
) -> None:
    request = RequestStatus(number=NUMBER, status="open", updated_on=TODAY, due_on=due)
    answer = told(profile, NUMBER, request)
    assert (answer.is_late, answer.words["en"]) == (is_late, words)


def test_a_mistyped_number_is_not_looked_up(profile: Profile) -> None:
    answer = told(profile, "00000129", None)
    assert (answer.finding, answer.words["es"]) == (Finding.MISTYPED, "No es un número.")
    unknown = told(profile, NUMBER, None)
    assert (unknown.finding, unknown.words["en"]) == (Finding.NOT_FOUND, "Unknown.")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (" 0000 0129\t", "00000129"),
        ("0000-01.29", "00000129"),
        ("０００００１２９", "00000129"),
        ("٠٠٠٠٠١٢٩", "00000129"),
        ("no. 129", "no. 129"),
        ("", ""),
    ],
)
def test_how_people_write_a_number(typed: str, number: str) -> None:
    assert as_keyed(typed) == number


def test_a_city_in_which_nobody_can_ask(tmp_path: Path) -> None:
    write_city(tmp_path)
    profile = load_profile(tmp_path)
    assert status_node(profile) is None
    request = RequestStatus(number=NUMBER, status="open", updated_on=TODAY)
    assert (answer := told(profile, NUMBER, request)).request == request
    assert answer.words == told(profile, NUMBER, None).words == told(profile, "1", None).words == {}

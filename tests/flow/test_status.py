"""Request numbers, and the status that callers hear for theirs."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.flow import commands, events, inputs
from ivr.flow.events import Disposition
from ivr.flow.inputs import RequestStatus
from ivr.flow.profile import load_profile
from ivr.flow.request_number import check_digit, is_request_number, request_number
from tests.flow.driver import Phone
from tests.flow.small_city import write_city

# --- the number ----------------------------------------------------------------------------------


def test_the_example_of_the_dissertation() -> None:
    assert check_digit("572") == "4"


@given(st.integers(0, 9_999_999), st.integers(0, 7), st.integers(1, 9))
def test_every_wrong_digit_is_noticed(serial: int, place: int, by: int) -> None:
    number = request_number(serial)
    assert is_request_number(number)
    wrong = str((int(number[place]) + by) % 10)
    assert not is_request_number(number[:place] + wrong + number[place + 1 :])


@given(st.integers(0, 9_999_999), st.integers(0, 6))
def test_neighbours_exchanged_are_noticed(serial: int, place: int) -> None:
    number = request_number(serial)
    one, other = number[place], number[place + 1]
    swapped = number[:place] + other + one + number[place + 2 :]
    assert is_request_number(swapped) is (one == other)


@pytest.mark.parametrize("number", ["", "5724", "1" * 13, "0000001a", "٠٠٠٠٠٠١٣"])
def test_what_is_no_request_number(number: str) -> None:
    assert not is_request_number(number)


def test_a_serial_that_does_not_fit() -> None:
    for serial in (-1, 10_000_000):
        with pytest.raises(ValueError, match="no request number of 8 digits"):
            request_number(serial)


# --- the node ------------------------------------------------------------------------------------

STATUS = """
  status:
    type: status
    prompt: {en: Your number?, es: ¿Su número?}
    no_match: {en: Not a number., es: No es un número.}
    statuses:
      open: {en: "Request {request.number|digits} is open.", es: Está abierta.}
      done: {en: "Done on {request.updated}.", es: Hecha.}
    other: {en: We have it., es: La tenemos.}
    due: {en: "By {request.due}.", es: "Antes de {request.due}."}
    overdue: {en: We are late., es: Vamos tarde.}
    found: more
    not_found: menu
    unavailable: message
    fallback: person
"""
NUMBER = request_number(12)
# The tests' clock stands at 14 November 2023.
SOON, PAST = date(2023, 11, 20), date(2023, 11, 1)


def asked(folder: Path, node: str = STATUS) -> Phone:
    into = ("answered: more\n    next: menu", "answered: more\n    next: status")
    write_city(folder, main_flow=into)
    flow = folder / "main.flow.yaml"
    flow.write_text(flow.read_text("utf-8") + node, "utf-8")
    phone = Phone(load_profile(folder), "noise").at("top").heard().wait(3)
    assert phone.machine.node == "status"
    return phone


def looked_up(
    folder: Path, status: str | None, due: date | None = None, node: str = STATUS
) -> Phone:
    phone = asked(folder, node).key(*NUMBER, "#")
    lookup = phone.last(commands.LookUpRequest)
    assert lookup.number == NUMBER
    request = status and RequestStatus(number=NUMBER, status=status, updated_on=PAST, due_on=due)
    return phone.tell(inputs.RequestLookedUp(lookup_id=lookup.lookup_id, request=request or None))


def test_a_status_is_told_and_the_caller_may_hang_up(tmp_path: Path) -> None:
    phone = looked_up(tmp_path, "open", SOON)
    assert phone.texts == ["Request", *NUMBER, "is open.", "By", "20 11 2023"]
    told = phone.last(events.RequestStatusTold)
    assert (told.number, told.status) == (NUMBER, "open")
    assert phone.heard().machine.node == "more"
    assert phone.hang_up().ended.disposition is Disposition.STATUS_TOLD


def test_what_is_late_is_said_to_be_late_and_what_is_unknown_is_not_said(tmp_path: Path) -> None:
    assert looked_up(tmp_path, "open", PAST).texts[-1] == "We are late."
    assert looked_up(tmp_path, "done").texts == ["Done on", "1 11 2023"]
    assert looked_up(tmp_path, "elsewhere").texts == ["We have it."]


def test_a_caller_who_asks_for_a_person_after_all_is_not_done(tmp_path: Path) -> None:
    phone = looked_up(tmp_path, "open").heard().key("0").heard().hang_up()
    assert phone.ended.disposition is Disposition.ABANDONED_IN_QUEUE


def test_a_wrong_check_digit_is_asked_for_again(tmp_path: Path) -> None:
    phone = asked(tmp_path).key(*"00000129", "#")
    assert phone.texts[0] == "Not a number."
    assert not phone.all(commands.LookUpRequest)
    assert phone.said(*NUMBER).wait(3).last(commands.LookUpRequest).number == NUMBER


def test_no_such_request_and_records_that_do_not_answer(tmp_path: Path) -> None:
    nothing = looked_up(tmp_path, None)
    assert nothing.machine.node == "menu"
    assert nothing.last(events.RequestStatusTold).status == ""
    assert asked(tmp_path).key(*NUMBER, "#").wait(5).machine.node == "message"
    failed = asked(tmp_path).key(*NUMBER, "#")
    lookup = failed.last(commands.LookUpRequest).lookup_id
    failed.tell(inputs.CommandFailed(what=lookup, reason="away"))
    assert failed.machine.node == "message"


def test_a_number_that_is_not_known_is_said_to_be_so(tmp_path: Path) -> None:
    phone = looked_up(tmp_path, None, node=STATUS + "    unknown: {en: Unknown., es: Nada.}\n")
    assert (phone.texts, phone.machine.node) == (["Unknown."], "status")
    assert phone.heard().machine.node == "menu"
    assert phone.hang_up().ended.disposition is Disposition.ABANDONED_IN_MENU


def test_keys_and_stale_answers_while_the_records_are_asked_do_no_harm(tmp_path: Path) -> None:
    phone = asked(tmp_path).key(*NUMBER, "#").key("5")
    phone.tell(inputs.RequestLookedUp(lookup_id="older", request=None))
    assert phone.machine.node == "status"
    assert phone.key("9").machine.node == "@emergency"
    assert asked(tmp_path).key(*NUMBER, "#").hang_up().machine.finished

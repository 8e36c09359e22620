"""What is heard at the front of calls, and the book of what is on."""

from collections.abc import Mapping

import pytest

from ivr.flow import commands, events
from ivr.flow.notice_events import (
    NoticeEdited,
    NoticeExpired,
    NoticeKind,
    NoticeSwitchedOff,
    NoticeSwitchedOn,
    SurgeLapsed,
    SurgeProposed,
    SurgeRejected,
    Then,
)
from ivr.flow.notices import Notice, NoticeBook, NoticeRefused, NoticeState, UnknownNotice, applied
from ivr.flow.profile import Profile
from tests.flow.driver import T0, Phone
from tests.flow.small_city import small_city

TEXT = {"en": "The web site is down.", "es": "La web no funciona."}


def on(
    notice_id: str = "web",
    *,
    kind: NoticeKind = NoticeKind.OUTAGE,
    text: Mapping[str, str] = TEXT,
    lines: tuple[str, ...] = (),
    then: Then = Then.CONTINUE,
    until: float = T0 + 3600,
) -> NoticeSwitchedOn:
    return NoticeSwitchedOn(
        notice_id=notice_id,
        actor="9001",
        kind=kind,
        text=text,
        lines=lines,
        then=then,
        until=until,
    )


def surge(*, lapses_at: float = T0 + 600) -> SurgeProposed:
    return SurgeProposed(
        notice_id="surge-snow",
        code="snow",
        count=40,
        usual=2.0,
        probability=1e-20,
        bin_s=900.0,
        false_alarms_per_year=4.0,
        text=TEXT,
        until=T0 + 7200,
        lapses_at=lapses_at,
    )


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return small_city(tmp_path_factory.mktemp("city"))


@pytest.fixture
def phone(profile: Profile) -> Phone:
    return Phone(profile, "heat", "noise")


# --- on a call -----------------------------------------------------------------------------------


def test_a_notice_is_heard_once_the_language_is_known_before_the_first_list(phone: Phone) -> None:
    phone.notices.switch_on(on(), now=T0)
    phone.arrive()
    assert phone.texts == ["Hello.", "Hola."]
    phone.heard().key("2")
    assert phone.machine.node == "@notices"
    assert phone.texts == ["La web no funciona."]
    phone.heard()
    assert phone.machine.node == "top"
    (heard,) = [each for each in phone.all(events.PromptHeard) if each.node == "@notices"]
    assert (heard.names, heard.language, heard.complete) == (("notice.web",), "es", True)


def test_a_caller_whose_language_stays_unknown_hears_every_first_line_language(
    phone: Phone,
) -> None:
    phone.notices.switch_on(on(), now=T0)
    phone.arrive().heard()
    phone.wait(60)
    assert phone.machine.node == "language"
    phone.heard().wait(5).heard().wait(5)
    assert phone.machine.node == "@notices"
    assert phone.texts == [TEXT["en"], TEXT["es"]]
    phone.heard()
    assert phone.machine.node == "person"


def test_who_asks_for_a_person_hears_it_first_and_only_once(phone: Phone) -> None:
    phone.notices.switch_on(on(), now=T0)
    phone.arrive().heard().key("1").heard()
    assert phone.machine.node == "top"
    phone.key("0")
    assert phone.machine.node == "person"
    other = Phone(phone.machine._call.profile)
    other.notices.switch_on(on(), now=T0)
    other.arrive().key("0")
    assert other.machine.node == "@notices"
    other.key("0")
    assert other.machine.node == "person"


def test_an_emergency_comes_before_anything_else_in_every_first_line_language(
    phone: Phone,
) -> None:
    phone.notices.switch_on(on(), now=T0)
    phone.notices.switch_on(
        on("storm", kind=NoticeKind.EMERGENCY, text={"en": "Stay in.", "es": "No salga."}), now=T0
    )
    phone.arrive()
    assert phone.machine.node == "@notices"
    assert phone.texts == ["Stay in.", "No salga."]
    phone.heard()
    assert phone.machine.node == "welcome"
    phone.heard().key("1")
    assert phone.texts == [TEXT["en"]]


def test_nothing_stands_before_the_emergency_line(phone: Phone) -> None:
    phone.notices.switch_on(on("storm", kind=NoticeKind.EMERGENCY), now=T0)
    phone.arrive().key("9")
    assert phone.machine.node == "@emergency"
    other = Phone(phone.machine._call.profile)
    other.notices.switch_on(on(), now=T0)
    other.arrive().key("9")
    assert other.machine.node == "@emergency"


def test_who_is_in_a_menu_is_not_disturbed(phone: Phone) -> None:
    phone.at("menu")
    before = len(phone.all(commands.Play))
    phone.notices.switch_on(on("storm", kind=NoticeKind.EMERGENCY), now=phone.now)
    phone.notices.switch_on(on(), now=phone.now)
    phone.key("1")
    assert phone.machine.node == "library"
    assert "@notices" not in [each.node for each in phone.all(events.NodeEntered)]
    assert len(phone.all(commands.Play)) == before + 1


def test_a_key_skips_a_notice_and_counts(phone: Phone) -> None:
    phone.notices.switch_on(on(), now=T0)
    phone.arrive().heard().key("1").key("1")
    assert phone.machine.node == "top"
    assert phone.texts == ["On Monday."]


def test_a_notice_can_take_the_place_of_the_flow(phone: Phone) -> None:
    phone.notices.switch_on(on(then=Then.HANG_UP), now=T0)
    phone.arrive().heard().key("1").key("1")
    assert phone.machine.node == "@notices"
    phone.heard()
    assert phone.ended.reason == "notice"


def test_a_person_can_be_reached_past_a_notice_that_ends_the_call(phone: Phone) -> None:
    phone.notices.switch_on(on(then=Then.HANG_UP), now=T0)
    phone.arrive().heard().key("1").key("0")
    assert phone.machine.node == "person"


def test_who_does_not_understand_a_notice_is_not_hung_up_on(phone: Phone) -> None:
    phone.notices.switch_on(on(then=Then.HANG_UP), now=T0)
    phone.arrive().heard().language("fr")
    assert phone.machine.node == "person"


def test_a_notice_is_heard_on_its_lines_alone(profile: Profile) -> None:
    heard = {}
    for line in ("311", "5551000"):
        phone = Phone(profile)
        phone.notices.switch_on(on(lines=("5551000",)), now=T0)
        phone.arrive(line).heard().key("1")
        heard[line] = phone.machine.node
    assert heard == {"311": "top", "5551000": "@notices"}


def test_an_expired_notice_is_heard_no_more_even_before_the_timer(phone: Phone) -> None:
    phone.notices.switch_on(on(until=T0 + 1), now=T0)
    phone.arrive().heard(played_s=2.0).key("1")
    assert phone.machine.node == "top"


# --- the book ------------------------------------------------------------------------------------


@pytest.fixture
def book() -> NoticeBook:
    return NoticeBook()


def test_a_notice_goes_on_is_edited_and_goes_off(book: NoticeBook) -> None:
    book.switch_on(on(), now=T0)
    book.edit("web", actor="9002", text={"en": "It is back soon."}, until=None, now=T0 + 1)
    (notice,) = book.on_line("311", now=T0 + 2)
    assert notice.text == {"en": "It is back soon.", "es": TEXT["es"]}
    assert (notice.until, notice.actor) == (T0 + 3600, "9002")
    book.switch_off("web", actor="9001", reason="repaired", now=T0 + 3)
    assert not book.on_line("311", now=T0 + 4)
    assert book.all() == []
    assert [type(each) for each in book.take_outputs()] == [
        NoticeSwitchedOn,
        NoticeEdited,
        NoticeSwitchedOff,
    ]
    assert book.take_outputs() == []


def test_every_notice_expires(book: NoticeBook) -> None:
    book.switch_on(on(until=T0 + 60), now=T0)
    book.switch_on(on("other", until=T0 + 90), now=T0)
    assert book.next_deadline() == T0 + 60
    book.take_outputs()
    book.handle_timer(now=T0 + 60)
    assert book.take_outputs() == [NoticeExpired(notice_id="web")]
    assert book.next_deadline() == T0 + 90


def test_a_proposal_is_heard_by_nobody_until_it_is_approved(book: NoticeBook) -> None:
    book.propose(surge(), now=T0)
    assert book.on_line("311", now=T0) == []
    book.propose(surge(), now=T0 + 1)
    assert len(book.take_outputs()) == 1
    book.switch_on(book.get("surge-snow").approved("9001"), now=T0 + 5)
    (notice,) = book.on_line("311", now=T0 + 6)
    assert notice.surge == surge()
    assert (notice.until, notice.actor, notice.since) == (T0 + 7200, "9001", T0 + 5)
    assert book.next_deadline() == T0 + 7200


def test_a_proposal_lapses_or_is_rejected(book: NoticeBook) -> None:
    book.propose(surge(), now=T0)
    book.handle_timer(now=T0 + 600)
    book.propose(surge(lapses_at=T0 + 2000), now=T0 + 700)
    book.reject("surge-snow", actor="9001", reason="known", now=T0 + 800)
    assert [type(each) for each in book.take_outputs()] == [
        SurgeProposed,
        SurgeLapsed,
        SurgeProposed,
        SurgeRejected,
    ]
    assert book.next_deadline() is None


def test_what_does_not_fit_is_refused(book: NoticeBook) -> None:
    with pytest.raises(UnknownNotice, match="no notice web"):
        book.switch_off("web", actor="9001", reason="", now=T0)
    book.switch_on(on(), now=T0)
    with pytest.raises(NoticeRefused, match="on already"):
        book.switch_on(on(), now=T0)
    with pytest.raises(NoticeRefused, match="switch it off"):
        book.reject("web", actor="9001", reason="", now=T0)
    book.propose(surge(), now=T0)
    with pytest.raises(NoticeRefused, match="reject it"):
        book.switch_off("surge-snow", actor="9001", reason="", now=T0)


def test_a_book_resumed_from_its_events_is_the_same(book: NoticeBook) -> None:
    book.propose(surge(), now=T0)
    book.switch_on(on(), now=T0 + 1)
    book.edit("surge-snow", actor="9001", text={"en": "Snow."}, until=None, now=T0 + 2)
    known: dict[str, Notice] = {}
    for at, event in zip((T0, T0 + 1, T0 + 2), book.take_outputs(), strict=True):
        known[event.notice_id] = applied(known.get(event.notice_id), event, at=at)
    again = NoticeBook()
    again.resume(known.values())
    assert again.all() == book.all()
    assert {each.state for each in again.all()} == {NoticeState.ON, NoticeState.PROPOSED}

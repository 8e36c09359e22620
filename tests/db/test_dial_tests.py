"""Test calls on record, and no figure that counts them."""

from datetime import UTC, datetime

from db.models import Contact
from db.queries.dial_tests import last_dial_tests
from db.queries.report import day_report
from db.rebuild import check, rebuild
from db.store import Store
from ivr.flow.events import CallEnded, CallStarted, Disposition
from ivr.flow.number_events import DialTested
from tests.db.story import NOON, Story


def called(number: str, reason: str = "") -> DialTested:
    return DialTested(
        number=number,
        alias="Housing",
        flow="main",
        passed=not reason,
        reason=reason,
        prompt="main.welcome",
        answered_s=0.2,
        speech_s=None if reason else 0.5,
    )


def test_the_last_test_of_each_number(store: Store) -> None:
    story = Story()
    story.add(called("5551000", "not heard"))
    story.add(called("5552000"), after=1)
    story.add(called("5551000"), after=60)
    story.add(called("5552000", "busy"), after=60)
    store.append(story.entries)
    for _ in range(2):
        with store.session() as session:
            rows = last_dial_tests(session)
        assert [(row.number, row.passed, row.reason) for row in rows] == [
            ("5551000", True, ""),
            ("5552000", False, "busy"),
        ]
        assert rows[0].at.timestamp() == NOON + 61
        rebuild(store)
    assert check(store) == ()


def test_a_test_call_is_no_call_of_the_day(store: Store) -> None:
    story = Story()
    for call_id, is_test in (("c1", False), ("c2", True)):
        story.add(
            CallStarted(
                call_id=call_id,
                caller="",
                dialled="311",
                flow="main",
                flow_version="v",
                is_test=is_test,
            )
        )
        story.add(
            CallEnded(
                call_id=call_id,
                disposition=Disposition.ABANDONED_IN_MENU,
                by="caller",
                node="welcome",
                reason="hung_up",
            ),
            after=3,
        )
    store.append(story.entries)
    day = datetime.fromtimestamp(NOON, UTC).date()
    with store.session() as session:
        assert session.get_one(Contact, "c2").direction == "test"
        report = day_report(session, day, zone=UTC)
    assert (report.calls, report.abandoned_in_menu) == (1, 1)

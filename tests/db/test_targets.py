"""The figures that cities set themselves targets for."""

from datetime import UTC, date, datetime

import pytest

from acd.callbacks.messages import (
    CallbackBooked,
    CallbackDialled,
    CallbackEnded,
    CallbackOutcome,
    CallbackQueued,
)
from acd.events import EntryOutcome
from db.queries import DayReport, day_report
from db.queries.targets import CallbackFigures, Satisfaction, Workload
from db.store import Store
from ivr.flow.events import AnswerGiven, CallBlocked, Disposition, Means
from tests.db.story import NOON, Story

DAY = date(2026, 7, 15)


def lost(story: Story, call: str) -> None:
    story.arrive(call)
    story.enqueue(call)
    story.finish(Disposition.ABANDONED_IN_QUEUE, call, after=20)
    story.end_entry(EntryOutcome.ABANDONED, call)


def booked(story: Story, name: str, *, agent_id: str = "") -> None:
    story.add(
        CallbackBooked(
            callback_id=name,
            call_id="served",
            number="+12125550123",
            queue="general",
            language="en",
            skills={},
            priority=0,
            waiting_since=story.now,
            not_before=story.now,
            not_after=story.now + 3600,
            agent_id=agent_id,
        )
    )


def ended(story: Story, name: str, outcome: CallbackOutcome, attempts: int) -> None:
    story.add(CallbackEnded(callback_id=name, outcome=outcome, attempts=attempts))


@pytest.fixture
def report(store: Store) -> DayReport:
    """Two lost the evening before; at noon one served, one lost, one blocked, one in the menu."""
    story = Story(start=NOON - 20 * 3600)
    story.log_in()
    lost(story, "evening-1")
    lost(story, "evening-2")
    story.now = NOON
    story.served_call("served")
    for question, value in (("friendly", "5"), ("solved", "2")):
        story.add(
            AnswerGiven(
                call_id="served",
                node="survey",
                variable=question,
                kind="survey",
                value=value,
                means=Means.KEY,
            )
        )
    lost(story, "lost")
    story.arrive("menu")
    story.finish(Disposition.ABANDONED_IN_MENU, "menu")
    story.add(CallBlocked(call_id="full", caller="+1", dialled="311", reason="max_calls"))
    for name in ("kept", "given-up", "back", "open"):
        booked(story, name)
    booked(story, "own", agent_id="ana")
    story.add(CallbackQueued(callback_id="kept"))
    story.add(CallbackDialled(callback_id="kept", attempt=1))
    ended(story, "kept", CallbackOutcome.SERVED, 1)
    ended(story, "given-up", CallbackOutcome.UNREACHED, 3)
    ended(story, "back", CallbackOutcome.CALLED_IN, 0)
    store.append(story.entries)
    now = datetime.fromtimestamp(NOON + 3600, UTC)
    with store.session() as session:
        return day_report(session, DAY, zone=UTC, now=now)


def test_who_gave_up_or_was_blocked_was_not_connected(report: DayReport) -> None:
    of_day = report.connect.day
    assert (of_day.connected, of_day.sought, of_day.rate) == (1, 3, pytest.approx(1 / 3))


def test_the_last_24_hours_reach_into_the_day_before(report: DayReport) -> None:
    latest = report.connect.latest_24_h
    assert (latest.connected, latest.sought) == (1, 5)


def test_the_worst_24_hours_are_told_with_their_end(report: DayReport) -> None:
    lowest = report.connect.lowest_24_h
    assert lowest is not None
    assert (lowest.rate, lowest.sought) == (0.0, 2)
    assert lowest.ends_at == datetime(2026, 7, 15, 1, tzinfo=UTC)


def test_calls_per_agent_count_who_talked(report: DayReport) -> None:
    assert report.workload == Workload(agents=1, calls=1, calls_per_agent=1.0)


def test_satisfaction_is_told_by_question(report: DayReport) -> None:
    assert report.satisfaction == (
        Satisfaction(question="friendly", answers=1, mean=5.0, satisfied=1.0),
        Satisfaction(question="solved", answers=1, mean=2.0, satisfied=0.0),
    )


def test_callbacks_taken_back_are_no_broken_promises(report: DayReport) -> None:
    assert report.callbacks == CallbackFigures(
        booked=4,
        open=1,
        outcomes={"called_in": 1, "served": 1, "unreached": 1},
        attempts=1,
        reached=0.5,
    )


def test_a_day_without_calls_has_no_rates(store: Store) -> None:
    with store.session() as session:
        report = day_report(session, date(2020, 1, 1), zone=UTC)
    assert (report.connect.day.rate, report.connect.lowest_24_h) == (None, None)
    assert (report.workload.calls_per_agent, report.callbacks.reached) == (None, None)

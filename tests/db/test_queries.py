"""What is told about a call and about a day."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from acd.events import EntryOutcome
from db.queries import CallFilter, call_story, day_report, list_calls, list_tasks, serial_of
from db.queries.figures import ServiceLevel, Waits
from db.queries.privacy import mask_number, masked
from db.queries.report import day_bounds
from db.store import Store
from db.types import utc
from ivr.flow.desk_events import IntakeSaved, NoteAdded
from ivr.flow.events import (
    CallBlocked,
    ControllerStarted,
    Disposition,
    RecordingKept,
)
from tests.db.story import NOON, Story

DAY = date(2026, 7, 15)


@pytest.fixture
def day(store: Store) -> Store:
    """Eight calls of one day, and one of the day before."""
    story = Story(start=NOON - 86_400)
    story.arrive("yesterday")
    story.finish(Disposition.FLOW_ENDED, "yesterday")
    story.now = NOON
    story.add(ControllerStarted(version="1", profile="p"))
    story.log_in()
    story.served_call("served")
    story.arrive("faq", caller="+12125550199")
    story.hear_faq("faq", "heat")
    story.hear_faq("faq", "noise")
    story.finish(Disposition.ANSWERED_BY_FAQ, "faq")
    story.arrive("menu", caller="")
    story.finish(Disposition.ABANDONED_IN_MENU, "menu")
    for call, patience in (("early", 10), ("late", 50)):
        story.arrive(call)
        story.speak("es", call)
        story.enqueue(call)
        story.finish(Disposition.ABANDONED_IN_QUEUE, call, after=patience)
        story.end_entry(EntryOutcome.ABANDONED, call)
    story.arrive("message")
    story.enqueue("message")
    story.end_entry(EntryOutcome.UNSTAFFED, "message")
    story.voicemail("message")
    story.finish(Disposition.VOICEMAIL, "message")
    story.arrive("broken")
    story.finish(Disposition.FAILED, "broken", by="switch")
    story.add(CallBlocked(call_id="full", caller="+1", dialled="311", reason="max_calls"))
    store.append(story.entries)
    return store


def test_the_day_in_figures(day: Store) -> None:
    with day.session() as session:
        report = day_report(session, DAY, zone=UTC, threshold_s=30)
    assert (report.calls, report.taken, report.answered) == (8, 7, 1)
    assert (report.blocked, report.failed) == (1, 1)
    assert (report.abandoned_in_menu, report.abandoned_in_queue) == (1, 2)
    assert report.answer_time == Waits(count=1, p50_s=5.5, p80_s=5.5, p95_s=5.5, longest_s=5.5)
    level = report.service_level
    assert (level.answered_in_time, level.answered_late, level.left) == (1, 0, 1)
    assert (level.abandoned_early, level.abandoned_late, level.offered) == (1, 1, 4)
    assert next(iter(level.formulas.items())) == ("answered_in_time / offered", 0.25)
    handling = report.handling
    assert (handling.talk.count, handling.talk.total_s) == (1, 14)
    assert (handling.hold.count, handling.hold.mean_s) == (1, 6)
    assert (handling.wrap_up.mean_s, handling.mean_handle_s) == (20, 40)
    assert (report.faq.plays, report.faq.containment) == (2, pytest.approx(1 / 7))
    assert report.languages == {"unknown": 6, "es": 2}
    (queue,) = report.queues
    assert (queue.entries, queue.connected, queue.abandoned, queue.unstaffed) == (4, 1, 2, 1)
    assert (report.withheld_numbers, report.distinct_numbers) == (1, 3)
    assert report.top_numbers[0].calls == 5


def test_an_empty_day_has_no_figures_but_no_faults(day: Store) -> None:
    with day.session() as session:
        report = day_report(session, date(2020, 1, 1), zone=UTC)
    assert (report.calls, report.answer_time.p95_s, report.faq.containment) == (0, None, None)
    assert set(report.service_level.formulas.values()) == {None}


def test_a_day_is_the_citys_day() -> None:
    start, end = day_bounds(date(2026, 11, 1), ZoneInfo("America/New_York"))
    assert (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() == 25 * 3600
    start, end = day_bounds(DAY, None)
    assert start.tzinfo is not None


def test_the_three_service_levels_differ_as_published() -> None:
    # 100 offered: 80 answered in time, 10 late, 4 abandoned early, 6 late.
    level = ServiceLevel.of(
        threshold_s=30, answered=[1] * 80 + [31] * 10, abandoned=[5] * 4 + [60] * 6, left=0
    )
    assert [round(value, 3) for value in level.formulas.values() if value] == [0.8, 0.84, 0.889]


def test_percentiles_by_nearest_rank() -> None:
    waits = Waits.of(float(n) for n in range(10, 0, -1))
    assert (waits.p50_s, waits.p80_s, waits.p95_s, waits.longest_s) == (5, 8, 10, 10)


def test_calls_are_listed_newest_first_and_filtered(day: Store) -> None:
    with day.session() as session:
        everything = list_calls(session, CallFilter())
        assert everything[0].call_id == "full"
        assert len(everything) == 9
        found = list_calls(session, CallFilter(since=utc(NOON), language="es", limit=1))
        assert [call.call_id for call in found] == ["late"]
        served = list_calls(session, CallFilter(disposition="served"))
        assert [(call.call_id, call.wait_s, call.duration_s) for call in served] == [
            ("served", 5.5, 29)
        ]
        number = list_calls(session, CallFilter(calling_number="+12125550199", until=utc(NOON)))
        assert number == []
        (task,) = list_tasks(session)
        assert (task.call_id, task.language) == ("message", "es")


def test_the_story_gives_the_reasons_of_each_decision(store: Store) -> None:
    story = Story()
    story.served_call()
    story.speak("en")
    story.hear_faq()
    story.add(NoteAdded(call_id="c1", agent_id="ana", text="call back on Monday"))
    story.add(IntakeSaved(call_id="c1", serial="S1", agent_id="ana", need="a lamp is out"))
    story.add(RecordingKept(call_id="c1", path="c1.wav", duration_s=20, sides={"caller": "a"}))
    store.append(story.entries)
    with store.session() as session:
        serial = serial_of(session, "c1")
        assert serial == "2026-000001"
        told = call_story(session, serial)
        assert told == call_story(session, "c1")
        assert call_story(session, "c2") is None
    assert told is not None
    (offer,) = [step for step in told.steps if step.kind == "OfferMade"]
    assert (offer.at_s, offer.text) == (4.5, "offered to ana")
    assert offer.why == (
        "policy longest_idle: ana (skill_gap=0, idle_s=-42.5)",
        "ben: not possible, paused",
        "3 logged out",
    )
    assert offer.receipt is not None
    assert offer.receipt["winner"] == "ana"
    texts = [step.text for step in told.steps]
    assert texts[:2] == ["call arrives on city, flow main", "line answered"]
    assert "language en, confidence 0.90, by speech (vosk: en)" in texts
    assert "heard the answer parking in en, 12.5 s, to the end" in texts
    assert [each.kind for each in told.segments].count("talk") == 2
    assert (told.notes[0].text, told.intakes[0].need) == ("call back on Monday", "a lamp is out")
    assert told.recordings[0].sides == {"caller": "a"}
    assert told.languages[0].evidence == {"vosk": "en"}


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+12125550123", "•••0123"), ("1234", "•••"), ("", ""), ("12345", "•••2345")],
)
def test_numbers_are_masked(number: str, shown: str) -> None:
    assert mask_number(number) == shown


def test_masking_reaches_every_number_of_a_story(store: Store) -> None:
    story = Story()
    story.arrive(caller="+12125550123")
    story.voicemail()
    story.add(IntakeSaved(call_id="c1", serial="S1", agent_id="ana", need="n"))
    store.append(story.entries)
    with store.session() as session:
        told = call_story(session, "c1")
    assert "2125550123" in repr(told)
    assert "2125550123" not in repr(masked(told))

"""Days that are worked for a holiday, and years that nobody has entered yet."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from acd.plan.hours import OpeningHours
from ivr.flow.checks.calendars import vain_hours, years_missing
from ivr.flow.compiling.calendars import opening_hours
from ivr.flow.loading.folder import read_folder
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import load_profile
from ivr.knowledge.review import WorkingDays
from tests.flow.small_city import write_city

WEEK = 'week: {mon: ["09:00-17:00"], fri: ["09:00-12:00"]}'


def _calendar(path: Path, *days: str) -> Path:
    lines = "\n    ".join(("calendars:\n  office:", WEEK, *days))
    return write_city(path, city=("human:\n", f"{lines}\nhuman:\n"))


def _callbacks(path: Path, *days: str) -> Path:
    caller = ("caller_id: '311'", "greeting: {en: The city., es: La ciudad.}")
    lines = "\n  ".join(("callbacks:", *caller, WEEK, *days))
    return write_city(path, city=("human:\n", f"{lines}\nhuman:\n"))


def _queue(path: Path, *days: str) -> Path:
    lines = "\n    ".join(("hours:\n  office:", "zone: Asia/Shanghai", WEEK, *days))
    queue = "queues:\n  general: {kind: general"
    return write_city(path, routing=(queue, f"{lines}\n{queue}, hours: office"))


PLACES = {"calendars.office": _calendar, "callbacks": _callbacks, "hours.office": _queue}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("days", "told"),
    [
        (
            ("holidays: [2026-10-01, 2026-10-10]", "workdays: [2026-10-10]"),
            "2026-10-10 is a holiday at",
        ),
        (("holidays: [2026-10-01, 2026-10-01]",), "2026-10-01 is given twice"),
        (("workdays: [2026-10-10, 2026-10-10]",), "2026-10-10 is given twice"),
        (("workdays: [2026-10-12]",), "2026-10-12 is a mon, which is worked anyway"),
        (
            ("workdays: [2026-10-10]", "workdays_as: tue"),
            "'workdays' have the hours of tue, which has none",
        ),
    ],
)
def test_days_that_contradict_are_told_with_their_place(
    tmp_path: Path, place: str, days: Sequence[str], told: str
) -> None:
    folder = PLACES[place](tmp_path, *days)
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    (problem,) = caught.value.problems
    assert problem.message.startswith(told)
    assert problem.field.startswith(f"{place}.")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("week", ["week: {}", "week: {mon: [], sun: []}"])
def test_hours_that_never_hold_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, week: str
) -> None:
    monkeypatch.setattr("tests.flow.test_calendars.WEEK", week)
    folder = PLACES[place](tmp_path)
    if place == "callbacks" and week == "week: {}":
        load_profile(folder)  # at any hour
        return
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    (problem,) = caught.value.problems
    assert (problem.field, problem.message) == (
        f"{place}.week",
        "no day has hours: this is never open",
    )


@pytest.mark.parametrize(
    ("week", "told"),
    [
        ("week: {}", "no day has hours: this is never open"),
        ("week: {mon: [], sun: []}", "no day has hours: this is never open"),
        ('always: true\n    week: {mon: ["09:00-17:00"]}', "does not count: it is open always"),
    ],
)
def test_hours_of_a_node_in_vain_are_advised_on(tmp_path: Path, week: str, told: str) -> None:
    days = ('mon: ["08:00-18:00"]', 'fri: ["08:00-12:00", "22:00-02:00"]', 'sun: ["01:00-04:00"]')
    folder = write_city(tmp_path, main_flow=("\n      ".join(("week:", *days)), week))
    load_profile(folder)
    (advice,) = vain_hours(read_folder(folder))
    assert advice.field == "nodes.hours.week"
    assert told in advice.message


@pytest.mark.parametrize("place", PLACES)
def test_hours_around_the_clock_end_where_they_begin(tmp_path: Path, place: str) -> None:
    folder = PLACES[place](tmp_path)
    for file in folder.glob("*.yaml"):
        text = file.read_text("utf-8")
        file.write_text(text.replace("09:00-17:00", "08:00-08:00"), "utf-8")
    hours = _hours(folder, place)
    begin = datetime(2026, 10, 12, 8, tzinfo=hours.zone)
    moments = [begin + timedelta(hours=h) for h in (-1, 0, 16, 23, 24)]
    open_at = [hours.open_at(moment.timestamp()) for moment in moments]
    assert open_at == [False, True, True, True, False]


@pytest.mark.parametrize("place", PLACES)
def test_a_saturday_that_is_worked_has_the_hours_of_a_weekday(tmp_path: Path, place: str) -> None:
    days = ("holidays: [2026-10-09]", "workdays: [2026-10-10]", "workdays_as: fri")
    hours = _hours(PLACES[place](tmp_path, *days), place)
    moments = [
        datetime(2026, 10, day, h, tzinfo=hours.zone) for day in (9, 10, 17) for h in (9, 12)
    ]
    open_at = [hours.open_at(moment.timestamp()) for moment in moments]
    assert open_at == [False, False, True, False, False, False]


def _hours(folder: Path, place: str) -> OpeningHours:
    city, read = load_profile(folder), read_folder(folder)
    if place == "callbacks":
        hours = city.callbacks.rules.opening if city.callbacks is not None else None
    elif place == "hours.office":
        hours = city.plan.queues["general"].hours
    else:
        hours = opening_hours(read.city.value.calendars["office"], zone=read.zone)
    assert hours is not None
    return hours


@pytest.mark.parametrize("place", PLACES)
def test_from_november_on_the_coming_year_is_asked_for(tmp_path: Path, place: str) -> None:
    folder = PLACES[place](tmp_path, "holidays: [2026-10-01]")
    city = read_folder(folder)
    assert list(years_missing(city, date(2026, 10, 31))) == []
    (told,) = years_missing(city, date(2026, 11, 1))
    assert (told.field, told.message) == (
        f"{place}.holidays",
        "there is no holiday of 2027",
    )
    assert len(list(years_missing(city, date(2027, 2, 1)))) == 1
    always = read_folder(PLACES[place](tmp_path))
    assert list(years_missing(always, date(2026, 12, 1))) == []


def test_working_days_count_a_saturday_that_is_worked() -> None:
    days = WorkingDays(
        holidays={date(2026, 10, day) for day in range(1, 8)}, workdays={date(2026, 10, 10)}
    )
    assert days.after(date(2026, 9, 30), 3) == date(2026, 10, 10)

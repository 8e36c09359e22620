"""Days that are worked for a holiday, and years that nobody has entered yet."""

from datetime import date
from pathlib import Path

import pytest

from ivr.flow.checks.calendars import years_missing
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.loading.source import load_source
from ivr.flow.profile import load_profile
from ivr.flow.schema.city import CityFile
from ivr.knowledge.review import WorkingDays
from tests.flow.small_city import write_city

WEEK = 'week: {mon: ["09:00-17:00"], fri: ["09:00-12:00"]}'


def _folder(path: Path, days: str) -> Path:
    calendar = f"calendars:\n  office:\n    {WEEK}\n    {days}\nhuman:\n"
    return write_city(path, city=("human:\n", calendar))


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (
            "{holidays}: [2026-10-01, 2026-10-10]\n    workdays: [2026-10-10]",
            "2026-10-10 is a holiday at",
        ),
        ("{holidays}: [2026-10-01, 2026-10-01]", "2026-10-01 is given twice"),
        ("workdays: [2026-10-10, 2026-10-10]", "2026-10-10 is given twice"),
        ("workdays: [2026-10-12]", "2026-10-12 is a mon, which is worked anyway"),
        (
            "workdays: [2026-10-10]\n    workdays_as: tue",
            "'workdays' have the hours of tue, which has none",
        ),
    ],
)
def test_days_that_contradict_are_told_with_their_place(
    tmp_path: Path, days: str, told: str
) -> None:
    folder = _folder(tmp_path, days.replace("{holidays}", "holidays"))
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    (problem,) = caught.value.problems
    assert problem.message.startswith(told)
    assert problem.field.startswith("calendars.office.")


def test_a_saturday_that_is_worked_is_taken(tmp_path: Path) -> None:
    load_profile(_folder(tmp_path, "workdays: [2026-10-10]\n    workdays_as: fri"))


def test_from_november_on_the_coming_year_is_asked_for(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "holidays: [2026-10-01]")
    city = load_source(folder / "city.yaml", CityFile)
    assert list(years_missing(city, date(2026, 10, 31))) == []
    (told,) = years_missing(city, date(2026, 11, 1))
    assert (told.field, told.message) == (
        "calendars.office.holidays",
        "there is no holiday of 2027",
    )
    assert len(list(years_missing(city, date(2027, 2, 1)))) == 1
    always = load_source(_folder(tmp_path, "zone: Europe/Berlin") / "city.yaml", CityFile)
    assert list(years_missing(always, date(2026, 12, 1))) == []


def test_working_days_count_a_saturday_that_is_worked() -> None:
    days = WorkingDays(
        holidays={date(2026, 10, day) for day in range(1, 8)}, workdays={date(2026, 10, 10)}
    )
    assert days.after(date(2026, 9, 30), 3) == date(2026, 10, 10)

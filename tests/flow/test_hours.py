from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ivr.flow.graph import HoursNode
from ivr.flow.profile import Profile
from ivr.flow.visits.passing import is_open

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).timestamp()


@pytest.fixture
def hours(city: Profile) -> HoursNode:
    node = city.flows["main"].nodes["hours"]
    assert isinstance(node, HoursNode)
    return node


@pytest.mark.parametrize(
    ("moment", "is_open_then"),
    [
        ("2026-11-23T07:59:59", False),  # a Monday
        ("2026-11-23T08:00:00", True),
        ("2026-11-23T17:59:59", True),
        ("2026-11-23T18:00:00", False),
        ("2026-11-24T10:00:00", False),  # Tuesday has no span
        ("2026-11-27T11:00:00", True),  # Friday, first span
        ("2026-11-27T13:00:00", False),
        ("2026-11-27T23:00:00", True),  # Friday, past midnight
        ("2026-11-28T01:59:00", True),
        ("2026-11-28T02:00:00", False),
        ("2026-12-25T11:00:00", False),  # a holiday that is a Friday
        ("2026-12-25T23:00:00", False),
        ("2026-12-26T01:00:00", False),  # the holiday's span does not begin, so neither this
    ],
)
def test_spans_by_wall_clock(hours: HoursNode, moment: str, is_open_then: bool) -> None:
    assert is_open(hours, at(moment)) is is_open_then


def test_a_day_that_makes_up_for_a_holiday_has_a_weekdays_hours(hours: HoursNode) -> None:
    assert hours.hours is not None
    saturday = date(2026, 11, 28)
    week = replace(hours.hours, workdays=frozenset({saturday}), workdays_as=4)
    for clock, is_open_then in (("11:00", True), ("13:00", False), ("23:00", True)):
        assert week.open_at(at(f"2026-11-28T{clock}:00")) is is_open_then
    assert week.open_at(at("2026-11-29T01:00:00"))
    assert week.next_open(at("2026-11-28T02:00:00")) == at("2026-11-28T08:00:00")
    closed = replace(week, holidays=frozenset({saturday}))
    assert not closed.open_at(at("2026-11-28T11:00:00"))


def test_same_instant_differs_by_zone(hours: HoursNode) -> None:
    # 07:30 UTC on a Monday: 08:30 in Berlin in winter, 09:30 in summer.
    winter = datetime(2026, 1, 5, 7, 30, tzinfo=ZoneInfo("UTC")).timestamp()
    early_summer = datetime(2026, 7, 6, 6, 30, tzinfo=ZoneInfo("UTC")).timestamp()
    early_winter = datetime(2026, 1, 5, 6, 30, tzinfo=ZoneInfo("UTC")).timestamp()
    assert is_open(hours, winter)
    assert is_open(hours, early_summer)
    assert not is_open(hours, early_winter)


def test_clock_change_lengthens_and_shortens_the_span(hours: HoursNode) -> None:
    # Sunday 01:00-04:00: five quarters of it at the end of summer, two hours at its beginning.
    def open_s(day: str) -> int:
        start = int(at(f"{day}T00:00:00"))
        return sum(60 for second in range(start, start + 26 * 3600, 60) if is_open(hours, second))

    assert open_s("2026-10-25") == 4 * 3600
    assert open_s("2026-03-29") == 2 * 3600


def test_always_open_knows_no_holiday(hours: HoursNode) -> None:
    node = replace(hours, hours=None)
    assert is_open(node, at("2026-12-25T03:00:00"))

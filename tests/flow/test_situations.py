"""A year collapsed to the hours that differ: calendars, conditions, clocks that are changed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.plan.hours import OpeningHours
from ivr.flow.expression.parser import parse
from ivr.flow.facts import clock_values
from ivr.flow.proof.conditions import Clock, true_at
from ivr.flow.proof.situations import Situation, Timed, situations

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
OFFICE = dict.fromkeys(range(5), ((480, 1080),))


def of(*conditions: str, zone: ZoneInfo = BERLIN, **hours: OpeningHours | None) -> list[Situation]:
    sites = {("main", name): each for name, each in hours.items()}
    timed = Timed(hours=sites, conditions=[parse(each) for each in conditions])
    return list(situations(timed, zone))


def test_without_clocks_there_is_one_situation() -> None:
    (only,) = of("known(caller.number)", always=None)
    assert only.is_open == {("main", "always"): True}


def test_a_calendar_is_open_or_closed() -> None:
    office = OpeningHours(zone=BERLIN, week=OFFICE)
    told = [(s.at.strftime("%a %H:%M"), s.is_open["main", "office"]) for s in of(office=office)]
    assert told == [("Sat 00:00", False), ("Mon 08:00", True)]


def test_a_holiday_is_the_one_day_on_which_two_calendars_differ() -> None:
    office = OpeningHours(zone=BERLIN, week=OFFICE)
    festive = OpeningHours(zone=BERLIN, week=OFFICE, holidays=frozenset({date(2026, 12, 25)}))
    found = of(office=office, festive=festive)
    assert [s.at.strftime("%Y-%m-%d %H:%M") for s in found] == [
        "2026-01-01 00:00",
        "2026-01-01 08:00",
        "2026-12-25 08:00",
    ]


def test_two_zones_part_while_only_one_has_changed_its_clock() -> None:
    """From 8 March 2026 until the 29th New York is five hours behind, else six."""
    here = OpeningHours(
        zone=BERLIN, week={6: ((840, 900),)}, holidays=frozenset({date(2026, 1, 1)})
    )
    there = OpeningHours(zone=NEW_YORK, week={6: ((480, 540),)})
    both = [s for s in of(here=here, there=there) if all(s.is_open.values())]
    assert [s.at for s in both] == [datetime(2026, 1, 4, 14, tzinfo=BERLIN)]
    apart = [s.at.date() for s in of(here=here, there=there) if s.is_open["main", "there"]]
    assert date(2026, 3, 8) in apart


def test_the_hour_that_the_clock_skips_is_looked_at() -> None:
    skipped = OpeningHours(
        zone=BERLIN, week={6: ((120, 180),)}, holidays=frozenset({date(2026, 1, 1)})
    )
    late = 'now.date == date("2026-03-29") and now.hour == 2'
    assert not any(s.holds[parse(late)] for s in of(late, skipped=skipped))


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("now.hour >= 8 and now.hour < 20", 2),
        ('now.time == time("12:30")', 2),
        ('now.weekday in ["sat", "sun"] or n > 3', 2),
        ('now.date >= date("2026-03-01") and now.hour == 0', 2),
        ('waiting("general") > now.hour', 1),
        ("now.hour > n", 1),
    ],
)
def test_conditions_on_the_clock_are_told_apart(condition: str, count: int) -> None:
    assert len(of(condition)) == count


@settings(max_examples=40, deadline=None)
@given(
    spans=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 47), st.integers(1, 48)), min_size=1, max_size=6
    ),
    hour=st.integers(0, 23),
    asked=st.integers(0, 366 * 24 * 60 - 1),
)
def test_every_minute_of_the_year_is_in_one_of_them(
    spans: list[tuple[int, int, int]], hour: int, asked: int
) -> None:
    week: dict[int, tuple[tuple[int, int], ...]] = {}
    for day, start, end in spans:
        week[day] = (*week.get(day, ()), (start * 30, end * 30))
    office = OpeningHours(zone=NEW_YORK, week=week)
    condition = f"now.hour >= {hour}"
    found = of(condition, office=office)
    moment = datetime(2028, 1, 1, tzinfo=BERLIN) + timedelta(minutes=asked)
    at = moment.timestamp()
    local = datetime.fromtimestamp(at, BERLIN)
    is_so = true_at(parse(condition), Clock(values=clock_values(local)))
    assert any(
        s.is_open["main", "office"] == office.open_at(at) and s.holds[parse(condition)] == is_so
        for s in found
    )

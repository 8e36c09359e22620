"""The order of the list, and what editors say about it."""

from datetime import date

import pytest

from ivr.trending.baseline import HOUR_S, WEEK_S, SeasonalBaseline
from ivr.trending.editorial import Editorial, EditorialRule, Season
from ivr.trending.experiment import Arm, arm_of
from ivr.trending.inquiry import Inquiry, Scope
from ivr.trending.ranking import Rank, TrendingQuery
from ivr.trending.surge import SurgeRule
from ivr.trending.trends import Trends

MONDAY = 1_780_272_000.0  # 2026-06-01 00:00 UTC
DAY = 24 * HOUR_S


def _query(**options) -> TrendingQuery:
    return TrendingQuery(**{"count": 3, "window_s": DAY, "half_life_s": 6 * HOUR_S} | options)


def _ask(trends: Trends, code: str, at: float, times: int = 1, **where: str) -> None:
    for number in range(times):
        trends.add(Inquiry(code=code, at=at + number * 0.01, **where))


def _city(*, weeks: int) -> tuple[Trends, float]:
    """Parking ten times every hour by day, noise ten times an hour from 21 to 24."""
    baseline = SeasonalBaseline()
    baseline.learn("parking", at=MONDAY - WEEK_S)
    for hour in range(weeks * 168):
        at = MONDAY + hour * HOUR_S + 60
        baseline.learn("noise" if hour % 24 >= 21 else "parking", at=at, count=10)
    return Trends(baseline=baseline), MONDAY + weeks * WEEK_S


def test_without_a_baseline_the_order_is_that_of_the_counts() -> None:
    trends = Trends()
    _ask(trends, "old", MONDAY, 3)
    _ask(trends, "new", MONDAY + 2 * HOUR_S, 2)
    now = MONDAY + 2 * HOUR_S + 1
    assert trends.top(_query(), now=now) == ["old", "new"]
    assert trends.top(_query(half_life_s=HOUR_S), now=now) == ["new", "old"]
    assert trends.explain(_query(), now=now)[0].lift is None


def test_the_evening_brings_its_own_questions_forward() -> None:
    trends, start = _city(weeks=4)
    for hour in range(21):
        _ask(trends, "parking", start + hour * HOUR_S, 10)
    _ask(trends, "noise", start + 21 * HOUR_S, 3)
    evening = start + 21.3 * HOUR_S
    assert trends.top(_query(rank=Rank.COUNT), now=evening)[0] == "parking"
    assert trends.top(_query(rank=Rank.EXPECTED), now=evening)[0] == "noise"


def test_a_question_never_asked_before_rises() -> None:
    trends, start = _city(weeks=4)
    for hour in range(12):
        _ask(trends, "parking", start + hour * HOUR_S, 10)
    _ask(trends, "boil_water", start + 12 * HOUR_S, 200)
    now = start + 12.1 * HOUR_S
    assert trends.top(_query(), now=now)[0] == "boil_water"
    first = trends.explain(_query(rank=Rank.LIFT), now=now)[0]
    assert first.code == "boil_water"
    assert first.lift is not None
    assert first.lift > 20


def test_a_usual_day_has_a_lift_of_one() -> None:
    trends, start = _city(weeks=6)
    for hour in range(20):
        for minute in range(0, 60, 6):
            _ask(trends, "parking", start + hour * HOUR_S + minute * 60)
    (parking, *_) = trends.explain(_query(window_s=12 * HOUR_S), now=start + 20 * HOUR_S)
    assert parking.lift == pytest.approx(1.0, abs=0.1)


def test_a_language_has_its_own_order_and_borrows_the_citys_while_it_is_silent() -> None:
    trends = Trends()
    _ask(trends, "parking", MONDAY, 20, language="en")
    _ask(trends, "rent", MONDAY, 6, language="es")
    spanish = _query(scope=Scope(language="es"))
    assert trends.top(spanish, now=MONDAY + 60) == ["rent", "parking"]
    haitian = _query(scope=Scope(language="ht"))
    assert trends.top(haitian, now=MONDAY + 60) == ["parking", "rent"]


def test_banned_codes_never_come() -> None:
    trends = Trends()
    _ask(trends, "a", MONDAY)
    _ask(trends, "b", MONDAY)
    assert trends.top(_query(banned=frozenset({"a"})), now=MONDAY + 1) == ["b"]


def test_codes_that_are_not_known_take_no_place() -> None:
    trends = Trends()
    _ask(trends, "gone", MONDAY, 5)
    _ask(trends, "here", MONDAY)
    query = _query(count=1, known=frozenset({"here"}))
    assert trends.top(query, now=MONDAY + 1) == ["here"]


def test_surges_are_told_once_and_not_before_a_month_is_known() -> None:
    trends, start = _city(weeks=3)
    trends = Trends(baseline=trends._baseline, surge=SurgeRule(min_count=10))
    _ask(trends, "parking", start + 8 * HOUR_S, 60)
    assert list(trends.take_surges(now=start + 9 * HOUR_S)) == []
    trends, start = _city(weeks=4)
    trends = Trends(baseline=trends._baseline, surge=SurgeRule(min_count=10))
    for hour in range(8):
        _ask(trends, "parking", start + hour * HOUR_S + 60, 3)
    assert list(trends.take_surges(now=start + 8 * HOUR_S)) == []
    _ask(trends, "parking", start + 8 * HOUR_S + 5, 60)
    assert list(trends.take_surges(now=start + 8 * HOUR_S + 899)) == []
    (surge,) = trends.take_surges(now=start + 8 * HOUR_S + 900)
    assert (surge.code, surge.count) == ("parking", 60)
    assert trends.surging == {"parking"}
    assert list(trends.take_surges(now=start + 8 * HOUR_S + 901)) == []


def test_editors_pin_and_ban_by_date_and_season() -> None:
    winter = Season(first=(10, 1), last=(5, 31))
    editorial = Editorial(
        pinned=(
            EditorialRule(code="heat", season=winter),
            EditorialRule(code="vote", since=date(2026, 10, 20), until=date(2026, 11, 3)),
            EditorialRule(code="gone"),
        ),
        banned=(EditorialRule(code="gone"), EditorialRule(code="noise", season=winter)),
    )
    assert editorial.pins(date(2026, 11, 3)) == ["heat", "vote"]
    assert editorial.pins(date(2026, 11, 4)) == ["heat"]
    assert editorial.pins(date(2027, 6, 1)) == []
    assert editorial.bans(date(2027, 1, 1)) == {"gone", "noise"}
    assert editorial.bans(date(2026, 7, 1)) == {"gone"}


def test_the_control_group_is_a_share_of_the_callers_and_stays_so() -> None:
    callers = [f"212555{number:04d}" for number in range(4000)]
    arms = [arm_of(caller, control_share=0.1) for caller in callers]
    assert 0.08 < arms.count(Arm.CONTROL) / len(arms) < 0.12
    assert arms == [arm_of(caller, control_share=0.1) for caller in callers]
    assert arms != [arm_of(caller, control_share=0.1, salt="next") for caller in callers]
    assert {arm_of(c, control_share=0.0) for c in callers} == {Arm.TRENDING}

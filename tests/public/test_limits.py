"""Buckets of tokens, by a clock that the test moves."""

import pytest

from hotline.public import limits
from hotline.public.limits import Limits


class Now:
    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def now() -> Now:
    return Now()


def test_an_address_has_a_minutes_worth_and_gets_it_back_bit_by_bit(now: Now) -> None:
    each = Limits(per_minute=3, per_minute_overall=100, clock=now)
    assert [each.take("a") for _ in range(4)] == [0, 0, 0, pytest.approx(20)]
    assert each.take("b") == 0
    now.s += 19.9
    assert each.take("a") == pytest.approx(0.1)
    now.s += 0.2
    assert each.take("a") == 0
    assert each.take("a") > 19
    now.s += 3600
    assert [each.take("a") > 0 for _ in range(4)] == [False, False, False, True]


def test_all_together_have_a_limit_and_who_is_refused_pays_nothing(now: Now) -> None:
    each = Limits(per_minute=2, per_minute_overall=4, clock=now)
    for _ in range(9):
        each.take("a")
    assert [each.take(name) for name in "bc"] == [0, 0]
    assert each.take("d") == pytest.approx(15)
    now.s += 15
    assert each.take("d") == 0
    assert each.take("d") > 0


def test_as_many_addresses_are_remembered_as_there_is_room_for(
    now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ADDRESSES", 2)
    each = Limits(per_minute=1, per_minute_overall=100, clock=now)
    assert [each.take(name) > 0 for name in "abab"] == [False, False, True, True]
    each.take("c")
    assert (each.take("b") > 0, each.take("a") > 0) == (True, False)


def test_a_clock_that_goes_back_gives_nothing_away(now: Now) -> None:
    each = Limits(per_minute=1, per_minute_overall=100, clock=now)
    each.take("a")
    now.s -= 100
    assert each.take("a") == pytest.approx(60)

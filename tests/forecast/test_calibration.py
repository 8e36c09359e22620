import math

import pytest

from acd.forecasting.calibration import NOMINAL, Calibration


def test_each_range_is_held_against_what_happened() -> None:
    book = Calibration()
    for entry, waited_s in (("short", 59), ("low", 60), ("high", 120), ("long", 121)):
        book.told(entry, low_s=60, high_s=120, at=1_000)
        book.ended(entry, connected=True, at=1_000 + waited_s)
    score = book.score()
    assert (score.below, score.inside, score.above) == (1, 2, 1)
    assert score.shares == {"below": 0.25, "inside": 0.5, "above": 0.25}
    assert score.width_s == 60


def test_who_left_is_counted_apart() -> None:
    book = Calibration()
    for entry, waited_s in (("early", 10), ("late", 121)):
        book.told(entry, low_s=60, high_s=120, at=0)
        book.ended(entry, connected=False, at=waited_s)
    score = book.score()
    assert (score.left, score.left_above, score.answered) == (2, 1, 0)
    assert set(score.shares.values()) == {None}


def test_a_caller_told_twice_is_scored_twice_and_one_who_waits_on_is_open() -> None:
    book = Calibration()
    book.told("e1", low_s=60, high_s=120, at=0)
    book.told("e1", low_s=10, high_s=20, at=70)
    assert book.score().open == 2
    book.ended("e1", connected=True, at=85)
    book.ended("e1", connected=True, at=99)
    score = book.score()
    assert (score.told, score.inside, score.open) == (2, 2, 0)


def test_not_enough_information_is_no_promise() -> None:
    book = Calibration()
    book.told("e1", low_s=None, high_s=None, at=0)
    book.ended("e1", connected=True, at=5)
    score = book.score()
    assert (score.told, score.unknown, score.answered, score.width_s) == (1, 1, 0, None)


def test_the_nominal_shares_are_a_whole() -> None:
    assert sum(NOMINAL.values()) == pytest.approx(1.0)


def test_words_hold_where_the_wait_ended_within_them() -> None:
    book = Calibration()
    for entry, said_s, waited_s in (
        ("between", (60.0, 180.0), 150),
        ("sooner", (60.0, 180.0), 50),
        ("later", (60.0, 180.0), 181),
        ("more than", (60.0, math.inf), 5_000),
    ):
        book.told(entry, low_s=70, high_s=140, said_s=said_s, at=0)
        book.ended(entry, connected=True, at=waited_s)
    assert (book.score().held, book.score().inside, book.score().held_share) == (2, 0, 0.5)

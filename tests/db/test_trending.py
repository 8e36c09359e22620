"""Trending against the definition, counted the slow way."""

from collections import defaultdict
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from db.store import Store
from db.trending import TrendingCounter
from ivr.flow.ports import Trending
from tests.db.story import NOON, Story

HOUR = 3600.0


def _scores(inquiries, *, window_s: float, half_life_s: float, now: float) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    for code, at in inquiries:
        if (at // 60 + 1) * 60 > now - window_s:
            scores[code] += 0.5 ** (max(0.0, now - at) / half_life_s)
    return scores


@settings(max_examples=60, deadline=None)
@given(
    inquiries=st.lists(
        st.tuples(st.sampled_from(["heat", "noise", "parking", "trash"]), st.floats(0, 4 * HOUR)),
        max_size=60,
    ),
    window_s=st.sampled_from([60.0, 1800.0, 2 * HOUR, 24 * HOUR]),
    asked_at=st.lists(st.floats(0, 2 * HOUR), min_size=1, max_size=4),
)
def test_the_order_is_that_of_the_definition(inquiries, window_s, asked_at) -> None:
    counter = TrendingCounter()
    half_life_s = 6 * HOUR
    for code, at in inquiries:
        counter.count(code, at=NOON + at)
    known = [(code, NOON + at) for code, at in inquiries]
    for later in sorted(asked_at):
        now = NOON + 4 * HOUR + later
        exact = _scores(known, window_s=window_s, half_life_s=half_life_s, now=now)
        found = counter.top(count=10, window_s=window_s, half_life_s=half_life_s, now=now)
        assert sorted(found) == sorted(exact)
        for first, second in pairwise(found):
            # Gathering a minute's inquiries moves a weight by at most (30 s / half-life) squared.
            assert exact[first] >= exact[second] * (1 - 1e-5)


def _top(counter: Trending, now: float, **options: float) -> list[str]:
    given = {"count": 3, "window_s": HOUR, "half_life_s": HOUR} | options
    return list(counter.top(now=now, **given))


def test_recent_inquiries_outweigh_more_numerous_old_ones() -> None:
    counter = TrendingCounter()
    for _ in range(3):
        counter.count("old", at=NOON)
    counter.count("new", at=NOON + 2 * HOUR)
    assert _top(counter, NOON + 2 * HOUR, window_s=3 * HOUR) == ["new", "old"]
    assert _top(counter, NOON + 2 * HOUR, window_s=3 * HOUR, half_life_s=24 * HOUR) == [
        "old",
        "new",
    ]


def test_ties_go_by_code_and_count_limits() -> None:
    counter = TrendingCounter()
    for code in ("c", "a", "d", "b"):
        counter.count(code, at=NOON)
    assert _top(counter, NOON + 90) == ["a", "b", "c"]


def test_an_inquiry_counts_at_once_and_until_the_window_is_past() -> None:
    counter = TrendingCounter()
    assert _top(counter, NOON) == []
    counter.count("heat", at=NOON + 1)
    assert _top(counter, NOON + 1) == ["heat"]
    assert _top(counter, NOON + HOUR) == ["heat"]
    assert _top(counter, NOON + HOUR + 61) == []


def test_a_late_inquiry_is_not_hidden_by_what_was_summed_before() -> None:
    counter = TrendingCounter()
    counter.count("heat", at=NOON + 300)
    assert _top(counter, NOON + 301) == ["heat"]
    counter.count("noise", at=NOON)
    counter.count("noise", at=NOON)
    assert _top(counter, NOON + 301) == ["noise", "heat"]


def test_the_newest_bucket_may_grow_after_it_was_summed() -> None:
    counter = TrendingCounter()
    counter.count("heat", at=NOON)
    assert _top(counter, NOON + 120) == ["heat"]
    counter.count("noise", at=NOON + 1)
    assert _top(counter, NOON + 120) == ["noise", "heat"]


def test_old_inquiries_are_forgotten() -> None:
    counter = TrendingCounter(keep_s=HOUR)
    counter.count("heat", at=NOON)
    counter.count("noise", at=NOON + 3 * HOUR)
    counter.count("heat", at=NOON)
    assert _top(counter, NOON + 3 * HOUR, window_s=24 * HOUR) == ["noise"]


def test_seeded_from_the_records_it_goes_on_from_there(url: str) -> None:
    story = Story()
    story.arrive()
    story.hear_faq(faq="heat")
    story.hear_faq(faq="noise", after=2 * HOUR)
    story.hear_faq(faq="noise")
    with Store.open(url) as store:
        store.append(story.entries)
        restarted = TrendingCounter.seeded(store, now=story.now, keep_s=HOUR)
    live = TrendingCounter(keep_s=HOUR)
    for entry in story.entries:
        live.update(entry)
    assert _top(restarted, story.now) == _top(live, story.now) == ["noise"]
    story.hear_faq(faq="parking")
    restarted.update(story.entries[-1])
    assert _top(restarted, story.now) == ["noise", "parking"]

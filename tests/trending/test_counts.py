"""Decayed counts against the definition, counted the slow way."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.trending.counts import DecayedCounts
from ivr.trending.inquiry import CITY, Inquiry, Scope

HOUR = 3600.0
NOON = 1_780_056_000.0


def _exact(inquiries, *, window_s, half_life_s, now, scope=CITY) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    for each in inquiries:
        in_window = (each.at // 60 + 1) * 60 > now - window_s
        if in_window and scope.covers(language=each.language, district=each.district):
            scores[each.code] += 0.5 ** (max(0.0, now - each.at) / half_life_s)
    return dict(scores)


_INQUIRIES = st.lists(
    st.builds(
        lambda code, at, language, district: Inquiry(
            code=code, at=NOON + at, language=language, district=district
        ),
        code=st.sampled_from(["heat", "noise", "parking"]),
        at=st.floats(0, 4 * HOUR),
        language=st.sampled_from(["en", "es", ""]),
        district=st.sampled_from(["north", "south"]),
    ),
    max_size=60,
)


@settings(max_examples=80, deadline=None)
@given(
    inquiries=_INQUIRIES,
    window_s=st.sampled_from([60.0, 1800.0, 2 * HOUR, 24 * HOUR]),
    scope=st.sampled_from([CITY, Scope(language="es"), Scope(language="en", district="north")]),
    asked_at=st.lists(st.floats(0, 30 * HOUR), min_size=1, max_size=6),
)
def test_the_scores_are_those_of_the_definition(inquiries, window_s, scope, asked_at) -> None:
    counts = DecayedCounts()
    for inquiry in inquiries:
        counts.add(inquiry)
    for later in sorted(asked_at):
        asked = {"window_s": window_s, "half_life_s": 6 * HOUR, "now": NOON + 4 * HOUR + later}
        found = counts.scores(**asked, scope=scope)
        # Gathering a minute's inquiries moves a weight by at most (30 s / half-life) squared.
        assert found == pytest.approx(_exact(inquiries, **asked, scope=scope), rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(
    asked=st.lists(
        st.tuples(_INQUIRIES.filter(bool), st.floats(0, 20 * HOUR)), min_size=1, max_size=5
    )
)
def test_sums_that_move_on_are_those_made_anew(asked) -> None:
    """Asking in between, late inquiries and new origins change nothing."""
    moving = DecayedCounts()
    known: list[Inquiry] = []
    now = NOON + 4 * HOUR
    for inquiries, later in asked:
        for inquiry in inquiries:
            moving.add(inquiry)
            known.append(inquiry)
        now += later
        query = {"window_s": 3 * HOUR, "half_life_s": 600.0, "now": now}
        assert moving.scores(**query) == pytest.approx(_exact(known, **query), rel=0.02, abs=1e-12)


def test_nothing_of_what_has_left_the_window_stays() -> None:
    counts = DecayedCounts()
    for minute in range(600):
        counts.add(Inquiry(code="heat", at=NOON + minute * 60 + 0.3))
        counts.scores(window_s=HOUR, half_life_s=300.0, now=NOON + minute * 60 + 1)
    assert counts.scores(window_s=HOUR, half_life_s=300.0, now=NOON + 12 * HOUR) == {}


def test_one_older_than_all_that_is_kept_changes_nothing() -> None:
    counts = DecayedCounts(keep_s=HOUR)
    counts.add(Inquiry(code="heat", at=NOON))
    counts.add(Inquiry(code="old", at=NOON - 2 * HOUR))
    assert list(counts.scores(window_s=24 * HOUR, half_life_s=HOUR, now=NOON + 1)) == ["heat"]

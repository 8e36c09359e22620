"""Containment, call by call, and the interval of what is saved."""

from datetime import UTC, datetime, timedelta

import pytest

from db.queries.containment import ContainmentReport, containment_report, newcombe
from db.store import Store
from ivr.flow.events import Disposition, FaqsAnnounced
from tests.db.story import NOON, Story

DAY = datetime.fromtimestamp(NOON, UTC).replace(hour=0)
HOUR = 3600.0


class Calls:
    """Writes short calls; each ends a minute after it began."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.story = Story()
        self.count = 0

    def one(
        self,
        *,
        caller: str,
        heard: str | None = None,
        asked: bool = False,
        end: Disposition = Disposition.ANSWERED_BY_FAQ,
        arm: str | None = "trending",
        after: float = 60.0,
    ) -> None:
        self.count += 1
        call_id = f"c{self.count}"
        story = self.story
        story.arrive(call_id, caller=caller, after=after)
        if arm is not None:
            story.add(FaqsAnnounced(call_id=call_id, node="top", faqs=("heat",), arm=arm))
        if heard is not None:
            story.hear_faq(call_id, heard)
        if asked:
            story.queue(call_id)
        story.finish(end, call_id)

    def report(self, *, days_later: float = 3) -> ContainmentReport:
        self.store.append(self.story.entries)
        now = DAY + timedelta(days=days_later)
        with self.store.session() as session:
            return containment_report(session, DAY, DAY + timedelta(days=1), now=now)


@pytest.fixture
def calls(store: Store) -> Calls:
    return Calls(store)


def test_who_hung_up_content_and_stayed_away_is_contained(calls: Calls) -> None:
    calls.one(caller="1", heard="heat")
    calls.one(caller="2", heard="heat", asked=True, end=Disposition.SERVED)
    calls.one(caller="3", end=Disposition.ABANDONED_IN_MENU)
    calls.one(caller="4", asked=True, end=Disposition.ABANDONED_IN_QUEUE)
    total = calls.report().total
    assert (total.calls, total.abandoned, total.answered, total.contained) == (4, 1, 2, 1)
    assert total.share == pytest.approx(1 / 3)


def test_who_calls_again_within_a_day_was_not(calls: Calls) -> None:
    calls.one(caller="1", heard="heat")
    calls.one(caller="1", heard="noise", after=4 * HOUR)
    calls.one(caller="", heard="heat")
    calls.one(caller="", heard="heat")
    report = calls.report()
    assert (report.total.repeated, report.total.contained) == (1, 3)
    by_question = {row.name: (row.answered, row.contained) for row in report.by_question}
    assert by_question == {"heat": (3, 2), "noise": (1, 1)}


def test_a_call_of_the_next_day_counts_as_a_repetition(calls: Calls) -> None:
    calls.one(caller="1", heard="heat")
    calls.one(caller="1", heard="heat", after=23 * HOUR)
    report = calls.report()
    assert (report.total.calls, report.total.repeated) == (1, 1)


def test_what_cannot_be_known_yet_is_left_out(calls: Calls) -> None:
    calls.one(caller="1", heard="heat")
    report = calls.report(days_later=1)
    assert (report.undecided, report.total.calls, report.total.share) == (1, 0, None)


def test_saved_is_the_difference_to_the_control_group(calls: Calls) -> None:
    for number in range(30):
        asks = number % 3 == 0
        calls.one(
            caller=f"t{number}",
            heard=None if asks else "heat",
            asked=asks,
            end=Disposition.SERVED if asks else Disposition.ANSWERED_BY_FAQ,
        )
    for number in range(10):
        asks = number < 8
        calls.one(
            caller=f"k{number}",
            asked=asks,
            end=Disposition.SERVED if asks else Disposition.FLOW_ENDED,
            arm="control",
        )
    report = calls.report()
    assert [(arm.arm, arm.calls, arm.needed) for arm in report.arms] == [
        ("trending", 30, 10),
        ("control", 10, 8),
    ]
    saved = report.saved
    assert saved.share == pytest.approx(0.8 - 1 / 3)
    assert saved.calls == pytest.approx(30 * (0.8 - 1 / 3))
    assert (saved.low, saved.high) == pytest.approx(newcombe(8, 10, 10, 30))


def test_without_a_control_group_nothing_is_claimed(calls: Calls) -> None:
    calls.one(caller="1", heard="heat")
    assert calls.report().saved.share is None


def test_the_interval_is_that_of_the_literature() -> None:
    """Newcombe 1998, table II, method 10: 56/70 - 48/80 and 9/10 - 3/10."""
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(9, 10, 3, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)

"""What callers were told, scored from the ledger alone."""

from datetime import UTC, date

from acd.events import EntryOutcome, WaitTold
from acd.forecasting.calibration import Calibration
from db.queries import call_story, day_report
from db.store import Store
from hotline.cli.reading import jsonable
from hotline.cli.report import _print_report
from tests.db.story import NOON, Story

DAY = date(2026, 7, 15)
SQLITE = "sqlite:///{}/records.db"


def told(story: Story, call: str, low_s: float | None, high_s: float | None) -> None:
    story.add(
        WaitTold(
            call_id=call,
            entry_id=f"{call}-e1",
            queue="general",
            position=1,
            low_s=low_s,
            high_s=high_s,
            said_low_s=None if low_s is None else 0.0,
            said_high_s=None if high_s is None else 120.0,
        )
    )


def day() -> Story:
    story = Story(start=NOON)
    for call, low_s, high_s, waited_s, outcome in (
        ("short", 60, 120, 30, EntryOutcome.CONNECTED),
        ("right", 60, 120, 90, EntryOutcome.CONNECTED),
        ("long", 60, 120, 150, EntryOutcome.CONNECTED),
        ("gone", 60, 120, 20, EntryOutcome.ABANDONED),
        ("thin", None, None, 20, EntryOutcome.CONNECTED),
    ):
        story.arrive(call)
        story.enqueue(call)
        told(story, call, low_s, high_s)
        story.end_entry(outcome, call, after=waited_s)
    # Told in one queue, served in another.
    story.arrive("moved")
    story.enqueue("moved")
    told(story, "moved", 60, 120)
    story.end_entry(EntryOutcome.CONNECTED, "moved", queue="housing", after=100)
    return story


def test_the_report_holds_what_was_told_against_what_happened(tmp_path, capsys) -> None:
    story = day()
    with Store.open(SQLITE.format(tmp_path)) as store:
        store.append(story.entries)
        with store.session() as session:
            report = day_report(session, DAY, zone=UTC)
            steps = [step.text for step in call_story(session, "right").steps]
    (row,) = report.forecasts
    score = row.score
    assert (row.queue, score.told, score.unknown) == ("general", 6, 1)
    assert (score.below, score.inside, score.above) == (1, 2, 1)
    assert (score.left, score.open, score.width_s) == (1, 0, 60)
    # "Up to two minutes" held where less than the range had been waited, too.
    assert (score.held, score.held_share) == (3, 0.75)
    shown = jsonable(row)["score"]
    assert (shown["told"], shown["unknown"], shown["held_share"]) == (6, 1, 0.75)
    assert shown["shares"] == {"below": 0.25, "inside": 0.5, "above": 0.25}
    assert "is told: place 1, 60 to 120 s" in steps
    _print_report(report)
    printed = capsys.readouterr().out.splitlines()
    header = next(line for line in printed if "honest" in line)
    assert header.split("\t")[3:6] == [
        "below (honest: 50.0 %)",
        "inside (honest: 40.0 %)",
        "above (honest: 10.0 %)",
    ]
    line = printed[printed.index(header) + 1]
    assert line.split("\t") == [
        *("general", "6", "1", "25.0 %", "50.0 %", "25.0 %", "4", "75.0 %", "1", "0", "0"),
        "60.0 s",
    ]


def test_a_day_without_anything_told_has_no_such_table(tmp_path, capsys) -> None:
    with Store.open(SQLITE.format(tmp_path)) as store, store.session() as session:
        report = day_report(session, DAY, zone=UTC)
    assert report.forecasts == ()
    _print_report(report)
    assert "honest" not in capsys.readouterr().out


def test_a_book_can_be_fed_the_ledger_itself() -> None:
    book = Calibration()
    for entry in day().entries:
        book.note(entry.event, at=entry.at)
    assert (book.score().told, book.score().inside) == (6, 2)

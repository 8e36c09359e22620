"""When an item is overdue: five working days after a change, or by the day that was set."""

from datetime import date
from pathlib import Path

import pytest

from ivr.flow.loading.folder import read_folder
from ivr.flow.loading.reviews import overdue_items, review_problems
from ivr.knowledge.model import Item
from ivr.knowledge.review import Why, WorkingDays, overdue
from tests.flow.small_city import CITY
from tests.knowledge.cities import city_with

MONDAY = date(2026, 1, 5)


def item(**fields: date) -> Item:
    return Item(code="a", title={"en": "A"}, **fields)


def why(tested: Item, day: date) -> Why | None:
    found = overdue(tested, day, within=5, days=WorkingDays())
    return found.why if found is not None else None


@pytest.mark.parametrize(
    ("holidays", "count", "last"),
    [
        ([], 5, date(2026, 1, 12)),
        ([], 1, date(2026, 1, 6)),
        ([date(2026, 1, 6), date(2026, 1, 10)], 5, date(2026, 1, 13)),
    ],
)
def test_working_days_pass_over_weekends_and_holidays(
    holidays: list[date], count: int, last: date
) -> None:
    assert WorkingDays(holidays=holidays).after(MONDAY, count) == last


def test_a_year_without_working_days_comes_to_an_end() -> None:
    assert WorkingDays(weekdays=()).after(MONDAY, 1) > MONDAY


def test_a_change_must_be_reviewed_within_five_working_days() -> None:
    changed = item(changed_on=MONDAY)
    assert why(changed, date(2026, 1, 12)) is None
    assert why(changed, date(2026, 1, 13)) is Why.CHANGED
    before = item(changed_on=MONDAY, reviewed_on=date(2026, 1, 4))
    assert why(before, date(2026, 1, 13)) is Why.CHANGED
    assert why(item(changed_on=MONDAY, reviewed_on=MONDAY), date(2026, 6, 1)) is None


def test_a_review_falls_due_on_its_day() -> None:
    due = item(review_by=MONDAY, reviewed_on=date(2025, 1, 1))
    assert why(due, MONDAY) is None
    assert why(due, date(2026, 1, 6)) is Why.DUE


def test_overdue_items_are_told_with_place_owner_and_remedy(tmp_path: Path) -> None:
    text = """\
owner: Tax Office
items:
  TAX-1:
    title: {en: Property, es: Predial}
    changed_on: 2026-01-05
    versions: [{answer: {en: In July., es: En julio.}}]
  TAX-2:
    title: {en: Dogs, es: Perros}
    review_by: 2026-01-02
    owner: Dog Office
"""
    folder = city_with(tmp_path, tax=text)
    calendar = "calendars:\n  office:\n    week: {mon: ['08:00-16:00'], tue: ['08:00-16:00']}\n"
    rule = "knowledge: {review_working_days: 2, calendar: office}\n"
    (folder / "city.yaml").write_text(CITY + calendar + rule, encoding="utf-8")
    read = read_folder(folder)
    assert [str(each) for each in review_problems(read, date(2026, 1, 12))] == [
        f"{folder}/knowledge/tax.yaml:9:16: items.TAX-2.review_by: its review was due by "
        "2026-01-02 (let Dog Office confirm it, then set reviewed_on and the next review_by)"
    ]
    both = overdue_items(read, date(2026, 1, 13))
    assert [(each.item.code, each.due) for each in both] == [
        ("TAX-2", date(2026, 1, 2)),
        ("TAX-1", date(2026, 1, 12)),
    ]
    assert "changed on 2026-01-05, not reviewed within 2 working days (let Tax Office" in str(
        next(review_problems(read, date(2026, 1, 13)))
    )

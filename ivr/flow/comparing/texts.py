"""Texts and opening hours compared."""

from collections.abc import Iterator, Mapping

from acd.plan.hours import OpeningHours
from ivr.flow.comparing.change import Change, Topic

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def quoted(text: str) -> str:
    """Return a text in quotation marks, '' for none."""
    return f"“{text}”" if text else ""


def text_changes(
    where: str,
    name: str,
    before: Mapping[str, str] | None,
    after: Mapping[str, str] | None,
    *,
    topic: Topic = Topic.TEXT,
) -> Iterator[Change]:
    """Tell in which languages a text is otherwise, new or gone; `name` is what it is called."""
    old, new = before or {}, after or {}
    for tag in dict.fromkeys((*old, *new)):
        was, now = old.get(tag, ""), new.get(tag, "")
        if was == now:
            continue
        what = f"{name} is otherwise" if was and now else f"{name} is {'new' if now else 'gone'}"
        yield Change(
            topic=topic,
            where=where,
            what=what,
            language=tag,
            before=quoted(was),
            after=quoted(now),
        )


def hours_changes(
    where: str, before: OpeningHours | None, after: OpeningHours | None
) -> Iterator[Change]:
    """Tell which days have other hours; None is always open."""
    if before == after:
        return
    if before is None or after is None:
        old, new = ("always open" if each is None else "by hours" for each in (before, after))
        yield Change(topic=Topic.HOURS, where=where, what="the hours", before=old, after=new)
    if after is None:
        return
    for number, day in enumerate(_DAYS):
        old, new = _spans(before, number), _spans(after, number)
        if old != new:
            yield Change(
                topic=Topic.HOURS, where=where, what=f"hours on {day}", before=old, after=new
            )
    if before is None:
        return
    for what, days in (
        ("closed on the holiday", after.holidays - before.holidays),
        ("no longer closed on", before.holidays - after.holidays),
        (f"worked like a {_DAYS[after.workdays_as]}", after.workdays - before.workdays),
        ("no longer worked like another day", before.workdays - after.workdays),
    ):
        for holiday in sorted(days):
            yield Change(topic=Topic.HOURS, where=where, what=what, after=holiday.isoformat())
    if before.zone.key != after.zone.key:
        yield Change(
            topic=Topic.HOURS,
            where=where,
            what="by the clock of",
            before=before.zone.key,
            after=after.zone.key,
        )


def _spans(hours: OpeningHours | None, day: int) -> str:
    if hours is None:
        return "always open"
    spans = hours.week.get(day, ())
    return ", ".join(f"{_clock(a)}-{_clock(b)}" for a, b in spans) or "closed"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"

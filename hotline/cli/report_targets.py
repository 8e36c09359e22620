"""The rows of the day's report for which cities set targets."""

from collections.abc import Iterator

from db.queries import DayReport
from hotline.cli.reading import percent

Row = tuple[str, str, str]


def target_rows(figures: DayReport) -> Iterator[Row]:
    """Each figure with its value and its formula."""
    connect = figures.connect
    yield (
        "connect rate",
        percent(connect.day.rate) or "-",
        f"heard a person / sought one or were blocked ({connect.day.sought})",
    )
    yield "connect rate, 24 h", percent(connect.latest_24_h.rate) or "-", "the last 24 hours"
    if connect.lowest_24_h is not None:
        until = connect.lowest_24_h.ends_at.astimezone(figures.start.tzinfo)
        what = f"the worst, until {until:%H:%M}"
        yield "connect rate, 24 h", percent(connect.lowest_24_h.rate) or "-", what
    work = figures.workload
    yield (
        "calls per agent",
        "-" if work.calls_per_agent is None else f"{work.calls_per_agent:.1f}",
        f"talked / agents who talked ({work.calls}, {work.agents})",
    )
    for each in figures.satisfaction:
        yield (
            f"satisfied: {each.question}",
            percent(each.satisfied) or "-",
            f"answers of 4 or 5 / answers ({each.answers}, mean {each.mean:.2f})",
        )
    callbacks = figures.callbacks
    if callbacks.booked:
        ends = "".join(f", {name} {count}" for name, count in callbacks.outcomes.items())
        yield (
            "callbacks booked",
            str(callbacks.booked),
            f"open {callbacks.open}{ends}; {callbacks.attempts} attempts",
        )
        yield (
            "callbacks kept",
            percent(callbacks.reached) or "-",
            "served / ended, without cancelled and called in",
        )

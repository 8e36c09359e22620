"""The figures of a simulation, each with the formula that defines it.

    scope                            counts
    calls                            first entries: what callers met when they called
    queue NAME                       first entries and calls passed on to it
    language TAG                     first entries of callers in it
    interpreter, interpreter TAG     entries for an interpreter
    agents NAME                      the time of a group's agents

A figure without a base (no call answered, nobody logged in) is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from acd.sim.intervals import Estimate, jackknife
from acd.sim.tally import AgentTime, Cell, Entries, Purpose, Tally, total

MAX_BATCHES = 20
"""A single run is cut into at most so many batches of adjacent days."""

REVIEW_WAIT_S = 300.0
"""An interpreter wait of this length is to be reviewed (New York Local Law 98 of 2022)."""

FORMULAS: Mapping[str, str] = MappingProxyType(
    {
        "offered": "answered + abandoned + left, a day",
        "answered": "heard a person, a day",
        "abandoned": "hung up while waiting, a day",
        "left": "sent on unanswered (waited too long, nobody there), a day",
        "blocked": "found no free line, a day",
        "service_level": "answered_in_time / offered",
        "service_level_all": "(answered + abandoned) in time / offered",
        "service_level_answered": "answered_in_time / answered",
        "abandon_rate": "abandoned / offered",
        "asa_s": "mean wait of the answered",
        "wait_p50_s": "median wait of the answered",
        "wait_p80_s": "80th percentile of the waits of the answered",
        "wait_p95_s": "95th percentile of the waits of the answered",
        "met_again": "answered by the agent the caller spoke with last / answered of such callers",
        "mean_queue": "mean number of callers waiting",
        "handle_s": "(talk + hold + wrap-up) / answered, callers' agents",
        "connected": "interpreter joined, a day",
        "waits_300": "interpreter waits of 300 s or more, a day",
        "occupancy": "handling / (handling + available)",
        "staffed_h": "agent-hours logged in, a day",
        "away_share": "paused or not responding / logged in",
    }
)

Statistic = Callable[[Tally], float | None]
Figures = dict[str, dict[str, Estimate]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """All that was counted, and the same with one batch left out, for each batch."""

    whole: Tally
    without: tuple[Tally, ...]

    @property
    def count(self) -> int:
        """How many batches there are; 0 if no interval can be given."""
        return len(self.without)


def batches(runs: Sequence[Sequence[Tally]]) -> Batches:
    """Make batches of the runs, or, of a single run, of its days.

    Args:
        runs: for each run the tallies of its days.
    """
    if len(runs) > 1:
        parts = [total(list(run)) for run in runs]
    else:
        (days,) = runs
        size = -(-len(days) // MAX_BATCHES)
        parts = [total(list(days[at : at + size])) for at in range(0, len(days), size)]
    if len(parts) < 2:
        return Batches(whole=total(parts), without=())
    before = Tally()
    heads = []
    for part in parts:
        heads.append(total([before]))
        before.merge(part)
    after = Tally()
    without = []
    for head, part in zip(reversed(heads), reversed(parts), strict=True):
        head.merge(after)
        without.append(head)
        after.merge(part)
    return Batches(whole=before, without=tuple(reversed(without)))


def figures(counted: Batches, *, answering: frozenset[str]) -> Figures:
    """Return every figure of every scope.

    Args:
        counted: from `batches`.
        answering: the agent groups that answer callers.
    """
    found: Figures = {}
    for scope, name, statistic in _statistics(counted.whole, answering):
        estimate = estimated(statistic, counted)
        if estimate is not None:
            found.setdefault(scope, {})[name] = estimate
    return found


def differences(before: Batches, after: Batches, *, answering: frozenset[str]) -> Figures:
    """Return by how much the figures differ, for runs that met the same calls.

    The batches are paired, so that chance common to both falls out of the interval. Figures that
    only one of the two has are left out.
    """
    found: Figures = {}
    for scope, name, statistic in _statistics(before.whole, answering):
        one, other = estimated(statistic, before), estimated(statistic, after)
        if one is None or other is None:
            continue
        pairs = [
            (statistic(here), statistic(there))
            for here, there in zip(before.without, after.without, strict=True)
        ]
        change = [there - here for here, there in pairs if here is not None and there is not None]
        found.setdefault(scope, {})[name] = jackknife(other.value - one.value, change)
    return found


def estimated(statistic: Statistic, counted: Batches) -> Estimate | None:
    """Return one statistic with its interval, None where it has no base."""
    whole = statistic(counted.whole)
    if whole is None:
        return None
    without = [statistic(part) for part in counted.without]
    return jackknife(whole, [value for value in without if value is not None])


def _statistics(whole: Tally, answering: frozenset[str]) -> Iterator[tuple[str, str, Statistic]]:
    first = [cell for cell in whole.entries if cell.purpose is Purpose.FIRST]
    yield from _of_entries("calls", lambda cell: cell.purpose is Purpose.FIRST)
    yield "calls", "blocked", lambda tally: tally.blocked / tally.days
    yield "calls", "mean_queue", lambda tally: tally.waiting_s / (tally.days * 86_400)
    yield "calls", "handle_s", lambda tally: _handle_s(tally, answering)
    primary = [cell for cell in whole.entries if cell.purpose is not Purpose.INTERPRETER]
    for queue in sorted({cell.queue for cell in primary}):
        yield from _of_entries(f"queue {queue}", _in_queue(queue))
    languages = sorted({cell.language for cell in first})
    if len(languages) > 1:
        for tag in languages:
            yield from _of_entries(f"language {tag or 'unknown'}", _in_language(tag))
    spoken = sorted({c.language for c in whole.entries if c.purpose is Purpose.INTERPRETER})
    if spoken:
        yield from _of_interpreters("interpreter", None)
        for tag in spoken:
            yield from _of_interpreters(f"interpreter {tag}", tag)
    for group in whole.agents:
        yield from _of_agents(f"agents {group}", group)


def _in_queue(queue: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.queue == queue and cell.purpose is not Purpose.INTERPRETER


def _in_language(tag: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.language == tag and cell.purpose is Purpose.FIRST


def _of_entries(scope: str, chosen: Callable[[Cell], bool]) -> Iterator[tuple[str, str, Statistic]]:
    def per_day(count: Callable[[Entries], float]) -> Statistic:
        return lambda tally: sum(map(count, _chosen(tally, chosen))) / tally.days

    def ratio(part: Callable[[Entries], float], base: Callable[[Entries], float]) -> Statistic:
        def statistic(tally: Tally) -> float | None:
            entries = _chosen(tally, chosen)
            below = sum(map(base, entries))
            return sum(map(part, entries)) / below if below else None

        return statistic

    def percentile(percent: float) -> Statistic:
        return lambda tally: _pooled(_chosen(tally, chosen)).answered.percentile(percent)

    def answered(entries: Entries) -> float:
        return entries.answered.count

    def offered(entries: Entries) -> float:
        return entries.offered

    def in_time(entries: Entries) -> float:
        return entries.answered_in_time

    statistics: dict[str, Statistic] = {
        "offered": per_day(offered),
        "answered": per_day(answered),
        "abandoned": per_day(lambda e: e.abandoned.count),
        "left": per_day(lambda e: e.left),
        "service_level": ratio(in_time, offered),
        "service_level_all": ratio(lambda e: e.answered_in_time + e.abandoned_early, offered),
        "service_level_answered": ratio(in_time, answered),
        "abandon_rate": ratio(lambda e: e.abandoned.count, offered),
        "asa_s": ratio(lambda e: e.answered.total_s, answered),
        "met_again": ratio(lambda e: e.met_again, lambda e: e.known),
        "wait_p50_s": percentile(50),
        "wait_p80_s": percentile(80),
        "wait_p95_s": percentile(95),
    }
    for name, statistic in statistics.items():
        yield scope, name, statistic


def _of_interpreters(scope: str, tag: str | None) -> Iterator[tuple[str, str, Statistic]]:
    def entries(tally: Tally) -> Entries:
        return _pooled(
            _chosen(
                tally,
                lambda c: c.purpose is Purpose.INTERPRETER and (tag is None or c.language == tag),
            )
        )

    yield scope, "offered", lambda tally: entries(tally).offered / tally.days
    yield scope, "connected", lambda tally: entries(tally).answered.count / tally.days
    yield scope, "asa_s", lambda tally: _mean_wait(entries(tally))
    yield scope, "wait_p95_s", lambda tally: entries(tally).answered.percentile(95)
    yield (
        scope,
        "waits_300",
        lambda tally: entries(tally).answered.at_least(REVIEW_WAIT_S) / tally.days,
    )


def _of_agents(scope: str, group: str) -> Iterator[tuple[str, str, Statistic]]:
    def time(tally: Tally) -> AgentTime:
        return tally.agents.get(group, AgentTime())

    def occupancy(tally: Tally) -> float | None:
        spent = time(tally)
        whole = spent.handling + spent.available
        return spent.handling / whole if whole else None

    def away(tally: Tally) -> float | None:
        spent = time(tally)
        return spent.away / spent.staffed if spent.staffed else None

    yield scope, "occupancy", occupancy
    yield scope, "staffed_h", lambda tally: time(tally).staffed / 3_600 / tally.days
    yield scope, "away_share", away


def _handle_s(tally: Tally, answering: frozenset[str]) -> float | None:
    answered = sum(
        entries.answered.count
        for cell, entries in tally.entries.items()
        if cell.purpose is not Purpose.INTERPRETER
    )
    handling = sum(time.handling for group, time in tally.agents.items() if group in answering)
    return handling / answered if answered else None


def _mean_wait(entries: Entries) -> float | None:
    answered = entries.answered
    return answered.total_s / answered.count if answered.count else None


def _chosen(tally: Tally, chosen: Callable[[Cell], bool]) -> list[Entries]:
    return [entries for cell, entries in tally.entries.items() if chosen(cell)]


def _pooled(parts: Sequence[Entries]) -> Entries:
    pooled = Entries()
    for entries in parts:
        pooled.merge(entries)
    return pooled

"""`python -m bench.trending`: which list of questions meets what callers ask next.

A year of a large city (`bench.asked_year`) is replayed. At every full hour each way of ranking
names its first questions; the hit rate is the share of the next hour's inquiries that are among
them. The oracle knows the rates of the hour to come: nobody can do better on average.

    python -m bench.trending
    python -m bench.trending --scale 1 --json
"""

import dataclasses
import json
import time
from collections.abc import Callable, Mapping, Sequence

import click
import numpy as np

from bench.asked_year import HOURS, Year, make_year, times
from ivr.trending.inquiry import Inquiry
from ivr.trending.ranking import Rank, TrendingQuery
from ivr.trending.trends import Trends

_HOUR_S = 3600.0
_DAY_S = 86_400.0
# A Monday, so that weeks of the model and of the baseline agree.
_BEGIN = 1_767_571_200.0
_WARM_UP = 5 * 168
_LISTS = (3, 5)
_QUERY = TrendingQuery(count=max(_LISTS), window_s=_DAY_S, half_life_s=6 * _HOUR_S)
_WAYS: Mapping[str, TrendingQuery] = {
    "plain counts, 24 h": dataclasses.replace(_QUERY, half_life_s=1e12, rank=Rank.COUNT),
    "plain counts, 6 days": dataclasses.replace(
        _QUERY, window_s=6 * _DAY_S, half_life_s=1e12, rank=Rank.COUNT
    ),
    "decayed counts, half-life 6 h": dataclasses.replace(_QUERY, rank=Rank.COUNT),
    "expected (decayed, against the usual)": _QUERY,
}
_ORACLE = "oracle"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hit rates by way and length of list; over all hours and over the unusual ones.

    An hour is unusual when more than a tenth of its inquiries belong to an incident.
    """

    inquiries: int
    hit_rates: Mapping[str, Mapping[int, float]]
    unusual_hit_rates: Mapping[str, Mapping[int, float]]
    update_us: float
    top_us: float


def replay(year: Year, *, seed: int, at_hour: Callable[[int, Trends], None]) -> tuple[int, float]:
    """Feed a year; return the number of inquiries and the seconds spent feeding."""
    rng = np.random.default_rng(seed)
    counts = year.counts(rng)
    trends = Trends()
    fed_s = 0.0
    for hour in range(HOURS):
        at_hour(hour, trends)
        inquiries = [
            Inquiry(code=year.codes[topic], at=_BEGIN + second)
            for topic, second in times(counts[hour], hour, rng)
        ]
        began = time.perf_counter()
        for inquiry in inquiries:
            trends.add(inquiry)
        fed_s += time.perf_counter() - began
    return int(counts.sum()), fed_s


def measure(*, seed: int, scale: float) -> Outcome:
    """Replay a year with incidents."""
    year = make_year(seed=seed, scale=scale)
    actual = year.counts(np.random.default_rng(seed))
    column = {code: place for place, code in enumerate(year.codes)}
    hits: dict[str, list[list[float]]] = {way: [[], []] for way in (*_WAYS, _ORACLE)}
    asked, top_s = [0, 0.0], []

    def at_hour(hour: int, trends: Trends) -> None:
        total = actual[hour].sum()
        if hour < _WARM_UP or not total:
            return
        now = _BEGIN + hour * _HOUR_S
        unusual = (actual[hour] * year.unusual[hour]).sum() > total / 10
        lists = {_ORACLE: list(np.argsort(-year.rates[hour])[: max(_LISTS)])}
        for way, query in _WAYS.items():
            began = time.perf_counter()
            lists[way] = [column[code] for code in trends.top(query, now=now)]
            if query is _QUERY:
                top_s.append(time.perf_counter() - began)
        for way, chosen in lists.items():
            for place, length in enumerate(_LISTS):
                hits[way][place].append(float(actual[hour][chosen[:length]].sum()))
        asked[0] += 1
        totals.append(float(total))
        oddities.append(bool(unusual))

    totals: list[float] = []
    oddities: list[bool] = []
    inquiries, fed_s = replay(year, seed=seed, at_hour=at_hour)
    return Outcome(
        inquiries=inquiries,
        hit_rates=_shares(hits, totals, [True] * len(totals)),
        unusual_hit_rates=_shares(hits, totals, oddities),
        update_us=fed_s / inquiries * 1e6,
        top_us=float(np.median(top_s)) * 1e6,
    )


def _shares(
    hits: Mapping[str, Sequence[Sequence[float]]], totals: Sequence[float], chosen: Sequence[bool]
) -> dict[str, dict[int, float]]:
    mask = np.array(chosen)
    whole = np.array(totals)[mask].sum()
    return {
        way: {
            length: float(np.array(found[place])[mask].sum() / whole)
            for place, length in enumerate(_LISTS)
        }
        for way, found in hits.items()
    }


@click.command()
@click.option("--scale", default=0.1, show_default=True, help="Volume as a share of the city's.")
@click.option("--seed", default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(scale: float, seed: int, as_json: bool) -> None:
    """Replay a year and tell which list meets what callers ask."""
    outcome = measure(seed=seed, scale=scale)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(outcome)))
        return
    click.echo(f"{outcome.inquiries:,} inquiries, a year in {HOURS:,} hours\n")
    click.echo("| list | hit rate at 3 | at 5 | at 3, unusual hours | at 5, unusual hours |")
    click.echo("|---|--:|--:|--:|--:|")
    for way, rates in outcome.hit_rates.items():
        odd = outcome.unusual_hit_rates[way]
        figures = (rates[3], rates[5], odd[3], odd[5])
        click.echo(f"| {way} | {' | '.join(f'{100 * each:.1f} %' for each in figures)} |")
    click.echo(
        f"\nTo take in an inquiry takes {outcome.update_us:.1f} us, to make a list "
        f"{outcome.top_us:.0f} us."
    )


if __name__ == "__main__":
    main()

"""`python -m bench.surges`: how often a surge is told without one, and how soon a real one.

Two years of a large city (`bench.asked_year`) follow each other, for several seeds, once calm and
once with incidents, in bins of a quarter of an hour. In the first year the watch knows no season;
in the second it knows that of the first.

    python -m bench.surges
    python -m bench.surges --scale 1 --seed 1 --seed 2 --json    # half an hour a seed
"""

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence

import click
import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bench.asked_year import Year, make_year
from ivr.trending.baseline import SeasonalBaseline
from ivr.trending.last_year import LastYear
from ivr.trending.surge import Surge, SurgeRule
from ivr.trending.watch import WEEKS_TO_JUDGE, SurgeWatch

_HOUR_S = 3600.0
_BINS_AN_HOUR = 4
_BIN_S = _HOUR_S / _BINS_AN_HOUR
# A Monday, so that weeks of the model and of the baseline agree; years are of 52 weeks.
_BEGIN = 1_767_571_200.0
_YEAR_HOURS = 52 * 168
# The first week counts for nothing, as only a part of it may be known.
_WARM_UP = (WEEKS_TO_JUDGE + 1) * 168
_WEATHER = ("heat", "freon_removal", "noise")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """Surges told in calm years: `per_year` with its 95 % interval, and which they were."""

    years: float
    told: int
    per_year: float
    low: float
    high: float
    by_code: dict[str, int]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Incidents, how many were told while they lasted, and minutes from their begin until then."""

    incidents: int
    found: int
    median_min: float | None
    p90_min: float | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """First and second years, as pairs. Weather are the codes whose seasons set in."""

    stated_per_year: float
    seeds: tuple[int, ...]
    scale: float
    calm_weather: tuple[Alarms, Alarms]
    calm_others: tuple[Alarms, Alarms]
    calm_all: tuple[Alarms, Alarms]
    questions: tuple[Found, Found]
    weather: tuple[Found, Found]


def replay(years: Sequence[Year], *, seed: int, rule: SurgeRule) -> list[Surge]:
    """Feed the years, the one after the other; return the surges."""
    rng = np.random.default_rng(seed)
    watch = SurgeWatch(rule, SeasonalBaseline(), LastYear())
    for number, year in enumerate(years):
        for hour in range(_YEAR_HOURS):
            at = _BEGIN + (number * _YEAR_HOURS + hour) * _HOUR_S
            rates = np.tile(year.rates[hour] / _BINS_AN_HOUR, (_BINS_AN_HOUR, 1))
            for place, counts in enumerate(rng.poisson(rates)):
                middle = at + (place + 0.5) * _BIN_S
                for topic in np.flatnonzero(counts):
                    watch.add(year.codes[topic], at=middle, count=int(counts[topic]))
    return list(watch.take_surges(now=_BEGIN + len(years) * _YEAR_HOURS * _HOUR_S))


def measure(*, seeds: Sequence[int], scale: float) -> Outcome:
    """Replay two calm years and two with incidents for each seed."""
    rule = SurgeRule()
    calm: list[list[str]] = [[], []]
    delays: list[list[tuple[str, float | None]]] = [[], []]
    for seed in seeds:
        years = [make_year(seed=1000 * seed + each, scale=scale, calm=True) for each in (0, 1)]
        for surge in replay(years, seed=seed, rule=rule):
            calm[_year(surge)].append(surge.code)
        years = [make_year(seed=1000 * seed + each, scale=scale) for each in (0, 1)]
        surges = replay(years, seed=seed, rule=rule)
        for number, year in enumerate(years):
            delays[number] += _delays(number, year, surges)
    judged = [len(seeds) * (1 - _WARM_UP / _YEAR_HOURS), float(len(seeds))]
    weather = [[code for code in told if code in _WEATHER] for told in calm]
    others = [[code for code in told if code not in _WEATHER] for told in calm]
    return Outcome(
        stated_per_year=rule.false_alarms_per_year,
        seeds=tuple(seeds),
        scale=scale,
        calm_weather=(_alarms(weather[0], judged[0]), _alarms(weather[1], judged[1])),
        calm_others=(_alarms(others[0], judged[0]), _alarms(others[1], judged[1])),
        calm_all=(_alarms(calm[0], judged[0]), _alarms(calm[1], judged[1])),
        questions=(_found(delays[0], weather=False), _found(delays[1], weather=False)),
        weather=(_found(delays[0], weather=True), _found(delays[1], weather=True)),
    )


def _year(surge: Surge) -> int:
    return int((surge.at - 1 - _BEGIN) // (_YEAR_HOURS * _HOUR_S))


def _delays(number: int, year: Year, surges: Sequence[Surge]) -> list[tuple[str, float | None]]:
    """(code, minutes from the begin of an incident to the surge that told of it)."""
    found: list[tuple[str, float | None]] = []
    for topic, code in enumerate(year.codes):
        for begin, end in _spells(year.unusual[:_YEAR_HOURS, topic]):
            if number == 0 and begin < _WARM_UP:
                continue
            begin_s = _BEGIN + (number * _YEAR_HOURS + begin) * _HOUR_S
            end_s = begin_s + (end - begin) * _HOUR_S
            told = [each.at for each in surges if each.code == code and begin_s < each.at <= end_s]
            found.append((code, (min(told) - begin_s) / 60 if told else None))
    return found


def _spells(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.r_[0, marks.astype(int), 0]))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _alarms(codes: Sequence[str], years: float) -> Alarms:
    """The rate with its exact Poisson interval (Garwood 1936)."""
    told = len(codes)
    low = stats.chi2.ppf(0.025, 2 * told) / 2 if told else 0.0
    return Alarms(
        years=years,
        told=told,
        per_year=told / years,
        low=float(low) / years,
        high=float(stats.chi2.ppf(0.975, 2 * told + 2)) / 2 / years,
        by_code=dict(Counter(codes)),
    )


def _found(delays: Sequence[tuple[str, float | None]], *, weather: bool) -> Found:
    """Those that weather brought, or all others."""
    chosen = [minutes for code, minutes in delays if code.startswith("topic") != weather]
    told = [minutes for minutes in chosen if minutes is not None]
    return Found(
        incidents=len(chosen),
        found=len(told),
        median_min=float(np.median(told)) if told else None,
        p90_min=float(np.percentile(told, 90)) if told else None,
    )


@click.command()
@click.option("--scale", default=0.1, show_default=True, help="Volume as a share of the city's.")
@click.option("--seed", "seeds", type=int, multiple=True, default=(1, 2), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(scale: float, seeds: tuple[int, ...], as_json: bool) -> None:
    """Tell how often a surge is told on calm years, and how soon on others."""
    outcome = measure(seeds=seeds, scale=scale)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(outcome)))
        return
    click.echo(
        f"{len(seeds)} pairs of years; {outcome.stated_per_year:g} false alarms a year stated\n"
    )
    click.echo("| told in calm years, a year | without last year | with last year |")
    click.echo("|---|--:|--:|")
    for title, pair in (
        (f"weather ({', '.join(_WEATHER)})", outcome.calm_weather),
        ("all other questions", outcome.calm_others),
        ("together", outcome.calm_all),
    ):
        cells = (f"{each.per_year:.1f} ({each.low:.1f} to {each.high:.1f})" for each in pair)
        click.echo(f"| {title} | {' | '.join(cells)} |")
    click.echo("\n| incidents | without last year | with last year |\n|---|--:|--:|")
    for title, found in (
        ("a question ten times as frequent", outcome.questions),
        ("snow days and the cold day, by question", outcome.weather),
    ):
        click.echo(f"| {title} | {' | '.join(_told(each) for each in found)} |")


def _told(found: Found) -> str:
    if found.median_min is None or found.p90_min is None:
        return f"{found.found} of {found.incidents}"
    return (
        f"{found.found} of {found.incidents}, half within {found.median_min:.0f} min, "
        f"nine tenths within {found.p90_min:.0f} min"
    )


if __name__ == "__main__":
    main()

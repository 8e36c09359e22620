"""A year of a large city's questions, hour by hour, made from public figures.

Facts: the ten topics and their totals of New York 2003-2010 (noise 2.10 M, heat 1.42 M, ...),
47,000 calls a day on average, 130,400 on a cold day of 2005, 276,827 on a snow day of 2011, noise
peaking at 23, 22 and 0 hours. Everything else is an assumption, named here: the tail of further
topics (Zipf, 40 % of all), the shape of the other hours, temperatures (a yearly cosine with
autocorrelated days), heat growing with the cold, noise and cooling with summer, and incidents that
make one topic of the tail ten times as frequent for some hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAYS = 365
HOURS = DAYS * 24
CALLS_A_DAY = 47_000.0
COLD_DAY = 130_400.0
SNOW_DAY = 276_827.0
# Millions of calls in 2003-2010.
TOPICS = {
    "noise": 2.10,
    "heat": 1.42,
    "bus_subway": 1.24,
    "landlord": 1.18,
    "parking_ticket": 1.04,
    "freon_removal": 0.98,
    "towed_car": 0.85,
    "precinct": 0.83,
    "alternate_side_parking": 0.71,
    "plan_examiner": 0.64,
}
_TAIL = 90
_TAIL_SHARE = 0.4
_SNOW_SHARE = 0.0005
# By hour from midnight; noise by its published peak, the rest by the working day.
_BY_DAY = np.array(
    [1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 18, 17, 16, 17, 17, 16, 15, 12, 9, 7, 5, 4, 3, 2]
)
_BY_NIGHT = np.array([12, 9, 6, 4, 2, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4, 5, 6, 8, 11, 14, 15])


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """Usual and actual rates by hour (rows) and topic (columns), in inquiries an hour.

    `unusual` marks the hours in which a topic is asked for more than season and hour explain.
    """

    codes: tuple[str, ...]
    rates: NDArray[np.float64]
    unusual: NDArray[np.bool_]

    def counts(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw one year: a Poisson number for each hour and topic."""
        return rng.poisson(self.rates)


def make_year(*, seed: int, scale: float, calm: bool = False) -> Year:
    """Return a year of `scale` times the city's volume; a calm one has no incidents."""
    rng = np.random.default_rng(seed)
    names = [*TOPICS, *(f"topic_{number:02d}" for number in range(1, _TAIL + 1)), "snow"]
    rates = np.outer(np.ones(HOURS), _shares()) * CALLS_A_DAY * scale
    rates *= _hours(names) * _seasons(names, _temperatures(rng))
    rates *= (CALLS_A_DAY * scale * DAYS) / rates.sum()
    unusual = np.zeros_like(rates, dtype=bool)
    if not calm:
        _incidents(rng, rates, unusual)
        _weather(rng, names, rates, unusual, scale)
    return Year(codes=tuple(names), rates=rates, unusual=unusual)


def times(
    counts: NDArray[np.int64], hour: int, rng: np.random.Generator
) -> Iterator[tuple[int, float]]:
    """Yield (topic, second of the year) of one hour's inquiries, in the order of time."""
    topics = np.repeat(np.arange(len(counts)), counts)
    at = hour * 3600.0 + rng.random(len(topics)) * 3600.0
    for place in np.argsort(at):
        yield int(topics[place]), float(at[place])


def _shares() -> NDArray[np.float64]:
    named = np.array(list(TOPICS.values()))
    tail = 1.0 / np.arange(1, _TAIL + 1)
    return np.concatenate(
        [
            named / named.sum() * (1 - _TAIL_SHARE - _SNOW_SHARE),
            tail / tail.sum() * _TAIL_SHARE,
            [_SNOW_SHARE],
        ]
    )


def _hours(names: list[str]) -> NDArray[np.float64]:
    """How a day's inquiries spread over its hours."""
    by_day, by_night = _BY_DAY / _BY_DAY.sum(), _BY_NIGHT / _BY_NIGHT.sum()
    columns = [by_night if name == "noise" else by_day for name in names]
    return np.tile(np.stack(columns, axis=1), (DAYS, 1))


def _temperatures(rng: np.random.Generator) -> NDArray[np.float64]:
    """Daily means in degrees Celsius, from January."""
    wander = np.zeros(DAYS)
    for day in range(1, DAYS):
        wander[day] = 0.75 * wander[day - 1] + rng.normal(0.0, 2.6)
    return 12.5 - 12.5 * np.cos(2 * np.pi * (np.arange(DAYS) - 20) / DAYS) + wander


def _seasons(names: list[str], celsius: NDArray[np.float64]) -> NDArray[np.float64]:
    factors = np.ones((DAYS, len(names)))
    cold = np.clip(14.0 - celsius, 0.0, None)
    warm = np.clip(celsius - 12.0, 0.0, None)
    factors[:, names.index("heat")] = (cold + 0.02) / np.mean(cold + 0.02)
    factors[:, names.index("noise")] = 0.6 + warm / 14.0
    factors[:, names.index("freon_removal")] = 0.3 + warm / 9.0
    weekday = np.where(np.arange(DAYS) % 7 < 5, 1.15, 0.62)
    for column, name in enumerate(names):
        if name not in ("noise", "heat", "snow"):
            factors[:, column] *= weekday
    return np.repeat(factors, 24, axis=0)


def _incidents(
    rng: np.random.Generator, rates: NDArray[np.float64], unusual: NDArray[np.bool_]
) -> None:
    """Forty a year: a main that broke, a school that closed."""
    for _ in range(40):
        topic = len(TOPICS) + int(rng.integers(_TAIL))
        begin = int(rng.integers(DAYS)) * 24 + int(rng.integers(7, 20))
        hours = slice(begin, begin + int(rng.integers(3, 13)))
        rates[hours, topic] *= 10.0
        unusual[hours, topic] = True


def _weather(
    rng: np.random.Generator,
    names: list[str],
    rates: NDArray[np.float64],
    unusual: NDArray[np.bool_],
    scale: float,
) -> None:
    """One cold day that brings heat, and two snow days that bring snow, parking and buses."""
    days = [int(day) for day in rng.choice(np.r_[5:70, 340:360], size=3, replace=False)]
    plans = [
        (days[0], COLD_DAY, {"heat": 1.0}),
        *(
            (day, SNOW_DAY, {"snow": 0.6, "alternate_side_parking": 0.25, "bus_subway": 0.15})
            for day in days[1:]
        ),
    ]
    for day, total, shares in plans:
        hours = slice(day * 24, day * 24 + 24)
        more = max(0.0, total * scale - rates[hours].sum())
        for name, share in shares.items():
            column = names.index(name)
            rates[hours, column] += more * share * _BY_DAY / _BY_DAY.sum()
            unusual[hours, column] = True

"""Which questions to announce: those most likely to be asked next.

The usual rate b of a question right now is scaled by its present lift, which is how far the recent
inquiries n exceed what the same window usually brings, e:

    expected = b / e * (n + trust * e) / (1 + trust)

the posterior mean of a Poisson rate whose Gamma prior has the usual rate as its mean and the weight
of `trust` windows (the idea of DuMouchel, "Bayesian Data Mining in Large Frequency Tables", The
American Statistician 53, 1999). Without a baseline it is n alone, and the order is that of the
decayed counts. A rate of `_NEW_PER_S` is added to every baseline so that a question never asked
before can rise.

Within one language or district there are few inquiries: each code gets `borrowed` further ones,
shared out as the whole city asks (Dirichlet smoothing; Zhai and Lafferty, "A Study of Smoothing
Methods for Language Models", ACM TOIS 22, 2004).
"""

import heapq
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ivr.trending.baseline import SeasonalBaseline, weight_s
from ivr.trending.counts import DecayedCounts
from ivr.trending.inquiry import CITY, Scope

_NEW_PER_S = 1 / 86_400.0
# Of thousands of codes only these, the most asked of late, are looked at closely: the hour of the
# week can lift a question over others asked a few times as often, not over a hundred of them.
_CANDIDATES = 100


class Rank(StrEnum):
    """What the order goes by."""

    COUNT = "count"
    EXPECTED = "expected"
    LIFT = "lift"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendingQuery:
    """What to announce: up to `count` codes, asked in the last `window_s` seconds.

    An inquiry of age `a` weighs `0.5 ** (a / half_life_s)`. `banned` codes never come, nor
    does any that is not among the `known` ones; None is all.
    """

    count: int
    window_s: float
    half_life_s: float
    scope: Scope = CITY
    rank: Rank = Rank.EXPECTED
    trust: float = 0.5
    borrowed: float = 5.0
    banned: frozenset[str] = frozenset()
    known: Container[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A code and why it stands where it stands.

    `score` is what the order goes by. `weighed` are the decayed inquiries, `usual` what the window
    usually brings of them, `lift` the shrunken ratio of the two (both None without a baseline).
    """

    code: str
    score: float
    weighed: float
    usual: float | None
    lift: float | None


def ranked(
    query: TrendingQuery,
    counts: DecayedCounts,
    baseline: SeasonalBaseline,
    *,
    now: float,
) -> Sequence[Ranked]:
    """Return the codes in order, the first to be announced first; equal ones by their codes."""
    city = counts.scores(window_s=query.window_s, half_life_s=query.half_life_s, now=now)
    here = city
    if query.scope != CITY:
        here = _borrow(
            counts.scores(
                window_s=query.window_s,
                half_life_s=query.half_life_s,
                now=now,
                scope=query.scope,
            ),
            city,
            query.borrowed,
        )
    allowed = (
        each
        for each in here.items()
        if each[0] not in query.banned and (query.known is None or each[0] in query.known)
    )
    likely = heapq.nlargest(_CANDIDATES, allowed, key=lambda each: (each[1], each[0]))
    found = [
        _judge(query, code, weighed, city.get(code, 0.0), baseline, now) for code, weighed in likely
    ]
    return sorted(found, key=lambda each: (-each.score, each.code))[: query.count]


def _borrow(
    here: Mapping[str, float], city: Mapping[str, float], borrowed: float
) -> Mapping[str, float]:
    everything = sum(city.values())
    if everything <= 0.0:
        return here
    codes: Collection[str] = here.keys() | city.keys()
    return {
        code: here.get(code, 0.0) + borrowed * city.get(code, 0.0) / everything for code in codes
    }


def _judge(
    query: TrendingQuery,
    code: str,
    weighed: float,
    in_city: float,
    baseline: SeasonalBaseline,
    now: float,
) -> Ranked:
    """The lift is the whole city's: a language's or district's own is too thin to tell."""
    if query.rank is Rank.COUNT or not baseline.ready(now):
        return Ranked(code=code, score=weighed, weighed=weighed, usual=None, lift=None)
    usual = baseline.expected(code, window_s=query.window_s, half_life_s=query.half_life_s, now=now)
    padded = usual + _NEW_PER_S * weight_s(0.0, query.window_s, query.half_life_s)
    lift = (in_city + query.trust * padded) / ((1.0 + query.trust) * padded)
    share = weighed / in_city if in_city > 0.0 else 1.0
    ahead = (baseline.rate(code, at=now) + _NEW_PER_S) * lift * share
    score = lift if query.rank is Rank.LIFT else ahead
    return Ranked(code=code, score=score, weighed=weighed, usual=usual, lift=lift)

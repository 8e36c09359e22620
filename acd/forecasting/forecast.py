"""How long a caller will still wait: a range, or nothing when too little is known.

The range runs from the median to the 90 % quantile of a gamma distribution with the mean and the
variance that `acd.forecasting.delay` gives, to which the time to answer an offer is added. What
goes in:

    n   agents on duty who could serve the caller now
    h   seconds these agents are taken per call served, on whatever they do (see `crew`)
    a   callers who left unserved per second of waiting, over all queues
    p   those ahead. One who could also be served by agents that this caller cannot have counts by
        the share of their agents that are this caller's too.

All are measured with a past that fades (`acd.forecasting.decay`). h is itself uncertain: measured
on c calls its relative variance is about 1 / c, which is added.

What it cannot know: agents who come or go later, later callers of higher priority, recipes that
will ask for less. With the load steady the range holds as often as it says. It follows a change of
staff at once and a change of handling times within about the half-life.
`acd.forecasting.calibration` tells how often it held.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acd.events import (
    AgentStateChanged,
    AgentStatusChanged,
    EntryEnded,
    EntryOutcome,
    EntryQueued,
    OfferEnded,
    OfferMade,
    OfferOutcome,
    PlanAdopted,
)
from acd.forecasting.crew import Crew
from acd.forecasting.decay import DecayedRate
from acd.forecasting.delay import delay_moments
from acd.forecasting.gamma import gamma_quantile
from acd.plan.model import Role
from acd.queue.need import Need

LOW_SHARE = 0.5
"""Share of waits that end before the range begins."""

HIGH_SHARE = 0.9
"""Share of waits that end before the range is over."""

HALF_LIFE_S = 3_600.0
"""After this long, what was measured weighs half as much."""

LEAST_SERVED = 10.0
"""Calls, weighed, that must have been measured before a range is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRange:
    """Seconds from now until a person answers: half of the waits end before, one in ten after."""

    low_s: float
    high_s: float


class Forecast:
    """Learns from the distributor's events; says what a caller may expect.

    Args:
        half_life_s: after how many seconds what was measured weighs half as much.
        least_served: calls, weighed, that the caller's agents must have served.
    """

    def __init__(
        self, *, half_life_s: float = HALF_LIFE_S, least_served: float = LEAST_SERVED
    ) -> None:
        """Begin knowing nobody."""
        self._least_served = least_served
        self._crew = Crew(half_life_s)
        self._leaving = DecayedRate(half_life_s)
        self._answering = DecayedRate(half_life_s)
        self._patient: set[str] = set()
        self._offered: set[str] = set()

    def note(self, event: object, *, now: float) -> None:
        """Learn from one event; those that say nothing of waits change nothing."""
        match event:
            case PlanAdopted() | AgentStatusChanged() | AgentStateChanged():
                self._crew.note(event, now)
            case EntryQueued(role=Role.PRIMARY):
                if event.entry_id not in self._patient:
                    self._patient.add(event.entry_id)
                    self._leaving.expose(1, now=now)
            case OfferMade():
                if event.offer_id not in self._offered:
                    self._offered.add(event.offer_id)
                    self._answering.expose(1, now=now)
            case OfferEnded() if event.offer_id in self._offered:
                self._offered.remove(event.offer_id)
                self._answering.expose(-1, now=now)
                if event.outcome is OfferOutcome.ACCEPTED:
                    self._answering.count(now=now)
            case EntryEnded() if event.entry_id in self._patient:
                self._patient.remove(event.entry_id)
                self._leaving.expose(-1, now=now)
                if event.outcome is not EntryOutcome.CONNECTED:
                    self._leaving.count(now=now)
            case _:
                pass

    def interrupted(self, *, now: float) -> None:
        """The distributor ended at `now` with all that was under way; what was learnt stays."""
        self._crew.interrupted(now)
        self._leaving.expose(-len(self._patient), now=now)
        self._answering.expose(-len(self._offered), now=now)
        self._patient.clear()
        self._offered.clear()

    def agents_for(self, wanted: Need) -> int:
        """How many on duty could serve the need, taken or not."""
        return self._crew.agents_for(wanted)

    def compete(self, other: Need, wanted: Need) -> bool:
        """Whether one who asks for `other` may get an agent that `wanted` could have."""
        return other == wanted or self._crew.share(other, wanted) > 0.0

    def expect(self, wanted: Need, ahead: Mapping[Need, int], *, now: float) -> WaitRange | None:
        """The range for one who asks for `wanted` behind those `ahead`; None: too little is known.

        `ahead` counts those who wait with no offer out, by what they ask for.
        """
        agents = self.agents_for(wanted)
        taken_s, served = self._crew.handling_of(wanted, now=now)
        if agents == 0 or taken_s <= 0.0 or served < self._least_served:
            return None
        mean, variance = delay_moments(
            sum(self._crew.share(other, wanted) * count for other, count in ahead.items()),
            free_rate=agents * served / taken_s,
            leave_rate=_rate(self._leaving, now),
        )
        variance += mean * mean / served
        answer_s = self._answer_s(now)
        return WaitRange(
            low_s=answer_s + gamma_quantile(LOW_SHARE, mean=mean, variance=variance),
            high_s=answer_s + gamma_quantile(HIGH_SHARE, mean=mean, variance=variance),
        )

    def expect_newcomer(
        self, wanted: Need, waiting: Mapping[Need, int], *, now: float
    ) -> WaitRange | None:
        """The range for one who would come now, behind all who are `waiting`.

        While nobody competes and an agent is idle the wait is the time to answer an offer.
        """
        ahead = {need: count for need, count in waiting.items() if self.compete(need, wanted)}
        if not ahead and self._crew.is_idle(wanted):
            return WaitRange(low_s=self._answer_s(now), high_s=self._answer_s(now))
        return self.expect(wanted, ahead, now=now)

    def expect_each(
        self, order: Iterable[tuple[str, Need]], *, now: float
    ) -> dict[str, WaitRange | None]:
        """The range for all who wait with no offer out.

        `order` names them, with what they ask for, in the order of service.
        """
        ahead: Counter[Need] = Counter()
        ranges: dict[str, WaitRange | None] = {}
        for name, wanted in order:
            ranges[name] = self.expect(wanted, ahead, now=now)
            ahead[wanted] += 1
        return ranges

    def _answer_s(self, now: float) -> float:
        """Seconds from an offer to its answer, on average; 0 while none was measured."""
        rate = _rate(self._answering, now)
        return 1.0 / rate if rate else 0.0


def _rate(measured: DecayedRate, now: float) -> float:
    exposure_s = measured.exposure_s(now=now)
    return measured.events(now=now) / exposure_s if exposure_s > 0.0 else 0.0

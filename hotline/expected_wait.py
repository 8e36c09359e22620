"""Where a waiting caller stands: the place in the line and the wait to be expected.

What is known of the agents and of those who wait comes from the distributor's own events; the
order of service from the distributor itself, at the moment a caller is told.
"""

from acd.engine import Engine as Distributor
from acd.forecasting.forecast import Forecast
from acd.plan.recipe import need_at
from ivr.flow.standing import Standing


class ExpectedWait:
    """Implements `ivr.flow.ports.WaitingLine`."""

    def __init__(self, distributor: Distributor, forecast: Forecast) -> None:
        """Begin with what `forecast` has learnt already."""
        self._distributor = distributor
        self._forecast = forecast
        self._as_of = 0.0

    def note(self, event: object, now: float) -> None:
        """Learn from an event."""
        self._as_of = now
        self._forecast.note(event, now=now)

    def of_newcomer_s(self, queue: str) -> float | None:
        """Return the seconds within which half of those who came now would be served.

        It is as of the last event, for a caller of no particular language; None: too little is
        known, or there is no such queue.
        """
        known = self._distributor.queue(queue)
        if known is None:
            return None
        wait = self._forecast.expect_newcomer(
            need_at(known, 0, {}, None), self._distributor.waiting_needs(), now=self._as_of
        )
        return wait.low_s if wait is not None else None

    def standing(self, call_id: str, *, now: float) -> Standing | None:
        """Return where a caller stands; None while somebody is on the line or about to be.

        The position counts those ahead, whatever their queue, who may get an agent that this
        caller could have.
        """
        place = self._distributor.place(call_id)
        if place is None:
            return None
        competing = {
            need: count
            for need, count in place.ahead.items()
            if self._forecast.compete(need, place.need)
        }
        wait = self._forecast.expect(place.need, competing, now=now)
        return Standing(
            entry_id=place.entry_id,
            queue=place.queue,
            position=1 + sum(competing.values()),
            low_s=wait.low_s if wait else None,
            high_s=wait.high_s if wait else None,
        )

"""What the records of the last hours teach a controller that starts.

The forecast is warm at once, and callers who were cut off while they waited, be it by the end of
the controller itself, have their places back when they call again.
"""

from dataclasses import dataclass, field
from typing import Final

from acd.events import (
    AgentStateChanged,
    AgentStatusChanged,
    EntryEnded,
    EntryQueued,
    OfferEnded,
    OfferMade,
    PartyJoined,
    PlaceRestored,
)
from acd.forecasting.forecast import HALF_LIFE_S, Forecast
from acd.plan.model import RoutingPlan
from acd.queue.kept_places import KeptPlaces
from acd.record import plan_adopted
from db.queries.recent import recent_events
from db.store import Store
from ivr.flow.events import CallEnded

WINDOW_S: Final = 4 * HALF_LIFE_S
"""What is older weighs a sixteenth or less."""

_KINDS: Final = (
    AgentStateChanged,
    AgentStatusChanged,
    EntryQueued,
    EntryEnded,
    OfferMade,
    OfferEnded,
    PartyJoined,
    PlaceRestored,
    CallEnded,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What is known from before; nothing by default."""

    forecast: Forecast = field(default_factory=Forecast)
    kept_places: KeptPlaces = field(default_factory=KeptPlaces)


def learn(store: Store, plan: RoutingPlan, *, now: float) -> Learnt:
    """Read the last hours. Agents are taken to have been what `plan` says they are.

    Raises:
        StoreError: the database fails.
    """
    learnt = Learnt()
    boot_id, at = "", now - WINDOW_S
    ended: set[str] = set()

    def interrupt() -> None:
        # An entry's end may be on record after its call's.
        for call_id in ended:
            learnt.kept_places.call_over(call_id)
        learnt.kept_places.interrupted(now=at)
        learnt.forecast.interrupted(now=at)
        ended.clear()

    learnt.forecast.note(plan_adopted(plan), now=at)
    with store.session() as session:
        for row in recent_events(session, _KINDS, since=at):
            if row.boot_id != boot_id:
                interrupt()
                boot_id = row.boot_id
            at = row.at
            if isinstance(row.event, CallEnded):
                if row.event.by == "switch":
                    learnt.kept_places.cut_off(row.event.call_id, now=at)
                ended.add(row.event.call_id)
                continue
            learnt.forecast.note(row.event, now=at)
            learnt.kept_places.note(row.event, caller=row.caller, now=at)
    interrupt()
    return learnt

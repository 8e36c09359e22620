"""The live board: queues, agents, conversations watched, alarms."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from acd.events import AgentStatus
from acd.views import AgentView
from db.queries.figures import ServiceLevel
from db.queries.levels import queue_levels
from db.store import Store
from hotline.clock import Clock
from hotline.desk.feed import Feed
from hotline.desk.notice_view import notice_as_json
from hotline.engine import Engine

THRESHOLD_S: Final = 30.0
"""Within how many seconds a wait counts as answered in time."""

Levels = Callable[[datetime, float], Mapping[str, ServiceLevel]]


def levels_of(store: Store) -> Levels:
    """The service levels on record, since a moment and for a threshold in seconds."""

    def levels(since: datetime, threshold_s: float) -> Mapping[str, ServiceLevel]:
        with store.session() as session:
            return queue_levels(session, since=since, threshold_s=threshold_s)

    return levels


class Board:
    """What a supervisor looks at. Live figures are the engine's, the day's are on record."""

    def __init__(self, engine: Engine, feed: Feed, *, clock: Clock, levels: Levels) -> None:
        self._engine = engine
        self._feed = feed
        self._clock = clock
        self._levels = levels

    async def look(self) -> Mapping[str, Any]:
        """Return the board as it is now; `place` is that of the last event it knows of.

        Raises:
            StoreError: the records cannot be read.
        """
        zone = self._engine.profile.zone
        midnight = datetime.fromtimestamp(self._clock.now(), zone).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        levels = await asyncio.to_thread(self._levels, midnight, THRESHOLD_S)
        return await self._engine.ask(lambda: self._live(levels))

    def _live(self, levels: Mapping[str, ServiceLevel]) -> Mapping[str, Any]:
        now = self._clock.now()
        engine = self._engine
        waits: dict[str, list[float]] = {name: [] for name in engine.profile.plan.queues}
        for entry in engine.distributor.waiting():
            waits.setdefault(entry.queue, []).append(now - entry.waiting_since)
        agents = [a for a in engine.distributor.agents() if a.device]
        return {
            "at": now,
            "place": self._feed.place,
            "queues": [
                {
                    "queue": name,
                    "waiting": len(ages),
                    "oldest_s": max(ages, default=None),
                    "today": _today(levels.get(name)),
                }
                for name, ages in waits.items()
            ],
            "states": dict(Counter(_doing(agent) for agent in agents)),
            "agents": [_agent(agent, now) for agent in agents],
            "supervisions": [asdict(each) for each in engine.supervisions.open()],
            "notices": [notice_as_json(each) for each in engine.exchange.notices.all()],
            "alarms": [asdict(alarm) for alarm in engine.exchange.staff.minimum.alarms()],
        }


def _today(level: ServiceLevel | None) -> Mapping[str, Any]:
    if level is None:
        return {"offered": 0, "threshold_s": THRESHOLD_S, "service_level": None, "formula": ""}
    formula, value = next(iter(level.formulas.items()))
    return {
        "offered": level.offered,
        "threshold_s": level.threshold_s,
        "service_level": value,
        "formula": formula,
    }


def _doing(agent: AgentView) -> str:
    """What the agent does, in one word: the state while on a call or after one, else the status."""
    if agent.status is AgentStatus.AVAILABLE or agent.call_id is not None:
        return agent.state.value
    return agent.status.value


def _agent(agent: AgentView, now: float) -> Mapping[str, Any]:
    return {
        "agent_id": agent.agent_id,
        "name": agent.name,
        "status": agent.status.value,
        "state": agent.state.value,
        "doing": _doing(agent),
        "reason": agent.reason or agent.state_reason,
        "for_s": None if agent.state_since is None else now - agent.state_since,
        "call_id": agent.call_id,
        "device": agent.device,
    }

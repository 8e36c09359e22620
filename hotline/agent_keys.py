"""Keys an agent presses during a call.

`*2` hands the caller to an expert, `*3` calls an interpreter for the caller's language, `*4` lets
the interpreter go, `*9` connects the caller to the emergency line.

With several expert queues `*2` takes the first by name.
"""

import asyncio
from typing import Final

import structlog

from acd.model import QueueKind, Role
from agent_desk.port import Desk, DeskRefusal
from hotline.engine import Engine

log = structlog.get_logger()

_LEAD: Final = "*"


class AgentKeys:
    """Collects two-key codes per leg and does what they say."""

    def __init__(self, engine: Engine, desk: Desk) -> None:
        self._engine = engine
        self._desk = desk
        self._led: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def pressed(self, offer_id: str, key: str) -> None:
        """An agent pressed a key on the leg of this offer."""
        if key == _LEAD:
            self._led.add(offer_id)
        elif offer_id in self._led:
            self._led.discard(offer_id)
            task = asyncio.ensure_future(self._act(offer_id, key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _act(self, offer_id: str, key: str) -> None:
        party = next((a for a in self._engine.distributor.agents() if a.offer_id == offer_id), None)
        if party is None or party.call_id is None:
            return
        try:
            match key:
                case "2":
                    plan = self._engine.profile.plan
                    experts = sorted(
                        q.name for q in plan.queues.values() if q.kind is QueueKind.EXPERT
                    )
                    if experts:
                        await self._desk.handover(party.call_id, party.agent_id, experts[0])
                case "3":
                    call = await self._desk.call(party.call_id)
                    if language := call["language"]:
                        await self._desk.interpreter(party.call_id, party.agent_id, language)
                case "4":
                    call = await self._desk.call(party.call_id)
                    for agent_id, role in call["parties"].items():
                        if role == Role.INTERPRETER:
                            await self._desk.release(party.call_id, agent_id)
                case "9":
                    await self._desk.emergency(party.call_id, party.agent_id)
                case _:
                    log.info("agent_code_unknown", offer_id=offer_id)
        except DeskRefusal as refusal:
            log.warning("agent_code_refused", offer_id=offer_id, error=str(refusal))

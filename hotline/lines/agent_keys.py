"""Keys an agent presses during a call.

`*2` hands the caller to an expert, `*3` calls an interpreter for the caller's language, `*4` lets
the interpreter go, `*9` connects the caller to the emergency line.

`*5` consults an expert, `*1` and digits and `#` consults the destination of that code, else the
agent of that id, else dials the number. Then `*6` leaves the caller to the one consulted, `*7`
brings everyone together, and `*8` gives the consult up.

With several expert queues `*2` and `*5` take the first by name. What is refused the agent is told
by voice, unheard by the caller.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog

from acd.consults.messages import Target, TargetKind
from acd.plan.model import QueueKind, Role
from agent_desk.port import Desk, DeskRefusal
from hotline.engine import Engine

log = structlog.get_logger()

_LEAD: Final = "*"
_DIAL: Final = "1"
_DIALLED: Final = "#"
_DIGITS: Final = frozenset("0123456789")


class AgentKeys:
    """Collects the codes keyed on each leg and does what they say."""

    def __init__(self, engine: Engine, desk: Desk, *, tell: Callable[[str, str], None]) -> None:
        """`tell` says to the agent of an offer why something was refused, in a word."""
        self._engine = engine
        self._desk = desk
        self._tell = tell
        self._led: set[str] = set()
        self._dialling: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def pressed(self, offer_id: str, key: str) -> None:
        """An agent pressed a key on the leg of this offer."""
        if offer_id in self._dialling and key in _DIGITS:
            self._dialling[offer_id] += key
        elif offer_id in self._dialling:
            digits = self._dialling.pop(offer_id)
            if key == _DIALLED and digits:
                self._go(self._consult(offer_id, digits))
        elif key == _LEAD:
            self._led.add(offer_id)
        elif offer_id in self._led and key == _DIAL:
            self._led.discard(offer_id)
            self._dialling[offer_id] = ""
        elif offer_id in self._led:
            self._led.discard(offer_id)
            self._go(self._act(offer_id, key))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _party(self, offer_id: str) -> tuple[str, str] | None:
        """The call and the agent of a leg, None for a leg that is over."""
        agent = self._engine.distributor.agent_of(offer_id)
        if agent is None or agent.call_id is None:
            return None
        return agent.call_id, agent.agent_id

    async def _consult(self, offer_id: str, digits: str) -> None:
        party = self._party(offer_id)
        if party is None:
            return
        codes = {each.code for each in self._engine.profile.destinations.values()}
        if digits in codes:
            target = Target(kind=TargetKind.DESTINATION, name=digits)
        elif digits in self._engine.profile.plan.agents:
            target = Target(kind=TargetKind.AGENT, name=digits)
        else:
            target = Target(kind=TargetKind.NUMBER, number=digits)
        try:
            await self._desk.consult(*party, target)
        except DeskRefusal as refusal:
            self._refused(offer_id, refusal)

    def _refused(self, offer_id: str, refusal: DeskRefusal) -> None:
        log.warning("agent_code_refused", offer_id=offer_id, error=str(refusal))
        self._tell(offer_id, refusal.reason)

    def _expert_queue(self) -> str:
        queues = self._engine.profile.plan.queues.values()
        experts = [queue.name for queue in queues if queue.kind is QueueKind.EXPERT]
        if not experts:
            raise DeskRefusal("this city has no expert queue", status=404)
        return min(experts)

    async def _act(self, offer_id: str, key: str) -> None:
        party = self._party(offer_id)
        if party is None:
            return
        call_id, agent_id = party
        try:
            match key:
                case "2":
                    await self._desk.handover(call_id, agent_id, self._expert_queue())
                case "5":
                    target = Target(kind=TargetKind.QUEUE, name=self._expert_queue())
                    await self._desk.consult(call_id, agent_id, target)
                case "6":
                    await self._desk.complete(call_id, agent_id)
                case "7":
                    await self._desk.conference(call_id, agent_id)
                case "8":
                    await self._desk.retrieve(call_id, agent_id)
                case "3":
                    call = await self._desk.call(call_id)
                    if language := call["language"]:
                        await self._desk.interpreter(call_id, agent_id, language)
                case "4":
                    call = await self._desk.call(call_id)
                    for helper, role in call["parties"].items():
                        if role == Role.INTERPRETER:
                            await self._desk.release(call_id, helper)
                case "9":
                    await self._desk.emergency(call_id, agent_id)
                case _:
                    log.info("agent_code_unknown", offer_id=offer_id)
        except DeskRefusal as refusal:
            self._refused(offer_id, refusal)

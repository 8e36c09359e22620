"""Answers the desk: reads snapshots, and puts what agents do through the engine's inbox."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from acd import inputs
from acd.consults.messages import Target
from acd.errors import AcdError
from acd.plan.model import Role
from acd.views import AgentView, CallView
from agent_desk.port import DeskRefusal
from hotline.clock import Clock
from hotline.desk.attending import Attending
from hotline.desk.known import agent_view, language_known, live_call
from hotline.engine import Engine
from hotline.lines.bringing_in import BringingIn
from ivr.flow.desk_events import IntakeSaved, NoteAdded
from ivr.flow.inputs import EmergencyDeclared

_REFUSED = {
    "no_queue": "this city has no queue of interpreters",
    "on_line": "an interpreter for {language} is on the call",
    "asked": "an interpreter for {language} is being sought already",
}


class EngineDesk:
    """Implements `agent_desk.port.Desk` on the engine."""

    def __init__(
        self,
        engine: Engine,
        *,
        attending: Attending,
        clock: Clock,
        boot_id: str,
        parts: Callable[[], Mapping[str, str]],
        warnings: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._engine = engine
        self._attending = attending
        self._bringing_in = BringingIn(engine)
        self._clock = clock
        self._boot_id = boot_id
        self._parts = parts
        self._warnings = warnings
        self._intakes = itertools.count(1)

    async def health(self) -> Mapping[str, Any]:
        """Return whether calls can be taken, part by part."""
        parts = dict(self._parts())
        return {
            "ready": all(state == "ok" for state in parts.values()),
            "parts": parts,
            "warnings": {name: told for name, told in self._warnings().items() if told},
            "calls": len(self._engine.calls),
        }

    async def agents(self) -> Sequence[Mapping[str, Any]]:
        """Return everyone's status and state."""
        views = await self._engine.ask(self._engine.distributor.agents)
        return [_agent_as_json(view) for view in views]

    async def agent(self, agent_id: str) -> Mapping[str, Any]:
        """Return one agent's status and state."""
        return _agent_as_json(await self._engine.ask(lambda: agent_view(self._engine, agent_id)))

    async def agent_at(self, device: str) -> Mapping[str, Any] | None:
        """Return whoever is logged in at a telephone."""
        view = await self._engine.ask(lambda: self._engine.distributor.agent_at(device))
        return _agent_as_json(view) if view is not None else None

    async def calls(self) -> Sequence[Mapping[str, Any]]:
        """Return the calls in progress."""
        return await self._engine.ask(lambda: [c.as_json() for c in self._engine.calls.values()])

    async def call(self, call_id: str) -> Mapping[str, Any]:
        """Return one call in progress."""
        return await self._engine.ask(lambda: live_call(self._engine, call_id).as_json())

    async def agent_call(self, agent_id: str) -> Mapping[str, Any]:
        """Return the call that this agent is offered or is on."""

        def look() -> Mapping[str, Any]:
            view = agent_view(self._engine, agent_id)
            if view.call_id in self._engine.calls:
                return self._engine.calls[view.call_id].as_json()
            callbacks = self._engine.exchange.callbacks
            if view.call_id is not None and callbacks.book.get(view.call_id) is not None:
                return callbacks.as_json(view.call_id)
            raise DeskRefusal(f"agent {agent_id} has no call", status=404)

        return await self._engine.ask(look)

    async def login(self, agent_id: str, device: str | None) -> str:
        """Log an agent in and return the telephone."""
        return await self._attending.login(agent_id, device)

    async def logout(self, agent_id: str) -> None:
        """Log an agent out."""
        await self._attending.logout(agent_id)

    async def pause(self, agent_id: str, reason: str) -> None:
        """Take no more calls."""
        await self._attending.pause(agent_id, reason)

    async def resume(self, agent_id: str) -> None:
        """Take calls again."""
        await self._attending.resume(agent_id)

    async def extend_wrap_up(self, agent_id: str) -> float:
        """Lengthen the wrap-up."""
        return await self._attending.extend_wrap_up(agent_id)

    async def set_language(self, call_id: str, agent_id: str, language: str) -> None:
        """Correct the caller's language."""
        language_known(self._engine, language)
        await self._feed(
            inputs.LanguageOverridden(call_id=call_id, language=language, by_agent=agent_id),
            lambda: self._with_agents(call_id, agent_id),
        )

    async def interpreter(
        self, call_id: str, agent_id: str, language: str, additional: bool = False
    ) -> None:
        """Bring an interpreter into the call."""
        language_known(self._engine, language)

        def check() -> None:
            self._with_agents(call_id, agent_id)
            refused = self._engine.distributor.interpreter_refusal(call_id, language)
            if refused:
                raise DeskRefusal(_REFUSED[refused].format(language=language), status=409)

        await self._feed(
            inputs.InterpreterRequested(
                call_id=call_id, language=language, by_agent=agent_id, additional=additional
            ),
            check,
        )

    async def handover(self, call_id: str, agent_id: str, queue: str) -> None:
        """Pass the caller to another queue."""
        if queue not in self._engine.profile.plan.queues:
            known = ", ".join(sorted(self._engine.profile.plan.queues))
            raise DeskRefusal(f"there is no queue {queue}; there are {known}", status=404)
        await self._engine.ask(lambda: self._on_call(call_id, agent_id, Role.PRIMARY))
        await self._bringing_in.handover(call_id, agent_id, queue)

    async def consult(self, call_id: str, agent_id: str, target: Target) -> None:
        """Step aside from the caller."""
        await self._bringing_in.consult(call_id, agent_id, target)

    async def complete(self, call_id: str, agent_id: str) -> None:
        """Leave the caller to the one consulted."""
        await self._bringing_in.complete(call_id, agent_id)

    async def conference(self, call_id: str, agent_id: str) -> None:
        """Bring the one consulted to the caller."""
        await self._bringing_in.conference(call_id, agent_id)

    async def retrieve(self, call_id: str, agent_id: str) -> None:
        """Take the caller back."""
        await self._bringing_in.retrieve(call_id, agent_id)

    async def transfer(self, call_id: str, agent_id: str, target: Target) -> None:
        """Give the caller away."""
        await self._bringing_in.transfer(call_id, agent_id, target)

    async def release(self, call_id: str, agent_id: str) -> None:
        """Let one party leave the call."""
        await self._feed(
            inputs.PartyReleaseRequested(call_id=call_id, agent_id=agent_id),
            lambda: self._on_call(call_id, agent_id, *Role),
        )

    async def emergency(self, call_id: str, agent_id: str) -> None:
        """Connect the caller to the emergency line."""

        def declare() -> None:
            live_call(self._engine, call_id)
            self._engine.feed_call(call_id, EmergencyDeclared(by_agent=agent_id))

        await self._engine.ask(declare)

    async def note(self, call_id: str, agent_id: str, text: str) -> None:
        """Write a note."""

        def write() -> None:
            live_call(self._engine, call_id)
            agent_view(self._engine, agent_id)
            self._engine.record(NoteAdded(call_id=call_id, agent_id=agent_id, text=text))

        await self._engine.ask(write)

    async def intake(self, call_id: str, agent_id: str, fields: Mapping[str, str]) -> str:
        """Save intake part 1; number and time are the call's own."""

        def save() -> str:
            live_call(self._engine, call_id)
            agent_view(self._engine, agent_id)
            day = datetime.fromtimestamp(self._clock.now(), UTC)
            # Unique for ever: the boot id differs at every start.
            serial = f"{day:%Y%m%d}-{self._boot_id[-5:]}-{next(self._intakes):04d}"
            self._engine.record(
                IntakeSaved(call_id=call_id, serial=serial, agent_id=agent_id, **fields)
            )
            return serial

        return await self._engine.ask(save)

    def _with_agents(self, call_id: str, agent_id: str) -> CallView:
        live_call(self._engine, call_id)
        agent_view(self._engine, agent_id)
        view = self._engine.distributor.call(call_id)
        if view is None:
            raise DeskRefusal(f"the caller of {call_id} has asked for no agent yet", status=409)
        return view

    def _on_call(self, call_id: str, agent_id: str, *roles: Role) -> None:
        for party in self._with_agents(call_id, agent_id).parties:
            if party.agent_id == agent_id and party.role in roles:
                return
        raise DeskRefusal(
            f"agent {agent_id} is not on call {call_id} as {' or '.join(roles)}", status=409
        )

    async def _feed(self, value: inputs.Input, check: Callable[[], object] | None = None) -> None:
        """Hand in what an agent wishes; `check` refuses what the distributor would pass over."""

        def work() -> None:
            if check is not None:
                check()
            self._engine.feed(value)

        try:
            await self._engine.ask(work)
        except AcdError as error:
            raise DeskRefusal(str(error), status=404) from error


def _agent_as_json(view: AgentView) -> Mapping[str, Any]:
    return asdict(view) | {"kinds": sorted(view.kinds)}

"""What an agent does to bring somebody else into a call, or to give the caller away.

The target is a queue, an agent, a destination of the city (by name or code) or a number. What the
distributor refuses it puts on record, and the agent is told here in a sentence.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from acd import inputs
from acd.consults import messages as consults
from acd.consults.consult import ConsultState
from acd.consults.messages import Target, TargetKind
from acd.errors import AcdError
from acd.plan.model import Role
from acd.views import CallView
from agent_desk.port import DeskRefusal
from hotline.engine import Engine
from ivr.flow.inputs import TransferDeclared

T = TypeVar("T")

_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "not_on_the_call": "agent {agent} is not on call {call} as one of the caller's own",
        "consults_already": "somebody is being consulted on call {call} already",
        "handed_over_already": "call {call} is being handed over already",
        "closed": "{target} is closed now; the caller stays with you",
        "full": "as many wait for {target} as may; the caller stays with you",
        "unstaffed": "nobody who serves {target} is at work; the caller stays with you",
        "yourself": "an agent cannot call themselves",
    }
)


class BringingIn:
    """Puts these wishes through the engine's inbox, or refuses with a sentence."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def consult(self, call_id: str, agent_id: str, target: Target) -> None:
        """Step aside from the caller to talk with the target."""

        def work() -> None:
            wanted = self._resolved(target)
            wish = consults.ConsultRequested(call_id=call_id, by_agent=agent_id, target=wanted)
            why = self._refusal(call_id, agent_id, wanted)
            self._feed(wish)
            _refuse(why, call_id, agent_id, wanted)

        await self._engine.ask(work)

    async def complete(self, call_id: str, agent_id: str) -> None:
        """Leave the caller to the consulted target."""
        wish = consults.ConsultCompleted(call_id=call_id, by_agent=agent_id)
        await self._end(call_id, agent_id, wish, ConsultState.TALKING)

    async def conference(self, call_id: str, agent_id: str) -> None:
        """Bring the consulted target to the caller."""
        wish = consults.ConsultConferenced(call_id=call_id, by_agent=agent_id)
        await self._end(call_id, agent_id, wish, ConsultState.TALKING)

    async def retrieve(self, call_id: str, agent_id: str) -> None:
        """Take the caller back."""
        wish = consults.ConsultRetrieved(call_id=call_id, by_agent=agent_id)
        await self._end(call_id, agent_id, wish, ConsultState.TALKING, ConsultState.SEEKING)

    async def transfer(self, call_id: str, agent_id: str, target: Target) -> None:
        """Give the caller away at once."""

        def work() -> None:
            wanted = self._resolved(target)
            wish = consults.TransferRequested(call_id=call_id, by_agent=agent_id, target=wanted)
            why = self._refusal(call_id, agent_id, wanted)
            if why:
                self._feed(wish)
                _refuse(why, call_id, agent_id, wanted)
            view = self._view(call_id)
            people = [party for party in view.parties if party.role is not Role.INTERPRETER]
            if len(people) + len(view.guests) > 1:
                raise DeskRefusal(
                    f"others are on call {call_id}: hang up, and the caller stays with them",
                    status=409,
                )
            if wanted.outside:
                declared = TransferDeclared(
                    by_agent=agent_id,
                    destination=wanted.name,
                    number="" if wanted.name else wanted.number,
                )
                self._engine.feed_call(call_id, declared)
            else:
                self._feed(wish)

        await self._engine.ask(work)

    async def handover(self, call_id: str, agent_id: str, queue: str) -> None:
        """Pass the caller to another queue; the agent stays until somebody there is joined."""

        def work() -> None:
            self._view(call_id)
            wish = inputs.HandoverRequested(call_id=call_id, queue=queue, by_agent=agent_id)
            engine = self._engine
            why = self._told(
                lambda: engine.distributor.handover_refusal(
                    call_id, agent_id, queue, now=engine.now
                )
            )
            self._feed(wish)
            _refuse(why, call_id, agent_id, Target(kind=TargetKind.QUEUE, name=queue))

        await self._engine.ask(work)

    async def _end(
        self, call_id: str, agent_id: str, wish: inputs.Input, *states: ConsultState
    ) -> None:
        def work() -> None:
            view = self._engine.distributor.call(call_id)
            consult = view.consult if view is not None else None
            if consult is None or consult.agent_id != agent_id:
                raise DeskRefusal(f"agent {agent_id} consults nobody on {call_id}", status=409)
            if consult.state not in states:
                raise DeskRefusal(
                    f"{consult.target.label} has not answered yet; `retrieve` gives it up",
                    status=409,
                )
            self._feed(wish)

        await self._engine.ask(work)

    def _resolved(self, target: Target) -> Target:
        """The target with what has to be dialled."""
        if target.kind is not TargetKind.DESTINATION:
            return target
        known = self._engine.profile.destinations
        for destination in known.values():
            if target.name in (destination.name, destination.code):
                return replace(
                    target,
                    name=destination.name,
                    number=destination.number,
                    keys=destination.keys,
                )
        raise DeskRefusal(
            f"there is no destination {target.name}; there are {', '.join(sorted(known))}",
            status=404,
        )

    def _view(self, call_id: str) -> CallView:
        view = self._engine.distributor.call(call_id)
        if view is None or call_id not in self._engine.calls:
            raise DeskRefusal(f"no agent has the caller of {call_id} now", status=404)
        return view

    def _refusal(self, call_id: str, agent_id: str, target: Target) -> str:
        self._view(call_id)
        engine = self._engine
        return self._told(
            lambda: engine.distributor.refusal(call_id, agent_id, target, now=engine.now)
        )

    def _feed(self, value: inputs.Input) -> None:
        self._told(lambda: self._engine.feed(value))

    def _told(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except AcdError as error:
            raise DeskRefusal(str(error), status=404) from error


def _refuse(why: str, call_id: str, agent_id: str, target: Target) -> None:
    """Tell the agent why not; nothing happens if `why` is empty.

    Raises:
        DeskRefusal: 409.
    """
    if why:
        sentence = _SENTENCES.get(why, "{target} is not free: " + why.replace("_", " "))
        told = sentence.format(agent=agent_id, call=call_id, target=target.label)
        raise DeskRefusal(told, status=409, reason=why)

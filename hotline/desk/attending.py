"""What an agent does with the day: logs in at a telephone, pauses, takes longer after a call.

Which telephone        an agent has one or several (`device`, `devices` in routing.yaml). A login
                       names one of them, or gets the first that is registered and free. Two agents
                       never are at the same one.
Why a pause            one of `pause_reasons`, where the city lists any.
How long a wrap-up     as the queue says, and as often longer as `wrap_up_extensions` allows.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from acd import inputs
from acd.errors import AcdError
from acd.events import AgentState, AgentStatus
from acd.plan.model import AgentProfile
from agent_desk.port import DeskRefusal
from hotline.desk.known import agent_profile, agent_view
from hotline.engine import Engine

_ASK_AGAIN_S: Final = 0.5

Registered = Callable[[], Awaitable[frozenset[str] | None]]
"""The telephones that are registered at the switch; None when it cannot be asked."""


class Attending:
    """Puts what agents choose through the engine's inbox, or refuses with a sentence."""

    def __init__(self, engine: Engine, registered: Registered, *, patience_s: float = 3.0) -> None:
        """`patience_s` is how long a telephone that is just being registered is waited for."""
        self._engine = engine
        self._registered = registered
        self._patience_s = patience_s

    async def login(self, agent_id: str, device: str | None) -> str:
        """Log an agent in and return the telephone; at work already, move to it."""
        profile = self._engine.profile.plan.agents.get(agent_id)
        wanted = {device} if device else set(profile.telephones if profile else ())
        registered = await self._registered_soon(wanted)

        def work() -> str:
            profile = agent_profile(self._engine, agent_id)
            chosen = self._telephone(profile, device, registered)
            self._feed(inputs.AgentLoggedIn(agent_id=agent_id, device=chosen))
            return chosen

        return await self._engine.ask(work)

    async def _registered_soon(self, wanted: set[str]) -> frozenset[str] | None:
        """What is registered; asked again for a while when none of the wanted is among it.

        The switch counts a telephone only once it has answered a first OPTIONS request.
        """
        registered = await self._registered()
        for _ in range(int(self._patience_s / _ASK_AGAIN_S)):
            if registered is None or wanted & registered:
                break
            await asyncio.sleep(_ASK_AGAIN_S)
            registered = await self._registered()
        return registered

    async def logout(self, agent_id: str) -> None:
        """Log an agent out."""
        await self._engine.ask(lambda: self._feed(inputs.AgentLoggedOut(agent_id=agent_id)))

    async def pause(self, agent_id: str, reason: str) -> None:
        """Take no more calls."""

        def work() -> None:
            self._staffed(agent_id)
            known = self._engine.profile.plan.pause_reasons
            if known and reason not in known:
                raise DeskRefusal(
                    f"{reason!r} is no reason to pause; the reasons are {', '.join(known)}",
                    status=409,
                )
            self._feed(inputs.AgentPaused(agent_id=agent_id, reason=reason))

        await self._engine.ask(work)

    async def resume(self, agent_id: str) -> None:
        """Take calls again; also ends wrap-up."""

        def work() -> None:
            self._staffed(agent_id)
            self._feed(inputs.AgentResumed(agent_id=agent_id))

        await self._engine.ask(work)

    async def extend_wrap_up(self, agent_id: str) -> float:
        """Lengthen the wrap-up; return its new end in epoch seconds."""

        def work() -> float:
            view = agent_view(self._engine, agent_id)
            if view.state is not AgentState.WRAP_UP:
                raise DeskRefusal(f"agent {agent_id} is not in wrap-up", status=409)
            if not view.extensions_left:
                raise DeskRefusal(
                    f"the wrap-up of agent {agent_id} cannot be made longer any more", status=409
                )
            self._feed(inputs.WrapUpExtensionRequested(agent_id=agent_id))
            return agent_view(self._engine, agent_id).until or 0.0

        return await self._engine.ask(work)

    def _telephone(
        self, profile: AgentProfile, device: str | None, registered: frozenset[str] | None
    ) -> str:
        """The telephone to ring.

        Raises:
            DeskRefusal: it is not the agent's, another agent's now, or not registered.
        """
        own = ", ".join(profile.telephones)
        if device is not None and device not in profile.telephones:
            raise DeskRefusal(
                f"{device} is no telephone of agent {profile.agent_id}, who has {own}", status=409
            )
        there = [
            each
            for each in ((device,) if device is not None else profile.telephones)
            if registered is None or each in registered
        ]
        if not there:
            which = f"telephone {device}" if device is not None else f"no telephone ({own})"
            state = "is not registered" if device is not None else "is registered"
            raise DeskRefusal(
                f"{which} of agent {profile.agent_id} {state}: nothing could ring; "
                "register it and log in again",
                status=409,
            )
        others = []
        for each in there:
            holder = self._engine.distributor.agent_at(each)
            if holder is None or holder.agent_id == profile.agent_id:
                return each
            others.append(holder.agent_id)
        raise DeskRefusal(
            f"agent {others[0]} is logged in at {there[0]}; "
            "log out there first, or log in at another telephone",
            status=409,
        )

    def _staffed(self, agent_id: str) -> None:
        if agent_view(self._engine, agent_id).status is AgentStatus.LOGGED_OUT:
            raise DeskRefusal(f"agent {agent_id} is not logged in", status=409)

    def _feed(self, value: inputs.Input) -> None:
        try:
            self._engine.feed(value)
        except AcdError as error:
            raise DeskRefusal(str(error), status=404) from error

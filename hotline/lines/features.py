"""Feature codes: an agent logs in and out, pauses and comes back from any softphone.

The dialplan passes the endpoint that authenticated; the agent is the one who is logged in there, or
whose telephone it is.
"""

from collections.abc import Callable, Mapping
from typing import Final

import structlog

from agent_desk.port import Desk, DeskRefusal
from ivr.asterisk.agi_session import AgiSession
from ivr.flow.commands import Prompt
from ivr.flow.profile import Profile
from ivr.prompts.store import PromptStore

log = structlog.get_logger()

# What an agent hears after each code, and of what was refused.
CONFIRMATIONS: Final[Mapping[str, str]] = {
    "login": "Logged in.",
    "logout": "Logged out.",
    "pause": "Paused.",
    "resume": "Ready for calls.",
    "ready": "Ready for calls.",
    "extend": "You have more time.",
    "available": "You are available.",
    "paused": "You are paused.",
    "logged_out": "You are logged out.",
    "refused": "That did not work.",
    "closed": "They are closed now.",
    "full": "Too many are waiting there.",
    "unstaffed": "Nobody is at work there.",
}


def confirmation_prompts() -> tuple[Prompt, ...]:
    """Return the prompts to make ahead."""
    return tuple(
        Prompt(name=f"feature-{act}", language="en", text=text)
        for act, text in CONFIRMATIONS.items()
    )


class FeatureCodes:
    """The AGI route `feature?act=...&device=...`."""

    def __init__(self, desk: Desk, *, profile: Callable[[], Profile], prompts: PromptStore) -> None:
        self._desk = desk
        self._profile = profile
        self._prompts = prompts

    async def serve(self, session: AgiSession) -> None:
        """Do what the code says and confirm it by voice."""
        act = session.request.query.get("act", "")
        device = session.request.query.get("device", "")
        heard = act
        try:
            agent_id = await self._agent_of(device)
            match act:
                case "login":
                    await self._desk.login(agent_id, device)
                case "logout":
                    await self._desk.logout(agent_id)
                case "pause":
                    await self._desk.pause(agent_id, self._pause_reason())
                case "resume" | "ready":
                    await self._desk.resume(agent_id)
                case "extend":
                    await self._desk.extend_wrap_up(agent_id)
                case "status":
                    heard = await self._status_of(agent_id)
                case _:
                    raise DeskRefusal(f"unknown feature {act!r}", status=404)
        except DeskRefusal as refusal:
            log.warning("feature_refused", act=act, device=device, error=str(refusal))
            heard = "refused"
        await session.answer()
        prompt = Prompt(name=f"feature-{heard}", language="en", text=CONFIRMATIONS[heard])
        if name := self._prompts.playback_name(prompt):
            await session.stream(name)
        await session.set_variable("HOTLINE_DONE", "1")
        await session.hang_up()

    async def _status_of(self, agent_id: str) -> str:
        agent = await self._desk.agent(agent_id)
        return str(agent["status"])

    def _pause_reason(self) -> str:
        """The first reason that the city lists; a code has no way to name one."""
        return next(iter(self._profile().plan.pause_reasons), "feature code")

    async def _agent_of(self, device: str) -> str:
        """Whoever is logged in at the telephone, or whose it is."""
        owners = [
            agent.agent_id
            for agent in self._profile().plan.agents.values()
            if device in agent.telephones
        ]
        if len(owners) > 1:
            there = await self._desk.agent_at(device)
            own = [
                agent.agent_id
                for agent in self._profile().plan.agents.values()
                if agent.device == device
            ]
            owners = [str(there["agent_id"])] if there is not None else own
        if len(owners) != 1:
            raise DeskRefusal(f"the device {device} is no single agent's", status=404)
        return owners[0]

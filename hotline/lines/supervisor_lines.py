"""The supervisors' telephones: what the book wants becomes legs, what legs do becomes inputs.

During a supervision the keys 4, 5 and 6 choose listen, whisper and barge.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from acd.supervision.messages import (
    Mode,
    ModeRequested,
    MoveSupervisor,
    ReleaseSupervisor,
    RingSupervisor,
    SupervisionCommand,
    SupervisionInput,
    SupervisorGone,
    SupervisorOn,
)
from hotline.lines.agent_lines import AgentLegLines
from hotline.messages import Message, SupervisorInput
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.supervisor_legs import SupervisorLegs

_MODE_OF_KEY: Final = {"4": Mode.LISTEN, "5": Mode.WHISPER, "6": Mode.BARGE}


class SupervisorLegLines:
    """Implements `hotline.messages.SupervisorLines` on Asterisk legs."""

    def __init__(
        self, ami: AmiClient, *, agent_lines: AgentLegLines, post: Callable[[Message], None]
    ) -> None:
        self._agent_lines = agent_lines
        self._post = post
        self._tasks: set[asyncio.Task[None]] = set()
        self._legs = SupervisorLegs(ami, on_mode=self._on_mode, on_gone=self._on_gone)

    def carry(self, command: SupervisionCommand) -> None:
        """Begin to do what the book wants."""
        match command:
            case RingSupervisor():
                target = self._agent_lines.channel(command.offer_id)
                if target is None:
                    self._on_gone(command.supervision_id, "the agent's leg is gone")
                    return
                self._go(
                    self._legs.ring(
                        command.supervision_id,
                        command.device,
                        mode=command.mode,
                        target_id=self._agent_lines.uniqueid(command.offer_id),
                        target_channel=target,
                    )
                )
            case MoveSupervisor():
                target = self._agent_lines.channel(command.offer_id)
                if target is None:
                    # The end of the agent's leg is being reported: it ends the supervision.
                    return
                self._go(
                    self._legs.move(
                        command.supervision_id, mode=command.mode, target_channel=target
                    )
                )
            case ReleaseSupervisor():
                self._go(self._legs.release(command.supervision_id))

    def supervision_of(self, uniqueid: str) -> str | None:
        """Return the supervision whose leg has this unique id, if it is one of ours."""
        return self._legs.supervision_of(uniqueid)

    def pressed(self, supervision_id: str, key: str) -> None:
        """A supervisor pressed a key during the supervision."""
        if mode := _MODE_OF_KEY.get(key):
            self._tell(ModeRequested(supervision_id=supervision_id, mode=mode))

    async def resync(self) -> tuple[str, ...]:
        """After a gap or a restart: find what was missed, hang up what nobody knows of.

        Returns the supervisions of whom nobody knew.

        Raises:
            AmiError: Asterisk did not say.
        """
        return await self._legs.resync()

    async def close(self) -> None:
        """Follow the switch no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._legs.close()

    def _on_mode(self, supervision_id: str, mode: str) -> None:
        self._tell(SupervisorOn(supervision_id=supervision_id, mode=Mode(mode)))

    def _on_gone(self, supervision_id: str, cause: str) -> None:
        self._tell(SupervisorGone(supervision_id=supervision_id, cause=cause))

    def _tell(self, value: SupervisionInput) -> None:
        self._post(SupervisorInput(input=value))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

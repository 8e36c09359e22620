"""What a supervisor may ask of the service. The composition root implements it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Supervisors(Protocol):
    """Every method raises `DeskRefusal`: 403 without the right, 404 nobody of that name, 409."""

    async def supervise(self, supervisor_id: str, target: str, mode: str) -> Mapping[str, Any]:
        """Be on the conversation of a call or an agent in a mode: listen, whisper or barge.

        The supervisor's telephone rings; on the same conversation already, the mode changes.
        Returns the supervision.
        """
        ...

    async def end_supervision(self, supervisor_id: str) -> None:
        """Leave the conversation."""
        ...

    async def board(self) -> Mapping[str, Any]:
        """Return the live board: queues, agents, supervisions, alarms."""
        ...

    async def act(self, supervisor_id: str, agent_id: str, act: str, reason: str) -> None:
        """Do one of logout, pause and resume to an agent."""
        ...

    async def assign(
        self, supervisor_id: str, agent_id: str, kinds: tuple[str, ...], skills: Mapping[str, int]
    ) -> float:
        """Give an agent other work for the day; return its end in epoch seconds."""
        ...

    async def supervisions(self) -> Sequence[Mapping[str, Any]]:
        """Return who is on which conversation. `mode` is null while the telephone rings."""
        ...

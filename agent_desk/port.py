"""What the desk may ask of the service. The composition root implements it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from acd.consults.messages import Target


class DeskRefusal(Exception):
    """The service says no, in one sentence a person can act on.

    `status` is the HTTP status: 403 without the right, 404 nothing of that name, 409 not
    possible now, 422 files that are not valid, 503 records that cannot be
    read. `reason` is one word for it, where there is one.
    """

    def __init__(self, sentence: str, *, status: int, reason: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.reason = reason


class Desk(Protocol):
    """Every method raises `DeskRefusal` when what is asked cannot be done."""

    async def health(self) -> Mapping[str, Any]:
        """Return `{"ready": bool, "parts": {name: "ok" | sentence}}`."""
        ...

    async def agents(self) -> Sequence[Mapping[str, Any]]:
        """Return each configured agent with status, state and current call."""
        ...

    async def agent(self, agent_id: str) -> Mapping[str, Any]:
        """Return one agent, as in `agents`."""
        ...

    async def agent_at(self, device: str) -> Mapping[str, Any] | None:
        """Return whoever is logged in at a telephone, None if nobody is."""
        ...

    async def calls(self) -> Sequence[Mapping[str, Any]]:
        """Return the calls in progress, as screen pops."""
        ...

    async def call(self, call_id: str) -> Mapping[str, Any]:
        """Return one call in progress: what the caller already said, who is on it."""
        ...

    async def agent_call(self, agent_id: str) -> Mapping[str, Any]:
        """Return the call that this agent is offered or is on."""
        ...

    async def login(self, agent_id: str, device: str | None) -> str:
        """Log an agent in, on one of the agent's telephones or the first that is registered.

        Returns the telephone.
        """
        ...

    async def logout(self, agent_id: str) -> None:
        """Log an agent out; a call in progress is finished first."""
        ...

    async def pause(self, agent_id: str, reason: str) -> None:
        """Take no more calls."""
        ...

    async def resume(self, agent_id: str) -> None:
        """Take calls again; also ends wrap-up."""
        ...

    async def extend_wrap_up(self, agent_id: str) -> float:
        """Lengthen the wrap-up, as often as its queue allows; return its end in epoch seconds."""
        ...

    async def set_language(self, call_id: str, agent_id: str, language: str) -> None:
        """Correct the caller's language; an interpreter is called when the agent lacks it."""
        ...

    async def interpreter(
        self, call_id: str, agent_id: str, language: str, additional: bool = False
    ) -> None:
        """Bring an interpreter into the call; `additional` leaves the caller's language as it is.

        Raises:
            DeskRefusal: nobody interprets here, or one for the language is there or sought.
        """
        ...

    async def handover(self, call_id: str, agent_id: str, queue: str) -> None:
        """Pass the caller to another queue; the agent stays until the next one joins."""
        ...

    async def consult(self, call_id: str, agent_id: str, target: Target) -> None:
        """Step aside from the caller to talk with somebody else."""
        ...

    async def complete(self, call_id: str, agent_id: str) -> None:
        """Leave the caller to the one consulted."""
        ...

    async def conference(self, call_id: str, agent_id: str) -> None:
        """Bring the one consulted to the caller: everyone hears everyone."""
        ...

    async def retrieve(self, call_id: str, agent_id: str) -> None:
        """Give up the consult and take the caller back."""
        ...

    async def transfer(self, call_id: str, agent_id: str, target: Target) -> None:
        """Give the caller away and leave at once."""
        ...

    async def release(self, call_id: str, agent_id: str) -> None:
        """Let one agent or interpreter leave the call; the others stay."""
        ...

    async def emergency(self, call_id: str, agent_id: str) -> None:
        """Connect the caller to the emergency line at once; everyone else leaves the call."""
        ...

    async def note(self, call_id: str, agent_id: str, text: str) -> None:
        """Write down something that travels with the call."""
        ...

    async def intake(self, call_id: str, agent_id: str, fields: Mapping[str, str]) -> str:
        """Save intake part 1 and return its serial number."""
        ...

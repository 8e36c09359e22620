"""Answers supervisors: who may be on which conversation, and who is.

Every refusal of a right is put on record, as every supervision is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from acd.call import LegState
from acd.events import AgentStatus
from acd.plan.model import Role, Supervisor
from acd.supervision.messages import (
    Mode,
    SuperviseRequested,
    SupervisionEndRequested,
    SupervisionRefused,
)
from acd.supervision.rights import refusal
from acd.views import PartyView
from agent_desk.port import DeskRefusal
from db.errors import StoreError
from hotline.desk.attending import Registered
from hotline.desk.board import Board
from hotline.desk.staffing import Staffing
from hotline.engine import Engine

_TALKING = (LegState.JOINED, LegState.HELD, LegState.ASIDE)


class SupervisorDesk:
    """Implements `agent_desk.supervisor_port.Supervisors` on the engine."""

    def __init__(
        self, engine: Engine, registered: Registered, *, staffing: Staffing, board: Board
    ) -> None:
        self._engine = engine
        self._registered = registered
        self._staffing = staffing
        self._board = board

    async def board(self) -> Mapping[str, Any]:
        """Return the live board."""
        try:
            return await self._board.look()
        except StoreError as error:
            raise DeskRefusal(f"the records cannot be read: {error}", status=409) from error

    async def act(self, supervisor_id: str, agent_id: str, act: str, reason: str) -> None:
        """Log an agent out, pause or resume them."""
        await self._staffing.act(supervisor_id, agent_id, act, reason)

    async def assign(
        self, supervisor_id: str, agent_id: str, kinds: tuple[str, ...], skills: Mapping[str, int]
    ) -> float:
        """Give an agent other work for the day."""
        return await self._staffing.assign(supervisor_id, agent_id, kinds, skills)

    async def supervise(self, supervisor_id: str, target: str, mode: str) -> Mapping[str, Any]:
        """Be on a conversation, or change the mode of being on it.

        `target` is a call, or an agent who is on one; of a call it is the agent with the caller.
        """
        registered = await self._registered()

        def work() -> Mapping[str, Any]:
            wanted = Mode(mode)
            call_id, party = self._conversation(target)
            self._allowed(supervisor_id, party.agent_id, wanted, call_id)
            aside = party.leg is LegState.ASIDE or party.role is Role.CONSULTED
            if aside and wanted is Mode.BARGE:
                raise DeskRefusal(
                    f"{party.agent_id} is in a consult: listen or whisper, or barge in once they "
                    "are with the caller",
                    status=409,
                )
            supervisor = self._engine.profile.plan.supervisors[supervisor_id]
            self._free(supervisor, registered)
            self._engine.feed_supervision(
                SuperviseRequested(
                    supervisor_id=supervisor_id,
                    device=supervisor.device,
                    call_id=call_id,
                    agent_id=party.agent_id,
                    offer_id=party.offer_id,
                    mode=wanted,
                    aside=aside,
                )
            )
            present = self._engine.supervisions.of(supervisor_id)
            return asdict(present) if present is not None else {}

        return await self._engine.ask(work)

    async def end_supervision(self, supervisor_id: str) -> None:
        """Leave the conversation."""

        def work() -> None:
            present = self._engine.supervisions.of(supervisor_id)
            if present is None:
                raise DeskRefusal(f"{supervisor_id} supervises nobody now", status=409)
            self._engine.feed_supervision(
                SupervisionEndRequested(supervision_id=present.supervision_id)
            )

        await self._engine.ask(work)

    async def supervisions(self) -> Sequence[Mapping[str, Any]]:
        """Return who is on which conversation, in which mode."""
        return await self._engine.ask(
            lambda: [asdict(each) for each in self._engine.supervisions.open()]
        )

    def _conversation(self, target: str) -> tuple[str, PartyView]:
        """The call and the party on it that the target names."""
        distributor = self._engine.distributor
        call = distributor.call(target)
        agent_id = None
        if call is None:
            if target not in self._engine.profile.plan.agents:
                raise DeskRefusal(f"there is no call and no agent {target}", status=404)
            agent_id = target
            agent = distributor.agent(target)
            call = distributor.call(agent.call_id) if agent and agent.call_id else None
        parties = [
            party
            for party in (call.parties if call is not None else ())
            if party.leg in _TALKING and agent_id in (None, party.agent_id)
        ]
        if call is None or not parties:
            raise DeskRefusal(f"{target}: nobody is in a conversation there now", status=409)
        first = next((party for party in parties if party.role is Role.PRIMARY), parties[0])
        return call.call_id, first

    def _allowed(self, supervisor_id: str, agent_id: str, mode: Mode, call_id: str) -> None:
        reason = refusal(self._engine.profile.plan, supervisor_id, agent_id)
        if reason:
            self._engine.record(
                SupervisionRefused(
                    supervisor_id=supervisor_id,
                    agent_id=agent_id,
                    mode=mode,
                    reason=reason,
                    call_id=call_id,
                )
            )
            raise DeskRefusal(reason, status=403)

    def _free(self, supervisor: Supervisor, registered: frozenset[str] | None) -> None:
        if self._engine.supervisions.of(supervisor.supervisor_id) is not None:
            return
        if registered is not None and supervisor.device not in registered:
            raise DeskRefusal(
                f"telephone {supervisor.device} of {supervisor.supervisor_id} is not registered: "
                "nothing could ring",
                status=409,
            )
        view = self._engine.distributor.agent(supervisor.supervisor_id)
        if view is not None and (view.status is AgentStatus.AVAILABLE or view.call_id):
            raise DeskRefusal(
                f"{supervisor.supervisor_id} takes calls; pause first, or finish the call",
                status=409,
            )

"""What supervisors change on the floor: agents logged out, paused, resumed, given other work.

Each act is done only with the right to it (`acd.supervision.rights`), and is on record with who
did it.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from acd.plan.model import QueueKind
from acd.staff.events import AgentReassigned, StaffingActed
from acd.supervision.rights import refusal
from agent_desk.port import DeskRefusal
from hotline.clock import Clock
from hotline.desk.attending import Attending
from hotline.engine import Engine


class Staffing:
    """Acts of supervisors on agents."""

    def __init__(self, engine: Engine, attending: Attending, clock: Clock) -> None:
        self._engine = engine
        self._attending = attending
        self._clock = clock

    async def act(self, supervisor_id: str, agent_id: str, act: str, reason: str) -> None:
        """Log an agent out, pause or resume them.

        Raises:
            DeskRefusal: without the right (403), or as the agent's own act would be refused.
        """
        await self._engine.ask(lambda: self._allowed(supervisor_id, agent_id))
        match act:
            case "logout":
                await self._attending.logout(agent_id)
            case "pause":
                await self._attending.pause(agent_id, reason)
            case _:
                await self._attending.resume(agent_id)
        event = StaffingActed(
            supervisor_id=supervisor_id, agent_id=agent_id, act=act, reason=reason
        )
        await self._engine.ask(lambda: self._engine.record(event))

    async def assign(
        self, supervisor_id: str, agent_id: str, kinds: tuple[str, ...], skills: Mapping[str, int]
    ) -> float:
        """Give an agent other kinds of queues and skills for the rest of the day.

        Returns when it ends, in epoch seconds: at midnight in the city.
        """

        def work() -> float:
            self._allowed(supervisor_id, agent_id)
            plan = self._engine.profile.plan
            served = {queue.kind for queue in plan.queues.values()}
            known = {skill for agent in plan.agents.values() for skill in agent.skills}
            for kind in kinds:
                if kind not in served:
                    names = ", ".join(sorted(served))
                    raise DeskRefusal(f"no queue is of kind {kind}; there are {names}", status=409)
            for skill in skills:
                if skill not in known:
                    names = ", ".join(sorted(known)) or "none"
                    raise DeskRefusal(f"nobody has a skill {skill}; there are {names}", status=409)
            until = self._midnight()
            self._engine.reassign(
                AgentReassigned(
                    supervisor_id=supervisor_id,
                    agent_id=agent_id,
                    kinds=tuple(QueueKind(kind) for kind in kinds),
                    skills=dict(skills),
                    until=until,
                )
            )
            return until

        return await self._engine.ask(work)

    def _allowed(self, supervisor_id: str, agent_id: str) -> None:
        if reason := refusal(self._engine.profile.plan, supervisor_id, agent_id):
            raise DeskRefusal(reason, status=403)

    def _midnight(self) -> float:
        zone = self._engine.profile.zone
        tomorrow = datetime.fromtimestamp(self._clock.now(), zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time.min, tzinfo=zone).timestamp()

"""Answers agents about tasks: who has taken one, what came of it, and calling its person.

The records tell what a task is; what was said of it since this service started is kept in mind
too, for the records may be a moment behind.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from acd.callbacks.callback import CallbackState
from acd.callbacks.messages import CallbackCancelled, CallbackRequested
from acd.events import AgentState, AgentStatus
from agent_desk.port import DeskRefusal
from db.queries import TaskRow, find_task
from db.store import Store
from hotline.clock import Clock
from hotline.desk.known import agent_profile, agent_view
from hotline.engine import Engine
from ivr.flow.desk_events import TaskDone, TaskTaken

DIAL_WITHIN_S = 120.0
"""How long the agent's own telephone may take before the call is dropped."""

OPEN, TAKEN, DONE = "open", "taken", "done"


class TaskDesk:
    """Implements `agent_desk.task_api.Tasks` on the engine and the records."""

    def __init__(self, engine: Engine, *, store: Store, clock: Clock) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock
        self._said: dict[str, tuple[str, str]] = {}

    async def take(self, task_id: str, agent_id: str) -> Mapping[str, Any]:
        """Make the agent the owner of an open task."""
        task = await self._task(task_id)

        def work() -> Mapping[str, Any]:
            agent_profile(self._engine, agent_id)
            state, owner = self._standing(task)
            if state == OPEN:
                self._said[task_id] = (TAKEN, agent_id)
                self._engine.record(TaskTaken(task_id=task_id, agent_id=agent_id))
            elif (state, owner) != (TAKEN, agent_id):
                raise DeskRefusal(f"task {task_id} is {state} by {owner}", status=409)
            return {"task_id": task_id, "state": TAKEN, "owner": agent_id}

        return await self._engine.ask(work)

    async def done(self, task_id: str, agent_id: str, outcome: str) -> Mapping[str, Any]:
        """Mark a task as done."""
        task = await self._task(task_id)

        def work() -> Mapping[str, Any]:
            agent_profile(self._engine, agent_id)
            state, owner = self._standing(task)
            if state == TAKEN and owner != agent_id:
                raise DeskRefusal(f"task {task_id} is taken by {owner}", status=409)
            if state != DONE:
                self._said[task_id] = (DONE, agent_id)
                self._engine.record(TaskDone(task_id=task_id, agent_id=agent_id, outcome=outcome))
            return {"task_id": task_id, "state": DONE}

        return await self._engine.ask(work)

    async def dial(self, task_id: str, agent_id: str) -> Mapping[str, Any]:
        """Call the person of a task; the task becomes the agent's."""
        await self.take(task_id, agent_id)
        task = await self._task(task_id)

        def work() -> Mapping[str, Any]:
            number = self._number(task)
            self._ready(agent_id)
            callbacks = self._engine.exchange.callbacks
            if booked := callbacks.book.booked_for(number):
                raise DeskRefusal(f"{booked} is to call this person already", status=409)
            now = self._clock.now()
            callbacks.tell(
                CallbackRequested(
                    call_id=task.call_id,
                    number=number,
                    queue=self._queue(agent_id),
                    language=task.language,
                    not_after=now + DIAL_WITHIN_S,
                    agent_id=agent_id,
                    task_id=task_id,
                ),
                now,
            )
            return {"task_id": task_id, "call_id": callbacks.book.booked_for(number)}

        return await self._engine.ask(work)

    async def cancel_callback(self, callback_id: str) -> Mapping[str, Any]:
        """Call the person back no more."""

        def work() -> Mapping[str, Any]:
            callbacks = self._engine.exchange.callbacks
            state = callbacks.book.state_of(callback_id)
            if state is None:
                raise DeskRefusal(f"there is no callback {callback_id} to come", status=404)
            if state is CallbackState.ANSWERED:
                raise DeskRefusal(f"the person of {callback_id} is on the line", status=409)
            callbacks.tell(CallbackCancelled(callback_id=callback_id), self._clock.now())
            return {"callback_id": callback_id, "state": "ended"}

        return await self._engine.ask(work)

    async def _task(self, task_id: str) -> TaskRow:
        task = await asyncio.to_thread(self._find, task_id)
        if task is None:
            raise DeskRefusal(f"there is no task {task_id}: see `hotline tasks`", status=404)
        return task

    def _find(self, task_id: str) -> TaskRow | None:
        with self._store.session() as session:
            return find_task(session, task_id)

    def _standing(self, task: TaskRow) -> tuple[str, str]:
        """The state of a task, and the agent it is due to."""
        recorded = (task.state, task.done_by or task.owner or "")
        return self._said.get(task.task_id, recorded)

    def _ready(self, agent_id: str) -> None:
        view = agent_view(self._engine, agent_id)
        if view.status is not AgentStatus.AVAILABLE or view.state is not AgentState.IDLE:
            busy = view.state if view.status is AgentStatus.AVAILABLE else view.status
            raise DeskRefusal(f"agent {agent_id} is {busy}", status=409)

    def _number(self, task: TaskRow) -> str:
        policy = self._engine.profile.callbacks
        if policy is None:
            raise DeskRefusal("city.yaml does not say how people are called: callbacks", status=409)
        number = policy.number_to_call(task.number)
        if not number:
            raise DeskRefusal(f"the number of task {task.task_id} may not be called", status=409)
        return number

    def _queue(self, agent_id: str) -> str:
        """The queue whose rules hold for the call: the first by name that the agent serves."""
        plan = self._engine.profile.plan
        kinds = plan.agents[agent_id].kinds
        served = sorted(queue.name for queue in plan.queues.values() if queue.kind in kinds)
        if not served:
            raise DeskRefusal(f"agent {agent_id} serves no queue", status=409)
        return served[0]

"""The desk's API for what is left to be done: tasks, and people who are to be called back.

POST /api/tasks/{task}/take       {"agent_id": ID}
POST /api/tasks/{task}/done       {"agent_id": ID, "outcome": TEXT}
POST /api/tasks/{task}/dial       {"agent_id": ID}      rings the agent first, then the person
POST /api/callbacks/{callback}/cancel
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from aiohttp import web

from agent_desk import requests


class Tasks(Protocol):
    """Every method raises `DeskRefusal` when what is asked cannot be done."""

    async def take(self, task_id: str, agent_id: str) -> Mapping[str, Any]:
        """Make the agent the owner of an open task; again changes nothing."""
        ...

    async def done(self, task_id: str, agent_id: str, outcome: str) -> Mapping[str, Any]:
        """Mark a task as done; again changes nothing."""
        ...

    async def dial(self, task_id: str, agent_id: str) -> Mapping[str, Any]:
        """Call the person of a task: the agent's telephone rings first."""
        ...

    async def cancel_callback(self, callback_id: str) -> Mapping[str, Any]:
        """Call the person back no more."""
        ...


class TaskApi:
    """Routes requests to `Tasks`."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes, for the desk's application."""
        return [
            web.post("/api/tasks/{task}/take", self._take),
            web.post("/api/tasks/{task}/done", self._done),
            web.post("/api/tasks/{task}/dial", self._dial),
            web.post("/api/callbacks/{callback}/cancel", self._cancel),
        ]

    async def _take(self, request: web.Request) -> web.Response:
        body = requests.TaskAct.model_validate_json(await request.read() or b"{}")
        task = await self._tasks.take(request.match_info["task"], body.agent_id)
        return web.json_response(dict(task))

    async def _done(self, request: web.Request) -> web.Response:
        body = requests.TaskOutcome.model_validate_json(await request.read() or b"{}")
        task = await self._tasks.done(request.match_info["task"], body.agent_id, body.outcome)
        return web.json_response(dict(task))

    async def _dial(self, request: web.Request) -> web.Response:
        body = requests.TaskAct.model_validate_json(await request.read() or b"{}")
        call = await self._tasks.dial(request.match_info["task"], body.agent_id)
        return web.json_response(dict(call))

    async def _cancel(self, request: web.Request) -> web.Response:
        done = await self._tasks.cancel_callback(request.match_info["callback"])
        return web.json_response(dict(done))

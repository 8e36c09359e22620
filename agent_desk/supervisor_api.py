"""The supervisors' part of the desk's API.

    GET  /api/supervisions                      who is on which conversation
    POST /api/supervisors/{supervisor}/supervise    {"target": CALL|AGENT, "mode": MODE}
    POST /api/supervisors/{supervisor}/end
    GET  /api/board                             queues, agents, supervisions, alarms
    POST /api/supervisors/{supervisor}/agents/{agent}/logout|pause|resume   {"reason": REASON}
    POST /api/supervisors/{supervisor}/agents/{agent}/assign    {"kinds": [...], "skills": {...}}

A right that is missing is 403, with the reason.
"""

from collections.abc import Sequence

from aiohttp import web

from agent_desk import requests
from agent_desk.supervisor_port import Supervisors

_AGENT = "/api/supervisors/{supervisor}/agents/{agent}"


class SupervisorApi:
    """Routes requests to `Supervisors`."""

    def __init__(self, supervisors: Supervisors) -> None:
        self._supervisors = supervisors

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes, for the desk's application."""
        return [
            web.get("/api/supervisions", self._list),
            web.post("/api/supervisors/{supervisor}/supervise", self._supervise),
            web.post("/api/supervisors/{supervisor}/end", self._end),
            web.get("/api/board", self._board),
            web.post(f"{_AGENT}/{{act:logout|pause|resume}}", self._act),
            web.post(f"{_AGENT}/assign", self._assign),
        ]

    async def _list(self, _request: web.Request) -> web.Response:
        found = [dict(each) for each in await self._supervisors.supervisions()]
        return web.json_response({"supervisions": found})

    async def _supervise(self, request: web.Request) -> web.Response:
        body = requests.Supervise.model_validate_json(await request.read() or b"{}")
        supervision = await self._supervisors.supervise(
            request.match_info["supervisor"], body.target, body.mode
        )
        return web.json_response(dict(supervision))

    async def _end(self, request: web.Request) -> web.Response:
        await self._supervisors.end_supervision(request.match_info["supervisor"])
        return web.json_response({"done": True})

    async def _board(self, _request: web.Request) -> web.Response:
        return web.json_response(dict(await self._supervisors.board()))

    async def _act(self, request: web.Request) -> web.Response:
        body = requests.Pause.model_validate_json(await request.read() or b"{}")
        names = request.match_info
        await self._supervisors.act(names["supervisor"], names["agent"], names["act"], body.reason)
        return web.json_response({"done": True})

    async def _assign(self, request: web.Request) -> web.Response:
        body = requests.Assign.model_validate_json(await request.read() or b"{}")
        names = request.match_info
        until = await self._supervisors.assign(
            names["supervisor"], names["agent"], tuple(body.kinds), body.skills
        )
        return web.json_response({"until": until})

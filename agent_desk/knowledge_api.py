"""The desk's API for what the city knows, and for noting what callers asked.

GET  /api/knowledge?q=WORDS&limit=N   items that fit, the best first; without q those at the top
GET  /api/knowledge/{code}            one item, its code in whatever case: what is said and read
POST /api/calls/{call}/inquiry        {"agent_id": ID, "code": CODE, "district": NAME}
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from aiohttp import web

from agent_desk import requests


class Knowledge(Protocol):
    """Every method raises `DeskRefusal` when what is asked cannot be done."""

    async def search(self, words: str, limit: int) -> Sequence[Mapping[str, Any]]:
        """Return what fits, the best first."""
        ...

    async def top(self) -> Sequence[Mapping[str, Any]]:
        """Return the items at the top of the tree."""
        ...

    async def item(self, code: str) -> Mapping[str, Any]:
        """Return all that an agent may know of one item."""
        ...

    async def inquiry(
        self, call_id: str, agent_id: str, code: str, district: str
    ) -> Mapping[str, Any]:
        """Note that the agent answered the caller's question under this code."""
        ...


class KnowledgeApi:
    """Routes requests to `Knowledge`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes, for the desk's application."""
        return [
            web.get("/api/knowledge", self._list),
            web.get("/api/knowledge/{code}", self._item),
            web.post("/api/calls/{call}/inquiry", self._inquiry),
        ]

    async def _list(self, request: web.Request) -> web.Response:
        wanted = requests.Search.model_validate(dict(request.query))
        if wanted.q:
            items = await self._knowledge.search(wanted.q, wanted.limit)
        else:
            items = await self._knowledge.top()
        return web.json_response({"items": [dict(each) for each in items]})

    async def _item(self, request: web.Request) -> web.Response:
        return web.json_response(dict(await self._knowledge.item(request.match_info["code"])))

    async def _inquiry(self, request: web.Request) -> web.Response:
        body = requests.Inquiry.model_validate_json(await request.read() or b"{}")
        noted = await self._knowledge.inquiry(
            request.match_info["call"], body.agent_id, body.code, body.district
        )
        return web.json_response(dict(noted))

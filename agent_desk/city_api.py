"""The part of the desk's API that changes the city's version.

POST /api/city/publish      {"author": NAME, "note": TEXT}
POST /api/city/propose      {"author": NAME, "note": TEXT}
POST /api/city/approve      {"author": NAME, "note": TEXT, "version_id": ID}
POST /api/city/reject       {"author": NAME, "note": TEXT, "version_id": ID}
POST /api/city/draft        the test numbers are served by the folder as it is now
POST /api/city/rollback     {"author": NAME, "note": TEXT, "version_id": ID|null}

Files that cannot be published are 422, with every problem in them.
"""

from collections.abc import Sequence

from aiohttp import web

from agent_desk import requests
from agent_desk.city_port import City, Draft


class CityApi:
    """Routes requests to `City` and `Draft`."""

    def __init__(self, city: City, draft: Draft) -> None:
        self._city = city
        self._draft = draft

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes, for the desk's application."""
        return [
            web.post("/api/city/publish", self._publish),
            web.post("/api/city/propose", self._propose),
            web.post("/api/city/approve", self._approve),
            web.post("/api/city/reject", self._reject),
            web.post("/api/city/rollback", self._roll_back),
            web.post("/api/city/draft", self._take_draft),
        ]

    async def _publish(self, request: web.Request) -> web.Response:
        body = requests.Publish.model_validate_json(await request.read() or b"{}")
        return web.json_response(dict(await self._city.publish(body.author, body.note)))

    async def _propose(self, request: web.Request) -> web.Response:
        body = requests.Publish.model_validate_json(await request.read() or b"{}")
        return web.json_response(dict(await self._city.propose(body.author, body.note)))

    async def _approve(self, request: web.Request) -> web.Response:
        body = requests.Approve.model_validate_json(await request.read() or b"{}")
        taken = await self._city.approve(body.version_id, body.author, body.note)
        return web.json_response(dict(taken))

    async def _reject(self, request: web.Request) -> web.Response:
        body = requests.Reject.model_validate_json(await request.read() or b"{}")
        put_aside = await self._city.reject(body.version_id, body.author, body.note)
        return web.json_response(dict(put_aside))

    async def _roll_back(self, request: web.Request) -> web.Response:
        body = requests.RollBack.model_validate_json(await request.read() or b"{}")
        taken = await self._city.roll_back(body.author, body.note, body.version_id)
        return web.json_response(dict(taken))

    async def _take_draft(self, _request: web.Request) -> web.Response:
        return web.json_response({"version": await self._draft.take()})

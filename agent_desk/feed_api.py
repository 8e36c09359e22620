"""The part of the desk's API that tells what happens.

GET  /api/events                      the present place
GET  /api/events/{place}?wait_s=S     what came after a place: {"place", "missed", "events"}

The board names its place; before other snapshots ask for the present one. With `missed` take the
snapshot anew. The answer waits up to S seconds (5, at most 25) for something to happen.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from aiohttp import web

from agent_desk import requests


class Happenings(Protocol):
    """What has happened, in order. The composition root implements it."""

    @property
    def place(self) -> str:
        """Where the newest event is."""
        ...

    async def after(self, place: str, *, wait_s: float) -> Mapping[str, Any]:
        """Return what came after the place, waiting for the first of it."""
        ...


class FeedApi:
    """Routes requests to `Happenings`."""

    def __init__(self, happenings: Happenings) -> None:
        self._happenings = happenings

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes, for the desk's application."""
        return [
            web.get("/api/events", self._place),
            web.get("/api/events/{place}", self._after),
        ]

    async def _place(self, _request: web.Request) -> web.Response:
        return web.json_response({"place": self._happenings.place})

    async def _after(self, request: web.Request) -> web.Response:
        wait_s = requests.Follow.model_validate(dict(request.query)).wait_s
        found = await self._happenings.after(request.match_info["place"], wait_s=wait_s)
        return web.json_response(dict(found))

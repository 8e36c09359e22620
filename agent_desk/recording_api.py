"""The desk's API for the recordings of calls.

GET  /api/calls/{call}/recordings/{part}?listener_id=ID&way=desk|played|written

`call` is an id or a serial number, `part` counts the call's recordings from 1. The answer is the
sound, `audio/wav`; that it was given is on record by then, and so is each refusal.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from aiohttp import web

from agent_desk import requests


class Recordings(Protocol):
    """The composition root implements it."""

    async def hear(self, call: str, part: int, listener_id: str, way: str) -> Path:
        """Put on record that somebody hears a recording; return its file.

        Raises:
            DeskRefusal: 403 without the right, 404 no such call, recording or file, 409.
        """
        ...


class RecordingApi:
    """Routes requests to `Recordings`."""

    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes, for the desk's application."""
        path = "/api/calls/{call}/recordings/{part:[1-9][0-9]{0,3}}"
        return [web.get(path, self._hear, allow_head=False)]

    async def _hear(self, request: web.Request) -> web.StreamResponse:
        asked = requests.Hear.model_validate(dict(request.query))
        names = request.match_info
        file = await self._recordings.hear(
            names["call"], int(names["part"]), asked.listener_id, asked.way
        )
        # Kept nowhere on the way: whoever hears it again asks again.
        headers = {"Content-Type": "audio/wav", "Cache-Control": "no-store"}
        return web.FileResponse(file, headers=headers)

"""The notices' part of the desk's API.

    GET  /api/notices                                        what is on and what is proposed
    POST /api/supervisors/{supervisor}/notices/{notice}/on
         {"kind": KIND, "text": {"en": TEXT, ...}, "lines": [...], "then": THEN, "until": TIME}
    POST /api/supervisors/{supervisor}/notices/{notice}/edit     {"text": {...}, "until": TIME}
    POST /api/supervisors/{supervisor}/notices/{notice}/off|reject   {"reason": REASON}
    POST /api/supervisors/{supervisor}/notices/{notice}/approve

TIME is `+2h`, `18:30` or `2026-12-24 18:30`.
"""

from collections.abc import Sequence

from aiohttp import web

from agent_desk import requests
from agent_desk.notice_port import Notices
from agent_desk.port import DeskRefusal

_NOTICE = r"/api/supervisors/{supervisor}/notices/{notice:[a-z0-9][a-z0-9_.-]{0,60}}"


class NoticeApi:
    """Routes requests to `Notices`."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes, for the desk's application."""
        return [
            web.get("/api/notices", self._list),
            web.post(f"{_NOTICE}/on", self._on),
            web.post(f"{_NOTICE}/edit", self._edit),
            web.post(f"{_NOTICE}/{{act:off|reject}}", self._end),
            web.post(f"{_NOTICE}/approve", self._approve),
        ]

    async def _list(self, _request: web.Request) -> web.Response:
        return web.json_response({"notices": [dict(each) for each in await self._notices.list()]})

    async def _on(self, request: web.Request) -> web.Response:
        body = requests.NoticeOn.model_validate_json(await request.read() or b"{}")
        names = request.match_info
        notice = await self._notices.switch_on(
            names["supervisor"],
            names["notice"],
            kind=body.kind,
            text=body.text,
            lines=body.lines,
            then=body.then,
            until=body.until,
        )
        return web.json_response(dict(notice))

    async def _edit(self, request: web.Request) -> web.Response:
        body = requests.NoticeEdit.model_validate_json(await request.read() or b"{}")
        if not body.text and not body.until:
            raise DeskRefusal("nothing to change: give a text or an end", status=400)
        names = request.match_info
        notice = await self._notices.edit(
            names["supervisor"], names["notice"], text=body.text, until=body.until
        )
        return web.json_response(dict(notice))

    async def _end(self, request: web.Request) -> web.Response:
        body = requests.Reason.model_validate_json(await request.read() or b"{}")
        names = request.match_info
        end = self._notices.switch_off if names["act"] == "off" else self._notices.reject
        await end(names["supervisor"], names["notice"], body.reason)
        return web.json_response({"done": True})

    async def _approve(self, request: web.Request) -> web.Response:
        names = request.match_info
        notice = await self._notices.approve(names["supervisor"], names["notice"])
        return web.json_response(dict(notice))

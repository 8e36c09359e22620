"""The desk's API for the status of requests: what callers hear of them, in every channel's words.

GET  /api/requests/{number}

The answer has `finding`: `found`, `not_found` (404), or `mistyped` (400), whose check digit does
not fit and which is not looked up. `words` has what the person who asks is told, by language.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from aiohttp import web

from ivr.flow.telling import Finding, RequestTold, full_form

_STATUS: Final[Mapping[Finding, int]] = {
    Finding.FOUND: 200,
    Finding.NOT_FOUND: 404,
    Finding.MISTYPED: 400,
}
_ERROR: Final[Mapping[Finding, str]] = {
    Finding.NOT_FOUND: "no request has this number",
    Finding.MISTYPED: "this is not a request number: its check digit does not fit",
}


class Requests(Protocol):
    """The composition root implements it."""

    async def tell(self, number: str) -> RequestTold:
        """Return what is told of the request.

        Raises:
            DeskRefusal: 503, the records cannot be read.
        """
        ...


class RequestApi:
    """Routes requests to `Requests`."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes, for the desk's application."""
        return [web.get("/api/requests/{number}", self._tell)]

    async def _tell(self, request: web.Request) -> web.Response:
        told = await self._requests.tell(request.match_info["number"])
        error = _ERROR.get(told.finding)
        answer = full_form(told) | ({} if error is None else {"error": error})
        # An outcome is personal data: nothing on the way keeps it.
        headers = {"Cache-Control": "no-store"}
        return web.json_response(answer, status=_STATUS[told.finding], headers=headers)

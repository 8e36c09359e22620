"""The part of the desk's API that takes what test calls came to.

POST /api/dialtests     {"results": [{"number", "alias", "flow", "passed", "reason", "prompt",
                                     "answered_s", "speech_s"}, ...]}
"""

from collections.abc import Callable, Sequence

from aiohttp import web

from agent_desk import requests
from ivr.flow.number_events import DialTested


class NumberApi:
    """Puts results on record.

    Args:
        record: takes each of them.
    """

    def __init__(self, record: Callable[[DialTested], None]) -> None:
        self._record = record

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes, for the desk's application."""
        return [web.post("/api/dialtests", self._dial_tests)]

    async def _dial_tests(self, request: web.Request) -> web.Response:
        body = requests.DialTests.model_validate_json(await request.read() or b"{}")
        for result in body.results:
            self._record(DialTested(**result.model_dump()))
        return web.json_response({"recorded": len(body.results)})

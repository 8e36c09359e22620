"""The page over HTTP. Whatever comes, the answer is a page in plain words, or JSON.

GET  /status?number=NUMBER&lang=TAG   the form, and with a number what is told of the request
GET  /status/{number}                 the same

200 found, 400 mistyped, 404 no such request or address, 405 not a GET, 429 asked too often, 500,
503 the records are away. JSON is what `Accept: application/json` gets.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import ceil
from typing import Any, Final, Protocol

import structlog
from aiohttp import web

from db.errors import StoreError
from hotline.public.asking import Networks, asker, chosen_language, wants_json
from hotline.public.limits import Limits
from hotline.public.pages import HEADERS, Shown, status_page
from ivr.flow.city import StatusPage
from ivr.flow.profile import Profile
from ivr.flow.request_number import as_keyed, is_request_number
from ivr.flow.telling import Finding, RequestTold

log = structlog.get_logger()

LOOKUP_S: Final = 5.0
"""How long the records are waited for."""
_HTTP: Final = {Finding.FOUND: 200, Finding.NOT_FOUND: 404, Finding.MISTYPED: 400}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_Tell = Callable[[str], Awaitable[RequestTold]]


class City(Protocol):
    """What is served now."""

    @property
    def served(self) -> tuple[Profile, StatusPage]:
        """The city, and the texts of its page."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What is answered: the HTTP status, what the page shows, and what JSON has beside it."""

    status: int
    shown: Shown
    form: dict[str, Any]
    retry_s: float = 0.0


class StatusSite:
    """Answers citizens. `tell` looks a number up; `proxies` are believed about who asks."""

    def __init__(self, city: City, tell: _Tell, *, limits: Limits, proxies: Networks = ()) -> None:
        self._city = city
        self._tell = tell
        self._limits = limits
        self._proxies = proxies
        self.app = web.Application(middlewares=[self._guard])
        self.app.add_routes(
            [
                web.get("/status", self._ask, allow_head=False),
                web.get("/status/{number}", self._ask, allow_head=False),
            ]
        )

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Turn whatever goes wrong into words."""
        try:
            return await handler(request)
        except web.HTTPException as error:
            _, page = self._city.served
            words = page.nothing_here[self._language(request)]
            answer = self._respond(request, _notice(error.status, "nothing_here", words))
            if "Allow" in error.headers:
                answer.headers["Allow"] = error.headers["Allow"]
            return answer
        except Exception:
            log.exception("status_page_failed")
            return self._respond(request, self._away(request, 500))

    async def _ask(self, request: web.Request) -> web.Response:
        asked = request.match_info.get("number", request.query.get("number", "")).strip()
        answer = await self._answer(request, asked) if asked else _FORM
        return self._respond(request, answer)

    async def _answer(self, request: web.Request, asked: str) -> _Answer:
        language = self._language(request)
        if is_request_number(as_keyed(asked)):
            forwarded = ",".join(request.headers.getall("X-Forwarded-For", []))
            address = asker(request.remote or "", forwarded, self._proxies)
            if wait_s := self._limits.take(address):
                log.warning("status_page_busy", number=as_keyed(asked))
                _, page = self._city.served
                return _notice(429, "busy", page.busy[language], number=asked, retry_s=wait_s)
        try:
            told = await asyncio.wait_for(self._tell(asked), LOOKUP_S)
        except (StoreError, TimeoutError) as error:
            log.warning("status_page_away", error=str(error) or "the records do not answer")
            return self._away(request, 503, number=asked)
        log.info("status_page_told", number=told.number, finding=told.finding.value)
        words = told.words.get(language, "")
        is_found = told.finding is Finding.FOUND
        return _Answer(
            status=_HTTP[told.finding],
            shown=Shown(words=words, number=asked, is_answer=is_found, is_wrong=not is_found),
            form=_public_form(told) | {"words": words},
        )

    def _away(self, request: web.Request, status: int, *, number: str = "") -> _Answer:
        _, page = self._city.served
        return _notice(status, "away", page.away[self._language(request)], number=number)

    def _language(self, request: web.Request) -> str:
        profile, _ = self._city.served
        accepted = request.headers.get("Accept-Language", "")
        return chosen_language(request.query.get("lang", ""), accepted, profile.first_line)

    def _respond(self, request: web.Request, answer: _Answer) -> web.Response:
        profile, page = self._city.served
        language = self._language(request)
        headers = {**HEADERS, "Content-Language": language}
        if answer.retry_s:
            headers["Retry-After"] = str(ceil(answer.retry_s))
        if wants_json(request.headers.get("Accept", "")):
            form = {**answer.form, "language": language}
            return web.json_response(form, status=answer.status, headers=headers)
        return web.Response(
            text=status_page(profile, page, language, answer.shown),
            status=answer.status,
            headers=headers,
            content_type="text/html",
            charset="utf-8",
        )


_FORM: Final = _Answer(status=200, shown=Shown(), form={"finding": "nothing_asked", "words": ""})


def _notice(
    status: int, finding: str, words: str, *, number: str = "", retry_s: float = 0.0
) -> _Answer:
    return _Answer(
        status=status,
        shown=Shown(words=words, number=number),
        form={"finding": finding, "words": words},
        retry_s=retry_s,
    )


def _public_form(told: RequestTold) -> dict[str, Any]:
    """Return what programs of citizens get beside the words."""
    request = told.request
    form: dict[str, Any] = {"number": told.number, "finding": told.finding.value}
    if request is not None:
        due_on = request.due_on
        form |= {
            "status": request.status,
            "updated_on": request.updated_on.isoformat(),
            "due_on": None if due_on is None else due_on.isoformat(),
            "is_late": told.is_late,
        }
    return form

"""The desk's HTTP API: JSON over loopback, guarded by a bearer token.

    GET  /health                          is the process alive        (open)
    GET  /ready                           can it take calls           (open; 503 when not)
    GET  /api/agents                      everyone's status and state
    POST /api/agents/{agent}/login|logout|pause|resume|extend
    GET  /api/agents/{agent}/call         the screen pop
    GET  /api/calls, /api/calls/{call}    calls in progress
    POST /api/calls/{call}/consult|transfer {agent_id, queue|agent|destination|number}
    POST /api/calls/{call}/complete|conference|retrieve    what becomes of the consult
    POST /api/calls/{call}/language|interpreter|handover|release|emergency|note|intake

Errors are `{"error": sentence}` with 400 (malformed), 401 (token), 403 (right), 404, 405 (method),
409, 413 (body over 64 KiB), 422 (files), 500 or 503 (records).
"""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import structlog
from aiohttp import web
from pydantic import BaseModel, ValidationError

from agent_desk import requests
from agent_desk.port import Desk, DeskRefusal

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
B = TypeVar("B", bound=BaseModel)
_MAX_BODY = 64 * 1024


def _refuse(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


def _guard(token: str) -> Any:
    expected = f"Bearer {token}".encode()

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/api/"):
            given = request.headers.get("Authorization", "").encode("utf-8", "replace")
            if not hmac.compare_digest(given, expected):
                return _refuse(401, "missing or wrong token")
        try:
            return await handler(request)
        except DeskRefusal as refusal:
            return _refuse(refusal.status, str(refusal))
        except ValidationError as error:
            told = "; ".join(
                f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in error.errors()
            )
            return _refuse(400, told)
        except web.HTTPException as error:
            # No such address, wrong method, too large a body: said by the web framework.
            return _refuse(error.status, error.reason.lower())
        except Exception:
            structlog.get_logger().exception("desk_request_failed", method=request.method)
            return _refuse(500, "a fault of the service; its log says more")

    return guard


async def _body(request: web.Request, model: type[B]) -> B:
    return model.model_validate_json(await request.read() or b"{}")


class DeskApi:
    """Routes requests to a `Desk`; `routes` are those of others behind the same guard."""

    def __init__(self, desk: Desk, *, token: str, routes: Sequence[web.RouteDef] = ()) -> None:
        self._desk = desk
        self.app = web.Application(middlewares=[_guard(token)], client_max_size=_MAX_BODY)
        self.app.add_routes(
            [
                web.get("/health", self._health),
                web.get("/ready", self._ready),
                web.get("/api/agents", self._agents),
                web.get("/api/agents/{agent}/call", self._agent_call),
                web.post(
                    "/api/agents/{agent}/{act:login|logout|pause|resume|extend}", self._agent_act
                ),
                web.get("/api/calls", self._calls),
                web.get("/api/calls/{call}", self._call),
                web.post("/api/calls/{call}/language", self._language),
                web.post("/api/calls/{call}/interpreter", self._interpreter),
                web.post("/api/calls/{call}/handover", self._handover),
                web.post("/api/calls/{call}/consult", self._consult),
                web.post("/api/calls/{call}/{act:complete|conference|retrieve}", self._consulted),
                web.post("/api/calls/{call}/transfer", self._transfer),
                web.post("/api/calls/{call}/release", self._release),
                web.post("/api/calls/{call}/emergency", self._emergency),
                web.post("/api/calls/{call}/note", self._note),
                web.post("/api/calls/{call}/intake", self._intake),
                *routes,
            ]
        )

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        health = await self._desk.health()
        return web.json_response(dict(health), status=200 if health["ready"] else 503)

    async def _agents(self, _request: web.Request) -> web.Response:
        return web.json_response({"agents": list(await self._desk.agents())})

    async def _agent_call(self, request: web.Request) -> web.Response:
        return web.json_response(dict(await self._desk.agent_call(request.match_info["agent"])))

    async def _agent_act(self, request: web.Request) -> web.Response:
        agent = request.match_info["agent"]
        told: dict[str, Any] = {"done": True}
        match request.match_info["act"]:
            case "login":
                device = (await _body(request, requests.Login)).device
                told["device"] = await self._desk.login(agent, device)
            case "logout":
                await self._desk.logout(agent)
            case "pause":
                await self._desk.pause(agent, (await _body(request, requests.Pause)).reason)
            case "extend":
                told["until"] = await self._desk.extend_wrap_up(agent)
            case _:
                await self._desk.resume(agent)
        return web.json_response(told)

    async def _calls(self, _request: web.Request) -> web.Response:
        return web.json_response({"calls": [dict(c) for c in await self._desk.calls()]})

    async def _call(self, request: web.Request) -> web.Response:
        return web.json_response(dict(await self._desk.call(request.match_info["call"])))

    async def _language(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.Language)
        await self._desk.set_language(request.match_info["call"], body.agent_id, body.language)
        return web.json_response({"done": True})

    async def _interpreter(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.Interpreter)
        await self._desk.interpreter(
            request.match_info["call"], body.agent_id, body.language, body.additional
        )
        return web.json_response({"done": True})

    async def _handover(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.Handover)
        await self._desk.handover(request.match_info["call"], body.agent_id, body.queue)
        return web.json_response({"done": True})

    async def _consult(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.BringIn)
        await self._desk.consult(request.match_info["call"], body.agent_id, body.target)
        return web.json_response({"done": True})

    async def _consulted(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.EndConsult)
        act = {
            "complete": self._desk.complete,
            "conference": self._desk.conference,
            "retrieve": self._desk.retrieve,
        }[request.match_info["act"]]
        await act(request.match_info["call"], body.agent_id)
        return web.json_response({"done": True})

    async def _transfer(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.BringIn)
        await self._desk.transfer(request.match_info["call"], body.agent_id, body.target)
        return web.json_response({"done": True})

    async def _release(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.Release)
        await self._desk.release(request.match_info["call"], body.agent_id)
        return web.json_response({"done": True})

    async def _emergency(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.Emergency)
        await self._desk.emergency(request.match_info["call"], body.agent_id)
        return web.json_response({"done": True})

    async def _note(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.Note)
        await self._desk.note(request.match_info["call"], body.agent_id, body.text)
        return web.json_response({"done": True})

    async def _intake(self, request: web.Request) -> web.Response:
        body = await _body(request, requests.Intake)
        serial = await self._desk.intake(
            request.match_info["call"], body.agent_id, body.model_dump(exclude={"agent_id"})
        )
        return web.json_response({"serial": serial})

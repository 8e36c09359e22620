"""The desk's API over a real HTTP server, with a desk that remembers."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web

from acd.consults.messages import Target, TargetKind
from agent_desk.api import DeskApi
from agent_desk.port import DeskRefusal

TOKEN = "the-token"
ACTS = ("language", "interpreter", "handover", "release", "emergency", "note", "intake")


class Desk:
    """Says yes to everything but what is told to refuse."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.fault: Exception | None = None
        self.ready = True

    async def health(self) -> Mapping[str, Any]:
        return {"ready": self.ready, "parts": {"asterisk": "ok"}}

    async def intake(self, *arguments: Any) -> str:
        await self.note("intake", *arguments)
        return "20260715-abc-0001"

    async def login(self, *arguments: Any) -> str:
        await self.__getattr__("login")(*arguments)
        return "tel"

    async def extend_wrap_up(self, *arguments: Any) -> float:
        await self.__getattr__("extend_wrap_up")(*arguments)
        return 5.0

    async def agents(self) -> list[dict[str, str]]:
        return [{"agent_id": "1001", "status": "available"}]

    async def calls(self) -> list[dict[str, str]]:
        return [{"call_id": "call-1"}]

    def __getattr__(self, name: str) -> Any:
        async def ask(*arguments: Any) -> dict[str, str]:
            if self.fault is not None:
                raise self.fault
            self.asked.append((name, *arguments))
            return {"asked": name}

        return ask


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest_asyncio.fixture
async def port(desk: Desk) -> AsyncIterator[int]:
    runner = web.AppRunner(DeskApi(desk, token=TOKEN).app, access_log=None)  # type: ignore[arg-type]
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


class Client:
    def __init__(self, session: ClientSession, base: str) -> None:
        self._session, self._base = session, base

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        token: str = TOKEN,
    ) -> tuple[int, Any]:
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self._session.request(
            method, self._base + path, data=data, headers=headers
        ) as answer:
            assert answer.content_type == "application/json"
            return answer.status, await answer.json()


@pytest_asyncio.fixture
async def client(port: int) -> AsyncIterator[Client]:
    async with ClientSession() as session:
        yield Client(session, f"http://127.0.0.1:{port}")


# --- who may ask ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/health", "/ready"])
async def test_health_is_open(client: Client, path: str) -> None:
    status, _ = await client.send("GET", path, token="")
    assert status == 200


async def test_a_service_that_is_not_ready_says_503(client: Client, desk: Desk) -> None:
    desk.ready = False
    status, answer = await client.send("GET", "/ready", token="")
    assert (status, answer["ready"]) == (503, False)


@pytest.mark.parametrize("token", ["", "wrong", "the-toke", "the-token ", "TÖKEN", TOKEN.upper()])
@pytest.mark.parametrize("path", ["/api/agents", "/api/nothing", "/api/"])
async def test_everything_else_needs_the_token(client: Client, token: str, path: str) -> None:
    status, answer = await client.send("GET", path, token=token.rstrip())
    if token.rstrip() == TOKEN:
        assert status != 401
    else:
        assert (status, answer) == (401, {"error": "missing or wrong token"})


# --- what can be asked ---------------------------------------------------------------------------


async def test_what_can_be_read(client: Client) -> None:
    assert (await client.send("GET", "/api/agents"))[1]["agents"][0]["agent_id"] == "1001"
    assert (await client.send("GET", "/api/calls"))[1] == {"calls": [{"call_id": "call-1"}]}
    assert (await client.send("GET", "/api/calls/call-1"))[1] == {"asked": "call"}
    assert (await client.send("GET", "/api/agents/1001/call"))[1] == {"asked": "agent_call"}


@pytest.mark.parametrize(
    ("path", "body", "asked"),
    [
        ("agents/1001/login", None, ("login", "1001", None)),
        ("agents/1001/login", {"device": "x"}, ("login", "1001", "x")),
        ("agents/1001/logout", None, ("logout", "1001")),
        ("agents/1001/pause", {"reason": " tea "}, ("pause", "1001", "tea")),
        ("agents/1001/pause", None, ("pause", "1001", "unspecified")),
        ("agents/1001/resume", {}, ("resume", "1001")),
        ("agents/1001/extend", {}, ("extend_wrap_up", "1001")),
        (
            "calls/call-1/language",
            {"agent_id": "1001", "language": "zh-Hant"},
            ("set_language", "call-1", "1001", "zh-Hant"),
        ),
        (
            "calls/call-1/interpreter",
            {"agent_id": "1001", "language": "fr"},
            ("interpreter", "call-1", "1001", "fr", False),
        ),
        (
            "calls/call-1/handover",
            {"agent_id": "1001", "queue": "general"},
            ("handover", "call-1", "1001", "general"),
        ),
        (
            "calls/call-1/consult",
            {"agent_id": "1001", "destination": "31"},
            ("consult", "call-1", "1001", Target(kind=TargetKind.DESTINATION, name="31")),
        ),
        (
            "calls/call-1/transfer",
            {"agent_id": "1001", "number": "+12125550199"},
            ("transfer", "call-1", "1001", Target(kind=TargetKind.NUMBER, number="+12125550199")),
        ),
        ("calls/call-1/complete", {"agent_id": "1001"}, ("complete", "call-1", "1001")),
        ("calls/call-1/conference", {"agent_id": "1001"}, ("conference", "call-1", "1001")),
        ("calls/call-1/retrieve", {"agent_id": "1001"}, ("retrieve", "call-1", "1001")),
        ("calls/call-1/release", {"agent_id": "2001"}, ("release", "call-1", "2001")),
        (
            "calls/call-1/note",
            {"agent_id": "1001", "text": "ça va\nbien"},
            ("note", "call-1", "1001", "ça va\nbien"),
        ),
    ],
)
async def test_what_can_be_done(
    client: Client, desk: Desk, path: str, body: Any, asked: tuple[Any, ...]
) -> None:
    status, answer = await client.send("POST", f"/api/{path}", body)
    assert (status, answer["done"]) == (200, True)
    assert desk.asked == [asked]


async def test_an_intake_gets_a_serial(client: Client, desk: Desk) -> None:
    body = {"agent_id": "1001", "need": "heat", "contact_type": "complaint"}
    status, answer = await client.send("POST", "/api/calls/call-1/intake", body)
    assert (status, answer) == (200, {"serial": "20260715-abc-0001"})


@pytest.mark.parametrize(
    ("path", "agent"),
    [
        ("/api/agents/a%20b%2Fc/logout", "a b/c"),
        ("/api/agents/%C3%A9va/logout", "éva"),
        ("/api/agents/%3Cx%3E/logout", "<x>"),
    ],
)
async def test_ids_may_be_percent_encoded(port: int, desk: Desk, path: str, agent: str) -> None:
    status, _ = await plain(port, f"POST {path} HTTP/1.1".encode())
    assert status == 200
    assert desk.asked == [("logout", agent)]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 409])
async def test_what_the_desk_refuses_is_told(client: Client, desk: Desk, status: int) -> None:
    desk.fault = DeskRefusal("there is no agent 9", status=status)
    answer = await client.send("POST", "/api/agents/9/login")
    assert answer == (status, {"error": "there is no agent 9"})


async def test_a_fault_is_told_without_its_inside(client: Client, desk: Desk) -> None:
    desk.fault = RuntimeError("number 2125550100")
    status, answer = await client.send("POST", "/api/agents/1001/login")
    assert status == 500
    assert "2125550100" not in answer["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/", 404),
        ("POST", "/api/agents/1001/fly", 404),
        ("POST", "/api/agents", 405),
        ("GET", "/api/agents/1001/login", 405),
        ("DELETE", "/health", 405),
    ],
)
async def test_an_address_that_is_not_there_is_told(
    client: Client, method: str, path: str, status: int
) -> None:
    code, answer = await client.send(method, path)
    assert code == status
    assert set(answer) == {"error"}


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"agent_id": "\xe9"}',
        b'{"agent_id": 7}',
        b'{"agent_id": "\\ud800"}',
        b"[" * 20_000,
    ],
)
@pytest.mark.parametrize("act", ACTS)
async def test_a_body_that_is_not_understood_is_told(
    client: Client, desk: Desk, act: str, raw: bytes
) -> None:
    status, answer = await client.send("POST", f"/api/calls/call-1/{act}", raw=raw)
    assert status == 400
    assert answer["error"]
    assert desk.asked == []


@pytest.mark.parametrize(
    ("act", "body", "told"),
    [
        ("note", {"agent_id": "1001", "text": "x", "colour": "red"}, "colour"),
        ("note", {"agent_id": "1001", "text": "   "}, "text"),
        ("note", {"agent_id": "1001"}, "text"),
        ("note", {"agent_id": "1001", "text": "x" * 4001}, "text"),
        ("language", {"agent_id": "1001", "language": "French"}, "language"),
        ("language", {"agent_id": "1001", "language": "fr\n"}, "language"),
        ("handover", {"queue": "general"}, "agent_id"),
        ("consult", {"agent_id": "1001"}, "give one of queue, agent, destination, number"),
        ("consult", {"agent_id": "1001", "queue": "a", "agent": "b"}, "give one of"),
        ("transfer", {"agent_id": "1001", "number": "555&PJSIP/x"}, "number"),
        ("transfer", {"agent_id": "1001", "number": "5@evil"}, "number"),
        ("intake", {"agent_id": "1001", "need": "x", "contact_type": "rant"}, "contact_type"),
    ],
)
async def test_a_field_that_is_wrong_is_named(
    client: Client, desk: Desk, act: str, body: Any, told: str
) -> None:
    status, answer = await client.send("POST", f"/api/calls/call-1/{act}", body)
    assert status == 400
    assert told in answer["error"]
    assert desk.asked == []


async def test_a_body_that_is_too_large_is_refused(client: Client, desk: Desk) -> None:
    body = {"agent_id": "1001", "text": "x" * 70_000}
    status, answer = await client.send("POST", "/api/calls/call-1/note", body)
    assert status == 413
    assert answer["error"]
    assert desk.asked == []


# --- what is no HTTP -----------------------------------------------------------------------------


async def plain(port: int, request_line: bytes) -> tuple[int, bytes]:
    """Send a request as bytes; return the status and the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n\r\n"
    writer.write(request_line + head.encode())
    await writer.drain()
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    status = int(answer.split(b" ", 2)[1])
    return status, answer.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    "line",
    [
        b"POST /api/agents/\xe9va/login HTTP/1.1",
        b"POST /api/agents/%E9va/login HTTP/1.1",
        b"GET /api/agents/%00/call HTTP/1.1",
        b"GET /api/agents/%zz/call HTTP/1.1",
    ],
)
async def test_bytes_of_another_encoding_are_survived(port: int, desk: Desk, line: bytes) -> None:
    status, body = await plain(port, line)
    assert status in (200, 400, 404)
    assert b"Traceback" not in body


@pytest.mark.parametrize("garbage", [b"\x00\xff" * 40, b"agi_network: yes\n\n", b"GET\r\n\r\n"])
async def test_garbage_disturbs_nobody(client: Client, port: int, garbage: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(garbage)
        half = socket.create_connection(("127.0.0.1", port))
        half.sendall(b"POST /api/agents/1001/log")
        assert (await client.send("GET", "/health"))[0] == 200
        half.close()

"""`hotline agent ...` against the API on a real engine."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from agent_desk.knowledge_api import KnowledgeApi
from hotline.desk.knowledge import KnowledgeDesk
from tests.hotline.bench import CITY, Bench
from tests.hotline.terminal import Terminal, open_terminal, run


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def terminal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Terminal]:
    def routes(bench: Bench) -> Iterable[web.RouteDef]:
        return KnowledgeApi(KnowledgeDesk(bench.engine, clock=bench.clock)).routes()

    async with open_terminal(tmp_path_factory.mktemp("desk"), routes) as opened:
        yield opened


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_each_act_says_one_sentence_or_json(terminal: Terminal) -> None:
    """In the order of a shift."""
    acts = [
        (("login", "1003"), "1003 is logged in at agent1003.\n"),
        (("pause", "1003", "--reason", "tea"), "1003 is paused: tea.\n"),
        (("resume", "1003"), "1003 takes calls.\n"),
        (("logout", "1003"), "1003 is logged out.\n"),
        (("note", "1001", "no heat"), "Noted.\n"),
        (("inquiry", "c1", "Heat", "--district", "North"), "Noted under heat.\n"),
        (("interpreter", "1001", "fr"), "Looking for fr.\n"),
        (("consult", "1001", "--destination", "parks"), "Calling; the caller hears music.\n"),
        (("retrieve", "1001"), "The caller is back.\n"),
        (("handover", "1001", "general"), "The caller goes to general.\n"),
    ]
    for words, said in acts:
        assert await terminal.type("agent", *words) == (0, said, "")
    code, out, _ = await terminal.type("agent", "login", "1003", "--json")
    assert (code, json.loads(out)) == (0, {"done": True, "device": "agent1003"})
    code, out, _ = await terminal.type("agent", "intake", "1001", "--need", "heat", "--json")
    assert (code, set(json.loads(out))) == (0, {"serial"})
    code, out, _ = await terminal.type("agent", "pop", "1001")
    assert (code, json.loads(out)["call_id"]) == (0, "c1")
    code, out, _ = await terminal.type("agent", "list")
    assert (code, len(out.splitlines())) == (0, 5)
    code, out, _ = await terminal.type("agent", "list", "--json")
    assert (code, len(json.loads(out)["agents"])) == (0, 5)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("login", "9999"), "9999"),
        (("login", "a/b?c é"), "a/b?c é"),
        (("pause", "1002"), "agent 1002 is not logged in"),
        (("pop", "1002"), "agent 1002 has no call"),
        (("handover", "1001", "nowhere"), "there is no queue nowhere"),
        (("language", "1001", "French"), "language"),
        (("conference", "1001"), "agent 1001 consults nobody"),
        (("consult", "1001", "--agent", "1002"), "handed over already"),
        (("transfer", "1001", "--number", "not-a-number"), "number"),
        (("note", "1001", "  "), "text"),
        (("inquiry", "c1", "heet", "--as", "1001"), "did you mean 'heat'?"),
    ],
)
async def test_what_cannot_be_done_is_one_sentence_and_status_1(
    terminal: Terminal, words: tuple[str, ...], told: str
) -> None:
    code, out, err = await terminal.type("agent", *words)
    assert (code, out) == (1, "")
    assert told in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("fly",),
        ("login",),
        ("intake", "1001"),
        ("login", "1001", "--nope"),
        ("consult", "1001"),
        ("transfer", "1001", "--queue", "a", "--agent", "b"),
    ],
)
async def test_wrong_usage_is_status_2(terminal: Terminal, words: tuple[str, ...]) -> None:
    code, _, _ = await terminal.type("agent", *words)
    assert code == 2


async def test_no_proxy_gets_to_see_the_token(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    code, _, _ = await terminal.type("agent", "list")
    assert code == 0


@pytest.mark.parametrize("answer", [None, b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\n\r\nhi"])
async def test_a_port_where_the_service_is_not_is_told(
    terminal: Terminal, tmp_path: Path, answer: bytes | None
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer or b"")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    if answer is None:
        server.close()
    config = tmp_path / "hotline.yaml"
    config.write_text(f"city: {CITY}\nports: {{desk: {port}}}\n")
    code, out, err = await asyncio.to_thread(run, config, ("agent", "list"))
    server.close()
    assert (code, out) == (1, "")
    assert err.startswith("hotline: ")
    assert len(err.splitlines()) == 1

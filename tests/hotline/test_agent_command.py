"""`hotline agent ...` against the API on a real engine."""

import asyncio
import contextlib
import io
import json
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from agent_desk.api import DeskApi
from agent_desk.knowledge_api import KnowledgeApi
from hotline.cli import main
from hotline.desk.knowledge import KnowledgeDesk
from hotline.settings import CONFIG_VARIABLE, load_settings
from tests.hotline.bench import CITY, Bench


class Terminal:
    """Runs the command and the engine beside each other."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.bench = Bench()
        self.bench.login("1001")
        self.bench.talk("1001")

    async def type(self, *words: str) -> tuple[int, str, str]:
        """Run the command in a thread, while the loop serves what it asks for."""
        return await asyncio.to_thread(run, self.config, words)


def run(config: Path, words: tuple[str, ...]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setenv(CONFIG_VARIABLE, "")
        patch.setattr(sys, "argv", ["hotline", "--config", str(config), *words])
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def terminal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Terminal]:
    folder = tmp_path_factory.mktemp("desk")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    config = folder / "hotline.yaml"
    config.write_text(f"city: {CITY}\nstate_dir: .\nports: {{desk: {port}}}\n")
    terminal = Terminal(config)
    token = load_settings(config).secrets().desk
    running = asyncio.create_task(terminal.bench.engine.run())
    asked = KnowledgeApi(KnowledgeDesk(terminal.bench.engine, clock=terminal.bench.clock))
    desk = DeskApi(terminal.bench.desk, token=token, routes=asked.routes())
    runner = web.AppRunner(desk.app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield terminal
    await runner.cleanup()
    running.cancel()


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

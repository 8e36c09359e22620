"""`hotline ...` typed beside a running engine, whose API it asks."""

import asyncio
import contextlib
import io
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from agent_desk.api import DeskApi
from hotline.cli import main
from hotline.settings import CONFIG_VARIABLE, load_settings
from tests.hotline.bench import CITY, Bench


class Terminal:
    """Runs the command and the engine beside each other; 1001 talks with the caller of c1."""

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


@asynccontextmanager
async def open_terminal(
    folder: Path, routes: Callable[[Bench], Iterable[web.RouteDef]]
) -> AsyncIterator[Terminal]:
    """A terminal whose engine answers the desk's own routes and these."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    config = folder / "hotline.yaml"
    config.write_text(f"city: {CITY}\nstate_dir: .\nports: {{desk: {port}}}\n")
    terminal = Terminal(config)
    token = load_settings(config).secrets().desk
    running = asyncio.create_task(terminal.bench.engine.run())
    desk = DeskApi(terminal.bench.desk, token=token, routes=tuple(routes(terminal.bench)))
    runner = web.AppRunner(desk.app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield terminal
    await runner.cleanup()
    running.cancel()

"""The controller as its own process, as it runs in production."""

import asyncio
import contextlib
import json
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hotline.errors import StartupError
from hotline.settings import Settings

# Whatever proxy the environment names, loopback is not reached through it.
_LOOPBACK = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_BOOT_S = 90.0
_STOP_S = 20.0


def is_ready(settings: Settings) -> bool:
    """Whether the controller says that it can take calls."""
    url = f"http://127.0.0.1:{settings.ports.desk}/ready"
    try:
        with _LOOPBACK.open(url, timeout=2) as response:
            return bool(json.load(response)["ready"])
    except (OSError, ValueError, urllib.error.URLError):
        return False


@asynccontextmanager
async def controller(
    settings: Settings, *, config: Path, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `hotline run` until the block ends.

    Raises:
        StartupError: it stopped or did not become ready; the last lines of its log are told.
    """
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hotline", "--config", str(config), "run"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        await _await_ready(process, settings, log)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(settings.drain_s + _STOP_S):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def _await_ready(process: asyncio.subprocess.Process, settings: Settings, log: Path) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_BOOT_S):
            while process.returncode is None:
                if await asyncio.to_thread(is_ready, settings):
                    return
                await asyncio.sleep(0.1)
    last = (await asyncio.to_thread(log.read_text, "utf-8", "replace")).splitlines()[-3:]
    raise StartupError("the controller did not become ready: " + " | ".join(last))

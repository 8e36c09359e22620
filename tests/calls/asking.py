"""A caller who waits in vain and asks to be called back, on real telephones."""

import asyncio
import time
from collections.abc import Callable

from hotline.demo.stage import Stage


async def until(met: Callable[[], bool], timeout_s: float = 40) -> None:
    """Ask the records again and again."""
    end = time.monotonic() + timeout_s
    while not met():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.2)


async def ask_to_be_called(stage: Stage, caller: str) -> None:
    """Wait in vain (the one agent is paused), ask for a callback, hang up."""
    await stage.staff("1001")
    await stage.ask("POST", "/api/agents/1001/pause", {"reason": "break"})
    call = await stage.call_city(caller=caller)
    await call.hears_prompt(stage.prompt("main.welcome", "en"), timeout_s=20)
    await call.send_keys("1")
    await call.send_keys("0")
    await call.hears_prompt(stage.prompt("main.call_back.confirm.1", "en"), timeout_s=30)
    await call.send_keys("1")
    await call.hears_prompt(stage.prompt("main.call_back.booked", "en"), timeout_s=20)
    call.hang_up()
    await call.ended(timeout_s=20)

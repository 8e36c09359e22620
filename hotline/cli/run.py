"""`hotline run`: the controller, until it is told to stop."""

import asyncio
import gc
import signal
import sys
from typing import Final

import click
import structlog

from hotline.settings import Settings

_SWITCH_INTERVAL_S: Final = 0.0005


@click.command()
@click.option(
    "--demo",
    "with_demo",
    is_flag=True,
    help="Start Asterisk too, and say how to register and dial.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
)
@click.option("--pretty", is_flag=True, help="Logs for people instead of JSON.")
def run(with_demo: bool, log_level: str, pretty: bool) -> None:
    """Answer the city's calls until SIGINT or SIGTERM."""
    from hotline import logs
    from hotline.settings import load_settings

    logs.configure(log_level, pretty=pretty)
    settings = load_settings()
    if with_demo:
        from hotline.demo.keep_open import keep_open

        keep_open(settings)
        return
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from hotline.startup import run_service

    # Each packet sent gives the interpreter away; the thread that writes records would then keep
    # it for 5 ms, the default, while a caller waits for the answer.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    log = structlog.get_logger()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with run_service(settings, progress=lambda part: log.info("starting", part=part)):
        # What is there now stays: a collection that looks through all of it would keep callers
        # waiting for tens of milliseconds.
        gc.collect()
        gc.freeze()
        log.info("ready", sip_port=settings.ports.sip, desk_port=settings.ports.desk)
        await stop.wait()
        log.info("stopping", drain_s=settings.drain_s)

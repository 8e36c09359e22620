"""`hotline public`: the page on which citizens look up a request, until it is told to stop."""

import asyncio
import signal

import click
import structlog

from hotline.settings import Settings


@click.command()
def public() -> None:
    """Serve the page on which citizens look up a request, until SIGINT or SIGTERM.

    It reads the records of this machine; the service itself runs without it, and it without the
    service.
    """
    from hotline import logs
    from hotline.settings import load_settings

    logs.configure()
    asyncio.run(_serve(load_settings()))


async def _serve(settings: Settings) -> None:
    from hotline.public.serving import serve_page

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serve_page(settings) as address:
        structlog.get_logger().info("ready", address=address)
        await stop.wait()

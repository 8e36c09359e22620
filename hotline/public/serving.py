"""Runs the page beside the service: the records, the city, and the port."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from db.store import Store
from hotline.clock import Clock
from hotline.errors import SettingsError, StartupError
from hotline.public.city import ServedCity
from hotline.public.limits import Limits
from hotline.public.site import StatusSite
from hotline.settings import Settings
from hotline.telling import Teller

_CLOSES_S = 2.0
_KEPT_OPEN_S = 15.0


@asynccontextmanager
async def serve_page(settings: Settings) -> AsyncIterator[str]:
    """Serve the page; yield where it answers.

    Raises:
        SettingsError: the settings have no `public`.
        StartupError: the port is taken, or the city has no texts for the page.
        SourceErrors: nothing was published yet, and the city's files are not valid.
        StoreError: the records cannot be read.
    """
    public = settings.public
    if public is None:
        raise SettingsError("there is no page: the settings have no `public: {port: ...}`")
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(Store.open(settings.database_url, create=False))
        city = ServedCity(settings, store)
        await asyncio.to_thread(city.load)
        stack.callback(asyncio.create_task(city.follow(), name="city").cancel)
        teller = Teller(store, profile=lambda: city.served[0], clock=Clock())
        limits = Limits(
            per_minute=public.per_minute,
            per_minute_overall=public.per_minute_overall,
            clock=time.monotonic,
        )
        site = StatusSite(city, teller.tell, limits=limits, proxies=public.proxies)
        runner = web.AppRunner(
            site.app, access_log=None, shutdown_timeout=_CLOSES_S, keepalive_timeout=_KEPT_OPEN_S
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, str(public.bind), public.port).start()
        except OSError as error:
            await runner.cleanup()
            raise StartupError(
                f"port {public.port} (public.port) cannot be used at {public.bind}: {error}"
            ) from error
        try:
            yield f"http://{public.bind}:{public.port}/status"
        finally:
            await runner.cleanup()

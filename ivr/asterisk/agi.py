"""The FastAGI server: a session for every call that the dialplan hands over.

Nobody's bad connection harms anybody else's call: headers have a size and a time limit, and the
number of connections that have not yet said what they are is bounded.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

import structlog
from panoramisk import fast_agi

from ivr.asterisk.agi_request import parse_headers, request_of
from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.agi_wire import AgiWire
from ivr.asterisk.errors import AgiHangup, AgiTimeout
from ivr.asterisk.listening import listen, port_of

Route: TypeAlias = Callable[[AgiSession], Awaitable[None]]

MAX_HEADER_BYTES: Final = 64 * 1024
MAX_UNIDENTIFIED: Final = 256
"""Connections without a complete header; the oldest goes when there is one more."""


class AgiServer(fast_agi.Application):  # type: ignore[misc]  # panoramisk ships no types
    """Listens for Asterisk and runs the route of each call.

    A route is found by the path of `agi://host:port/<path>?<query>`. When it returns, the
    connection is closed and the dialplan goes on. A call over `max_sessions` or without a route
    is closed at once, which the dialplan sees as a failed AGI.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        routes: Mapping[str, Route],
        header_timeout_s: float = 5.0,
        max_sessions: int | None = None,
    ) -> None:
        """Prepare; `start` listens. Port 0 takes a free one."""
        super().__init__(loop=asyncio.get_running_loop())
        self._host, self._wanted_port = host, port
        self._header_timeout_s = header_timeout_s
        self._max_sessions = max_sessions
        self._server: asyncio.Server | None = None
        self._unidentified: dict[asyncio.Task[Any], None] = {}
        self._sessions: set[asyncio.Task[Any]] = set()
        for path, route in routes.items():
            self.add_route(path.strip("/"), route)

    def add_route(self, path: str, endpoint: Route) -> None:
        """Serve `path`; any callable that returns an awaitable will do."""

        async def awaited(session: AgiSession) -> None:
            await endpoint(session)

        super().add_route(path, awaited)

    async def start(self) -> None:
        """Listen.

        Raises:
            TelephonyError: The port is taken or may not be used.
        """
        self._server = await listen(
            "FastAGI", self.handler, self._host, self._wanted_port, limit=MAX_HEADER_BYTES
        )

    @property
    def port(self) -> int:
        """The port listened on."""
        return port_of(self._server, self._wanted_port)

    @property
    def session_count(self) -> int:
        """Calls now in a route."""
        return len(self._sessions)

    async def stop(self, *, grace_s: float = 0.0) -> None:
        """Take no more calls; give running ones `grace_s`, then let them go to the dialplan."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        if self._sessions and grace_s > 0:
            await asyncio.wait(set(self._sessions), timeout=grace_s)
        remaining = [*self._unidentified, *self._sessions]
        for task in remaining:
            task.cancel()
        await asyncio.gather(*remaining, return_exceptions=True)
        await server.wait_closed()

    async def handler(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection. Nothing escapes from here but the end of the server."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("the handler runs in a task of the server")
        try:
            headers = await self._headers(task, reader)
            if headers is not None:
                await self._serve(task, headers, reader, writer)
        except asyncio.CancelledError:
            structlog.get_logger().info("agi_connection_dropped")
        finally:
            writer.close()

    async def _headers(
        self, task: "asyncio.Task[Any]", reader: asyncio.StreamReader
    ) -> dict[str, str] | None:
        """Read the headers; None from a peer that does not send them whole and in time."""
        if len(self._unidentified) >= MAX_UNIDENTIFIED:
            next(iter(self._unidentified)).cancel()
        self._unidentified[task] = None
        try:
            async with asyncio.timeout(self._header_timeout_s):
                return parse_headers(await reader.readuntil(b"\n\n"))
        except (TimeoutError, EOFError, asyncio.LimitOverrunError, OSError) as error:
            structlog.get_logger().info("agi_no_headers", reason=type(error).__name__)
            return None
        finally:
            self._unidentified.pop(task, None)

    async def _serve(
        self,
        task: "asyncio.Task[Any]",
        headers: Mapping[str, str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        request = request_of(headers)
        log = structlog.get_logger().bind(uniqueid=request.uniqueid, channel=request.channel)
        route = self._route.get(request.script)
        if route is None:
            log.error("agi_no_route")
            return
        if self._max_sessions is not None and len(self._sessions) >= self._max_sessions:
            log.error("agi_too_many_sessions", limit=self._max_sessions)
            return
        self._sessions.add(task)
        wire = AgiWire(app=self, headers=headers, reader=reader, writer=writer)
        try:
            await route(AgiSession(request=request, wire=wire))
        except AgiHangup:
            log.info("agi_caller_left")
        except AgiTimeout as error:
            log.error("agi_timed_out", reason=str(error))
        except Exception:
            log.exception("agi_route_failed")
        finally:
            self._sessions.discard(task)
            await wire.close()

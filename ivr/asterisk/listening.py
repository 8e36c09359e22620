"""How the servers that Asterisk connects to begin to listen."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from ivr.asterisk.errors import TelephonyError

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def listen(
    what: str, handler: Handler, host: str, port: int, **options: Any
) -> asyncio.Server:
    """Serve `handler` on `host:port`; `options` are those of `asyncio.start_server`.

    Raises:
        TelephonyError: the port is taken or may not be used; `what` is named in it.
    """
    try:
        return await asyncio.start_server(handler, host, port, **options)
    except OSError as error:
        raise TelephonyError(
            f"cannot listen for {what} on {host}:{port}: {error.strerror or error}"
        ) from error


def port_of(server: asyncio.Server | None, wanted: int) -> int:
    """Return the port that is listened on, or the one that will be asked for."""
    if server is None or not server.sockets:
        return wanted
    return int(server.sockets[0].getsockname()[1])

"""Whether the demo can have its ports: Asterisk that shares one with another gets its calls."""

import contextlib
import socket
from collections.abc import Iterator

from hotline.errors import StartupError
from hotline.settings import Settings

_TCP = ("ami", "agi", "audiosocket", "desk")
_TRUNK = ("emergency", "outside")


def check_ports(settings: Settings) -> None:
    """Make sure that nobody has a port that is going to be used.

    Raises:
        StartupError: with every port that is taken and the setting that chooses it.
    """
    taken = [f"{port} ({name})" for name, port, kind in _wanted(settings) if _is_taken(port, kind)]
    if taken:
        raise StartupError(
            f"ports are taken: {', '.join(taken)}. Another demo or service runs here: stop it, "
            "or give other ports in hotline.yaml"
        )


def _wanted(settings: Settings) -> Iterator[tuple[str, int, socket.SocketKind]]:
    """Yield each setting, its port and the kind of socket; RTP takes what is free in its range."""
    yield "ports.sip", settings.ports.sip, socket.SOCK_DGRAM
    for name in _TCP:
        yield f"ports.{name}", getattr(settings.ports, name), socket.SOCK_STREAM
    for name in _TRUNK:
        uri: str = getattr(settings.trunk, name)
        yield f"trunk.{name}", int(uri.rpartition(":")[2]), socket.SOCK_DGRAM
    if settings.public is not None:
        yield "public.port", settings.public.port, socket.SOCK_STREAM


def _is_taken(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # What is left of connections that have ended is in nobody's way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return False
    return True

"""Ports for the servers that tests start."""

import contextlib
import os
import random
import socket

# Below those that the system gives to anybody. Test processes that run side by side have a slice
# each: what one has chosen and not bound yet is not chosen by another.
_FIRST, _LAST, _SLICES = 10_000, 19_999, 4
_given: set[tuple[socket.SocketKind, int]] = set()


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Return a free loopback port of this test process, each once."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _SLICES
    size = (_LAST - _FIRST + 1) // _SLICES
    first = _FIRST + worker * size
    while True:
        port = random.randint(first, first + size - 1)
        if (kind, port) in _given:
            continue
        with socket.socket(socket.AF_INET, kind) as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _given.add((kind, port))
            return port

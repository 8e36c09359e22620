"""Ports for the servers that tests start."""

import contextlib
import random
import socket


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Return a free loopback port from below those that the system gives to anybody."""
    while True:
        with socket.socket(socket.AF_INET, kind) as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", random.randint(10000, 19999)))
            return int(probe.getsockname()[1])

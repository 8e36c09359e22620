"""The errors that set-up shows to people.

SetupError            shown as it is, without a traceback
+-- CommandFailed     a program that set-up ran did not succeed
+-- Unsupported       this machine lacks something that set-up cannot bring
"""

from __future__ import annotations


class SetupError(Exception):
    """Set-up cannot go on; the message says why and what to do."""


class CommandFailed(SetupError):
    """A program that set-up ran did not succeed."""


class Unsupported(SetupError):
    """This machine lacks something that set-up cannot bring."""

    def __init__(self, lacking: str) -> None:
        """Add the way out to ``lacking``, one or more whole sentences."""
        super().__init__(
            f"{lacking}\n"
            "Set-up is made for Debian 12 with Python 3.11. On another system use the container:\n"
            "    docker compose run --rm hotline make demo"
        )

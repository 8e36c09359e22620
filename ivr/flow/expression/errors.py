"""What can be wrong with a formula or a text with blanks.

Exceptions::

    Malformed    a formula or a blank cannot be read; says where and what to do
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something to mend. `at` counts the characters before it."""

    at: int
    message: str
    hint: str = ""


class Malformed(Exception):
    """A formula or a text cannot be read."""

    def __init__(self, at: int, message: str, hint: str = "") -> None:
        """Say where: `at` characters from the beginning."""
        super().__init__(message)
        self.flaw = Flaw(at=at, message=message, hint=hint)

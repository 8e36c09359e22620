"""What may be asked of the versions of the city's files. The composition root implements it."""

from collections.abc import Mapping
from typing import Any, Protocol


class Draft(Protocol):
    """The folder as it is, on the city's test numbers."""

    async def take(self) -> str:
        """Take the folder as it is now; return its version.

        Raises:
            DeskRefusal: 422 with every problem.
        """
        ...


class City(Protocol):
    """Every method raises `DeskRefusal`: 404 no such version, 409, 422 with the files' problems.

    What is returned: version_id, version, changed, changes, new_devices, asterisk_failure,
    prompts_left.
    """

    async def publish(self, author: str, note: str) -> Mapping[str, Any]:
        """Serve new calls by the folder as it is now; calls in progress keep their version."""
        ...

    async def propose(self, author: str, note: str) -> Mapping[str, Any]:
        """Put the folder as it is now up for approval; calls are served as before.

        What is returned: version_id, version, is_new, changes.
        """
        ...

    async def approve(self, version_id: int, author: str, note: str) -> Mapping[str, Any]:
        """Serve new calls by a proposed version, if `author` is not who proposed it."""
        ...

    async def reject(self, version_id: int, author: str, why: str) -> Mapping[str, Any]:
        """Put a proposed version aside. What is returned: version_id, version."""
        ...

    async def roll_back(self, author: str, note: str, version_id: int | None) -> Mapping[str, Any]:
        """Serve new calls by an earlier version; None is the one before the one served."""
        ...

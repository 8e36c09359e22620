"""What may be asked of the notices at the front of calls. The composition root implements it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Notices(Protocol):
    """Every method raises `DeskRefusal`: 400, 403 without the right, 404 no such notice, 409.

    `until` is a time as people say it (`+2h`, `18:30`, `2026-12-24 18:30`), '' for the city's
    default. What is returned is the notice as it is then.
    """

    async def list(self) -> Sequence[Mapping[str, Any]]:
        """Return what is on and what is proposed, the oldest first."""
        ...

    async def switch_on(
        self,
        supervisor_id: str,
        notice_id: str,
        *,
        kind: str,
        text: Mapping[str, str],
        lines: Sequence[str],
        then: str,
        until: str,
    ) -> Mapping[str, Any]:
        """Let callers hear a notice from now on; without `lines` on every line."""
        ...

    async def edit(
        self, supervisor_id: str, notice_id: str, *, text: Mapping[str, str], until: str
    ) -> Mapping[str, Any]:
        """Change texts and the end of a notice that is on or proposed."""
        ...

    async def switch_off(self, supervisor_id: str, notice_id: str, reason: str) -> None:
        """Let callers hear it no more."""
        ...

    async def approve(self, supervisor_id: str, notice_id: str) -> Mapping[str, Any]:
        """Switch a proposal on as it is."""
        ...

    async def reject(self, supervisor_id: str, notice_id: str, reason: str) -> None:
        """Announce nothing of a surge."""
        ...

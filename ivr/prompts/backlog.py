"""A version's prompts: what can be heard first at once, the rest while the version is served."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Final

import structlog

from ivr.flow.commands import Prompt
from ivr.flow.profile import Profile
from ivr.flow.speaking_order import speaking_order
from ivr.prompts.store import PrepareReport, PromptStore

CHUNK: Final = 32
"""How many are made before others, those of a new version, have their turn."""

RETRY_S: Final = 60.0
"""How long to wait after files could not be written."""

_log = structlog.get_logger()


class Backlog:
    """What is still to be made of the version that is served. `run` makes it."""

    def __init__(self, store: PromptStore) -> None:
        """Have nothing to make."""
        self.store = store
        self._left: deque[Prompt] = deque()
        self._more = asyncio.Event()

    @property
    def left(self) -> int:
        """How many prompts of the version have never been made."""
        return self.store.expected

    async def prepare(
        self, profile: Profile, *, asked: Iterable[str], beside: Iterable[Prompt] = ()
    ) -> PrepareReport:
        """Make what is heard first, as `speaking_order` says; then the version can be served.

        The rest takes the place of what was left of the version before.
        """
        order = speaking_order(profile, asked=asked, beside=beside)
        self.store.use_sounds(profile.sounds_dir)
        report = await self.store.prepare(order.first)
        self.store.expect(first=order.first, later=order.later)
        self._left = deque(order.later)
        if self._left:
            self._more.set()
        return report

    async def run(self) -> None:
        """Make what is left whenever there is something, until cancelled."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._left:
                left = self._left
                chunk = [left.popleft() for _ in range(min(CHUNK, len(left)))]
                try:
                    await self.store.prepare(chunk)
                except OSError as error:
                    # No room on the disk, most likely: the calls go on.
                    _log.warning("prompts_not_made", error=str(error))
                    left.extendleft(reversed(chunk))
                    await asyncio.sleep(RETRY_S)
            _log.info("prompts_made", lacking=self.store.failure)

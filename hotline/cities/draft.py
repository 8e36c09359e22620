"""The draft on its test numbers: lines marked `draft: true` are served by the city's folder.

The folder is looked at every few seconds; files that are not valid leave the last good draft in
service, and say so. Until there is a good draft such a line is served like any other.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final

import structlog

from agent_desk.port import DeskRefusal
from hotline.cities.versions import problems_in
from hotline.settings import Settings
from ivr.flow.loading.folder import recordings, source_files
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile
from ivr.prompts.backlog import Backlog
from ivr.prompts.store import PromptStore

log = structlog.get_logger()

LOOK_S: Final = 2.0

_Signature = tuple[tuple[str, int, int], ...]


class DraftLine:
    """The last good draft.

    Args:
        settings: which folder it is.
        published: the version that all other lines are served by.
        backlog: on a store of its own: a draft's recordings are not the published version's.
        asked: the questions most asked, which are made first.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        published: Callable[[], Profile],
        backlog: Backlog,
        asked: Callable[[], Sequence[str]],
    ) -> None:
        self._settings = settings
        self._published = published
        self.backlog = backlog
        self._asked = asked
        self._profile: Profile | None = None
        self._seen: _Signature | None = None
        self._one_at_a_time = asyncio.Lock()
        self.warning = ""

    @property
    def prompts(self) -> PromptStore:
        """What the callers of test numbers hear."""
        return self.backlog.store

    def serves(self, dialled: str) -> Profile | None:
        """Return the draft that serves this number, None if the published version does."""
        lines = self._published().lines.get(dialled, ())
        return self._profile if any(line.draft for line in lines) else None

    async def take(self) -> str:
        """Take the folder as it is now; return its version.

        Raises:
            DeskRefusal: 422 with every problem; the last good draft goes on.
        """
        async with self._one_at_a_time:
            self._seen = await asyncio.to_thread(self._signature)
            try:
                profile = await asyncio.to_thread(self._settings.load_city)
            except SourceErrors as error:
                self.warning = f"the draft has problems: {problems_in(error)}"
                log.warning("draft_refused", problems=len(error.problems))
                raise DeskRefusal(str(error), status=422) from error
            if self._profile is None or profile.version != self._profile.version:
                await self.backlog.prepare(profile, asked=self._asked())
                self._profile = profile
                log.info("draft_taken", version=profile.version)
            self.warning = ""
            return profile.version

    async def run(self) -> None:
        """Take the folder whenever its files change, while there are test numbers."""
        while True:
            try:
                await self.look()
            except Exception:
                # A fault here must not end the looking at the files.
                log.exception("draft_failed")
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Take the folder if its files have changed and there is a test number."""
        lines = chain.from_iterable(self._published().lines.values())
        if not any(line.draft for line in lines):
            return
        if await asyncio.to_thread(self._signature) == self._seen:
            return
        # What is refused is told in the log and by the health; the next change is looked at again.
        with suppress(DeskRefusal):
            await self.take()

    def _signature(self) -> _Signature:
        city = self._settings.city
        return tuple(_state(file) for file in (*source_files(city), *recordings(city)))


def _state(file: Path) -> tuple[str, int, int]:
    try:
        state = file.stat()
    except OSError:
        return str(file), 0, 0
    return str(file), state.st_mtime_ns, state.st_size

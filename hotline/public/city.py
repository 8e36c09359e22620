"""The city as the service serves it, followed from beside the service."""

import asyncio
from typing import Final

import structlog

from db.errors import StoreError
from db.store import Store
from hotline.cities.start import served_of
from hotline.cities.versions import Versions
from hotline.errors import HotlineError, StartupError
from hotline.settings import Settings
from ivr.flow.city import StatusPage
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile

log = structlog.get_logger()

FOLLOW_S: Final = 10.0
"""How long after a version is published its words may be the old ones here."""


class ServedCity:
    """Implements `hotline.public.site.City`. `load` before anything else."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._versions = Versions(store, city=settings.city, state_dir=settings.state_dir)
        self._version_id: int | None = None
        self._served: tuple[Profile, StatusPage] | None = None

    @property
    def served(self) -> tuple[Profile, StatusPage]:
        """The city, and the texts of its page."""
        assert self._served is not None
        return self._served

    def load(self) -> None:
        """Take the version that is served, or the folder where nothing was published. Blocks.

        Raises:
            StartupError: the city has no texts for the page.
            HotlineError: the version cannot be laid out.
            SourceErrors: its files have problems.
            StoreError: the records cannot be read.
        """
        served = served_of(self._versions.all())
        version_id = served.version_id if served is not None else None
        if self._served is not None and version_id == self._version_id:
            return
        opened = self._versions.open(version_id) if version_id else self._settings.load_city()
        if opened.status_page is None:
            raise StartupError("the city that is served has no `status_page` in its city.yaml")
        self._version_id, self._served = version_id, (opened, opened.status_page)

    async def follow(self) -> None:
        """Go on to each version that is published. One that cannot be taken changes nothing."""
        problem = ""
        while True:
            await asyncio.sleep(FOLLOW_S)
            try:
                await asyncio.to_thread(self.load)
                problem = ""
            except (HotlineError, SourceErrors, StoreError) as error:
                if str(error) != problem:
                    problem = str(error)
                    log.warning("status_page_city", problem=problem)

"""Looks requests up in the records and tells of them, by the city that is served."""

import asyncio
from collections.abc import Callable

from db.requests import find_request
from db.store import Store
from hotline.clock import Clock
from ivr.flow.inputs import RequestStatus
from ivr.flow.profile import Profile
from ivr.flow.telling import RequestTold, tell


class Teller:
    """What callers, agents and citizens on the web are told goes through here."""

    def __init__(self, store: Store, *, profile: Callable[[], Profile], clock: Clock) -> None:
        self._store = store
        self._profile = profile
        self._clock = clock

    async def tell(self, number: str) -> RequestTold:
        """Return what is told of a request.

        Raises:
            StoreError: the records cannot be read.
        """
        profile, now = self._profile(), self._clock.now()
        return await asyncio.to_thread(tell, profile, number, now=now, find=self.find)

    def find(self, number: str) -> RequestStatus | None:
        """Look a request up. Blocks.

        Raises:
            StoreError: the records cannot be read.
        """
        with self._store.session() as session:
            return find_request(session, number)

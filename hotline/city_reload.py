"""Taking the city's files anew while calls are in progress."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from asterisk_conf.errors import AsteriskError
from asterisk_conf.process import AsteriskProcess
from asterisk_conf.toolchain import load_toolchain
from hotline.settings import Settings
from ivr.flow.profile import Profile

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class CityTaken:
    """What a reload came to.

    `new_devices` are the telephones that the version before did not have; `asterisk_failure` says
    why Asterisk could not be told of them, '' when it knows them.
    """

    version: str
    new_devices: tuple[str, ...]
    asterisk_failure: str


class CityReload:
    """Checks and prepares a new version on the side, tells Asterisk, then swaps.

    Calls in progress keep their version. The languages listened for wait for the next start.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        current: Callable[[], Profile],
        prepare: Callable[[Profile], Awaitable[None]],
        accept: Callable[[Profile], Awaitable[None]],
        swap: Callable[[Profile], None],
    ) -> None:
        self._settings = settings
        self._current = current
        self._prepare = prepare
        self._accept = accept
        self._swap = swap
        self._one_at_a_time = asyncio.Lock()

    async def take(self) -> CityTaken:
        """Take the files as they are now.

        Raises:
            SourceErrors: they are not valid, or not accepted; the old version goes on.
        """
        async with self._one_at_a_time:
            profile = await asyncio.to_thread(self._settings.load_city)
            await self._accept(profile)
            await self._prepare(profile)
            before, now = self._current().plan.devices, profile.plan.devices
            failure = await asyncio.to_thread(self._tell_asterisk, profile) if before != now else ""
            self._swap(profile)
            log.info("city_changed", version=profile.version, asterisk=failure or "ok")
            return CityTaken(
                version=profile.version,
                new_devices=tuple(sorted(now - before)),
                asterisk_failure=failure,
            )

    def _tell_asterisk(self, profile: Profile) -> str:
        try:
            AsteriskProcess(self._settings.asterisk(profile), load_toolchain()).reload()
        except AsteriskError as error:
            return str(error)
        return ""

"""Removing spoken prompts that no version in use needs and nobody has heard for long."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from typing import Final

import structlog

from db.store import Store
from hotline.cities.start import served_of
from hotline.cities.versions import Versions
from hotline.errors import HotlineError
from hotline.lines.features import confirmation_prompts
from hotline.settings import Settings
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile, load_profile
from ivr.prompts.cache import DAY_S, Pruned
from ivr.prompts.errors import PromptError, SynthesizerMissing
from ivr.prompts.store import PromptStore

log = structlog.get_logger()

_FIRST_S: Final = 3600.0
"""Not while a start makes its own prompts."""


async def prune(settings: Settings, *, now: float, dry_run: bool) -> Pruned:
    """Remove what was not used for `keep_prompts_days`, by file and by the versions on record.

    Kept besides are the prompts of the version served, of the latest ones and of the folder.

    Raises:
        HotlineError: a version on record cannot be loaded, so what it needs is not known; there is
            no synthesiser, so the voices are not known; a file cannot be removed.
        StoreError: the records cannot be read.
    """
    needed = set()
    store = None
    for profile in await asyncio.to_thread(_profiles, settings):
        store = settings.prompt_store(profile)
        for prompt in (*profile.prompts(), *confirmation_prompts()):
            try:
                needed.add(await store.file_of(prompt))
            except SynthesizerMissing as error:
                raise HotlineError(f"nothing was removed: {error}") from error
            except (PromptError, OSError):
                # What cannot be made has no file.
                continue
    if store is None:
        return Pruned(files=0, removed=0, removed_bytes=0)
    try:
        return await asyncio.to_thread(
            store.cache.prune,
            needed=needed,
            unused_since=now - settings.keep_prompts_days * DAY_S,
            dry_run=dry_run,
        )
    except OSError as error:
        raise HotlineError(f"prompts cannot be removed: {error}") from error


def _profiles(settings: Settings) -> list[Profile]:
    with Store.open(settings.database_url, create=False) as records:
        versions = Versions(records, city=settings.city, state_dir=settings.state_dir)
        known = versions.all()
        served = served_of(known)
        numbers = [each.version_id for each in known[: settings.keep_prompts_versions]]
        if served is not None:
            numbers.append(served.version_id)
        try:
            profiles = [versions.open(number) for number in dict.fromkeys(numbers)]
        except SourceErrors as error:
            raise HotlineError(f"nothing was removed: {error}") from error
    try:
        profiles.append(load_profile(settings.city))
    except SourceErrors:
        # A draft with problems is heard by nobody.
        log.info("draft_not_counted")
    return profiles


class PromptKeeper:
    """Prunes once a day beside the calls, in a process of its own that reads the versions anew."""

    def __init__(self, stores: Sequence[PromptStore]) -> None:
        """Take the stores whose prompts this service plays."""
        self._stores = stores

    async def run(self) -> None:
        """Prune every day, until cancelled."""
        await asyncio.sleep(_FIRST_S)
        while True:
            await self.prune()
            await asyncio.sleep(DAY_S)

    async def prune(self) -> None:
        """Note what is in use, then have the rest removed."""
        for store in self._stores:
            await asyncio.to_thread(store.note_use)
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hotline", "prompts", "prune", "--json"),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=DEVNULL,
        )
        try:
            told, _ = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()
            raise
        took_s = round(time.monotonic() - began, 1)
        if process.returncode:
            log.warning("prompts_not_pruned", told=told.decode(errors="replace"), took_s=took_s)
        else:
            log.info("prompts_pruned", told=json.loads(told), took_s=took_s)

"""Publishing the city's folder and going back to an earlier version, while calls are in progress.

The folder (`city` in the settings) is the draft; calls are served by a version on record. A version
is checked, stored and prepared on the side, Asterisk is told of its telephones, then it takes the
place of the one before in one step. Calls in progress keep theirs; the languages listened for wait
for the next start.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import structlog

from acd.staff.events import AgentEnrolled
from agent_desk.port import DeskRefusal
from asterisk_conf.errors import AsteriskError
from asterisk_conf.process import AsteriskProcess
from asterisk_conf.toolchain import load_toolchain
from db.errors import RecordsError
from hotline.cities import approval
from hotline.cities.comparing import changes_of
from hotline.cities.start import Begun
from hotline.cities.versions import Proposed, Taken, Versions, earlier, problems_in
from hotline.clock import Clock
from hotline.engine import Engine
from hotline.errors import NotFound, PublishError
from hotline.messages import FactHappened, ProfileChanged
from hotline.settings import Settings
from ivr.flow.city_events import (
    CityEvent,
    Decision,
    VersionProposed,
    VersionPublished,
    VersionRolledBack,
)
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile

log = structlog.get_logger()


class Publishing:
    """Implements `agent_desk.city_port.City` on the engine.

    Args:
        engine: whose new calls are served.
        versions: the draft and the versions on record.
        settings: of Asterisk.
        clock: the service's.
        begun: what is served at first.
        prepare: makes the prompts of a version that are heard first; returns how many are left.
        flush: waits until events are stored; False when the database is away.
    """

    def __init__(
        self,
        engine: Engine,
        versions: Versions,
        settings: Settings,
        *,
        clock: Clock,
        begun: Begun,
        prepare: Callable[[Profile], Awaitable[int]],
        flush: Callable[[], Awaitable[bool]],
    ) -> None:
        self._engine = engine
        self._versions = versions
        self._settings = settings
        self._clock = clock
        self._served = begun.version_id
        self.warning = begun.warning
        self._prepare = prepare
        self._flush = flush
        self._one_at_a_time = asyncio.Lock()

    async def publish(self, author: str, note: str) -> Mapping[str, Any]:
        """Serve new calls by the folder as it is now."""
        async with self._one_at_a_time:
            with self._told():
                draft = await asyncio.to_thread(self._versions.draft)
                version = draft.profile.version
                if version == self._engine.profile.version:
                    self.warning = ""
                    same = Taken(version_id=self._served, version=version, changed=False)
                    return asdict(same)
                approval.refuse_unapproved(self._engine.profile.needs_approval)
                number, profile = await asyncio.to_thread(
                    self._versions.keep, draft, at=self._clock.now()
                )
                changes = await asyncio.to_thread(changes_of, self._versions, self._served, number)
            event = VersionPublished(version_id=number, content=version, author=author, note=note)
            taken = await self._take(profile, draft.enrolled, event)
            self.warning = ""
            return asdict(replace(taken, changes=changes))

    async def propose(self, author: str, note: str) -> Mapping[str, Any]:
        """Put the folder as it is now up for approval; calls are served as before."""
        async with self._one_at_a_time:
            with self._told():
                draft = await asyncio.to_thread(self._versions.draft)
                version = draft.profile.version
                waits = approval.waiting(await asyncio.to_thread(self._versions.proposals))
                same = None if waits is None or waits.content != version else waits.version_id
                if version == self._engine.profile.version:
                    same = self._served
                if same is not None:
                    return asdict(Proposed(version_id=same, version=version, is_new=False))
                number, _ = await asyncio.to_thread(
                    self._versions.keep, draft, at=self._clock.now()
                )
                changes = await asyncio.to_thread(changes_of, self._versions, self._served, number)
            event = VersionProposed(version_id=number, content=version, author=author, note=note)
            await self._note(event)
            return asdict(Proposed(version_id=number, version=version, changes=changes))

    async def approve(self, version_id: int, author: str, note: str) -> Mapping[str, Any]:
        """Serve new calls by a proposed version."""
        async with self._one_at_a_time:
            with self._told():
                approved, published = approval.approve(
                    await asyncio.to_thread(self._versions.proposals),
                    version_id,
                    by=author,
                    note=note,
                    folder=await asyncio.to_thread(self._versions.folder_hash),
                )
                profile = await asyncio.to_thread(self._versions.open, version_id)
                enrolled = await asyncio.to_thread(self._versions.enrolments, profile)
                changes = await asyncio.to_thread(
                    changes_of, self._versions, self._served, version_id
                )
            taken = await self._take(profile, (*enrolled, approved), published)
            self.warning = ""
            return asdict(replace(taken, changes=changes))

    async def reject(self, version_id: int, author: str, why: str) -> Mapping[str, Any]:
        """Put a proposed version aside."""
        async with self._one_at_a_time:
            with self._told():
                found = await asyncio.to_thread(self._versions.proposals)
                event = approval.reject(found, version_id, by=author, why=why)
            await self._note(event)
            return {"version_id": version_id, "version": event.content}

    async def _note(self, event: Decision) -> None:
        """Put on record what changes nothing for callers yet."""
        self._engine.post(FactHappened(event=event))
        await self._engine.ask(lambda: None)
        if not await self._flush():
            log.warning("proposal_not_stored_yet", version_id=event.version_id)

    async def roll_back(self, author: str, note: str, version_id: int | None) -> Mapping[str, Any]:
        """Serve new calls by an earlier version; None is the one before the one served."""
        async with self._one_at_a_time:
            with self._told():
                known = await asyncio.to_thread(self._versions.all)
                numbers = [each.version_id for each in known]
                number = version_id or earlier(numbers, self._served)
                profile = await asyncio.to_thread(self._versions.open, number)
                approval.refuse_never_served(number, numbers)
                enrolled = await asyncio.to_thread(self._versions.enrolments, profile)
            if number == self._served:
                same = Taken(version_id=number, version=profile.version, changed=False)
                return asdict(same)
            event = VersionRolledBack(
                version_id=number, content=profile.version, author=author, note=note
            )
            self.warning = f"version {number} is served again; the folder may be ahead of it"
            return asdict(await self._take(profile, enrolled, event))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Make refusals of what goes wrong; the folder's problems are shown by the health too."""
        try:
            yield
        except SourceErrors as error:
            self.warning = (
                f"the folder has problems, version {self._served} is served: {problems_in(error)}"
            )
            log.warning("publish_refused", problems=len(error.problems), first=problems_in(error))
            raise DeskRefusal(str(error), status=422) from error
        except NotFound as error:
            raise DeskRefusal(str(error), status=404) from error
        except (PublishError, RecordsError) as error:
            log.warning("publish_failed", error=str(error))
            raise DeskRefusal(f"nothing has changed: {error}", status=409) from error

    async def _take(
        self, profile: Profile, before: Sequence[AgentEnrolled | CityEvent], event: CityEvent
    ) -> Taken:
        left = await self._prepare(profile)
        had, now = self._engine.profile.plan.devices, profile.plan.devices
        failure = await asyncio.to_thread(self._tell_asterisk, profile) if had != now else ""
        for fact in (*before, event):
            self._engine.post(FactHappened(event=fact))
        self._engine.post(ProfileChanged(profile=profile))
        await self._engine.ask(lambda: None)
        self._served = event.version_id
        if not await self._flush():
            log.warning("publication_not_stored_yet", version_id=event.version_id)
        log.info(
            "city_changed",
            version_id=event.version_id,
            version=profile.version,
            author=event.author,
            asterisk=failure or "ok",
        )
        return Taken(
            version_id=event.version_id,
            version=profile.version,
            new_devices=tuple(sorted(now - had)),
            asterisk_failure=failure,
            prompts_left=left,
        )

    def _tell_asterisk(self, profile: Profile) -> str:
        try:
            AsteriskProcess(self._settings.asterisk(profile), load_toolchain()).reload()
        except AsteriskError as error:
            return str(error)
        return ""

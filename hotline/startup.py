"""Starts every part of the service in order, and stops it in reverse.

What can fail for a reason that a person must mend (settings, database, Asterisk, ports) comes
first; what takes long (prompts, speech) comes after it; callers are let in last.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import structlog
from aiohttp import web

from acd.events import AgentStatus
from acd.floor import CALLERS_REMEMBERED
from acd.inputs import AgentLoggedIn, AgentPaused, VendorUseKnown
from acd.plan.vendors import month_of, month_start
from acd.staff.events import AgentEnrolled, AgentReassigned
from acd.supervision.messages import SupervisionEnded
from agent_desk.api import DeskApi
from agent_desk.city_api import CityApi
from agent_desk.feed_api import FeedApi
from agent_desk.knowledge_api import KnowledgeApi
from agent_desk.notice_api import NoticeApi
from agent_desk.number_api import NumberApi
from agent_desk.recording_api import RecordingApi
from agent_desk.request_api import RequestApi
from agent_desk.supervisor_api import SupervisorApi
from agent_desk.task_api import TaskApi
from db.projection.recovery import REASON
from db.queries import last_attendance, open_callback_record
from db.queries.interpreters import billed_since
from db.queries.last_agents import last_agents
from db.queries.notices import open_notices
from db.queries.recent import recent_events
from db.queries.supervisions import open_supervisions
from db.store import Store
from hotline import __version__
from hotline.cities.start import begin
from hotline.cities.versions import Versions
from hotline.errors import SettingsError, StartupError
from hotline.messages import CallbacksLeftOpen, DistributorInput, FactHappened
from hotline.service import HOST, Service
from hotline.settings import Settings
from ivr.asterisk.errors import AmiAuthFailed, AmiError, TelephonyError
from ivr.flow.city_events import CityEvent
from ivr.flow.events import ControllerStarted, ControllerStopped

log = structlog.get_logger()

# How long a desk request in progress may hold up the stop.
_DESK_CLOSES_S = 2.0
# Assignments end at midnight; a day more finds those made before the first call.
_ASSIGNMENTS_S = 2 * 86_400.0
# Callers wait no longer for what is asked these days; that of a small city is known sooner.
_TRENDS_S = 2.0
# How far back it counts who spoke with a caller last.
_LAST_AGENTS_S = 90 * 86_400.0


@asynccontextmanager
async def run_service(
    settings: Settings, *, progress: Callable[[str], None] = lambda _text: None
) -> AsyncIterator[Service]:
    """Start everything, yield, and stop everything in order.

    Raises:
        SettingsError: the state folder cannot be made.
        StartupError: a port is taken or Asterisk does not answer.
        SourceErrors: nothing was published yet, and the city's files are not valid.
        PublishError: the state folder cannot be written.
        StoreError: the database cannot be used.
    """
    _make_state_dir(settings)
    async with contextlib.AsyncExitStack() as stack:
        progress("records")
        store = Store.open(settings.database_url)
        stack.callback(store.close)
        versions = Versions(store, city=settings.city, state_dir=settings.state_dir)
        begun = begin(versions, at=time.time())
        if begun.warning:
            log.warning("city_warning", warning=begun.warning)
        service = Service(settings, begun, store, versions=versions)
        trends = asyncio.create_task(service.trending.run(), name="trends")
        stack.callback(trends.cancel)
        progress("telephony")
        still_supervised = await _connect(service, stack)
        await service.ledger.start()
        stack.push_async_callback(service.ledger.close)
        callbacks = _begin(service, store, stack, begun.facts, still_supervised=still_supervised)
        progress("prompts")
        await service.prepare_prompts(begun.profile)
        await service.notices.resume()
        progress("speech")
        await service.recognition.start()
        stack.push_async_callback(service.recognition.close)
        service.engine.post(callbacks)
        await service.trending.wait(timeout_s=_TRENDS_S)
        await _listen("agi", settings.ports.agi, service.agi.start())
        stack.push_async_callback(service.agi.stop)
        watchdog = asyncio.create_task(service.watchdog.run(), name="watchdog")
        stack.callback(watchdog.cancel)
        for name, work in (
            ("drafts", service.draft.run()),
            ("prompts", service.backlog.run()),
            ("draft_prompts", service.draft.backlog.run()),
            ("pruning", service.prompt_keeper.run()),
        ):
            stack.callback(asyncio.create_task(work, name=name).cancel)
        surges = asyncio.create_task(service.notices.run(), name="surges")
        stack.callback(surges.cancel)
        service.taking_calls = True
        try:
            yield service
        finally:
            service.taking_calls = False
            # New callers go to the dialplan's fallback, those in progress have time to finish.
            await service.agi.stop(grace_s=settings.drain_s)
            await service.recorder.drain()
            await service.engine.ask(
                lambda: service.engine.record(ControllerStopped(reason="shutdown"))
            )


def _make_state_dir(settings: Settings) -> None:
    try:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"the folder {settings.state_dir} (state_dir) cannot be made: {error.strerror}"
        ) from error


async def _connect(service: Service, stack: contextlib.AsyncExitStack) -> tuple[str, ...]:
    """Open every connection. Returns the supervisions of an earlier run, ended just now."""
    settings = service.settings
    try:
        await service.ami.start()
        still_supervised = await service.supervisor_lines.resync()
    except AmiAuthFailed as error:
        raise StartupError(
            f"{error}: Asterisk does not run with the secret in {settings.state_dir}; stop it and "
            "start it anew with these settings (`hotline asterisk start`)"
        ) from error
    except AmiError as error:
        raise StartupError(f"{error}; is Asterisk running? (`hotline asterisk start`)") from error
    stack.push_async_callback(service.ami.stop)
    stack.push_async_callback(service.agent_lines.close)
    stack.push_async_callback(service.supervisor_lines.close)
    service.ami.on_gap(service.resync)
    await _listen("audiosocket", settings.ports.audiosocket, service.audio.start())
    stack.push_async_callback(service.audio.stop)
    runner = web.AppRunner(
        DeskApi(
            service.desk,
            token=settings.secrets().desk,
            routes=(
                *SupervisorApi(service.supervisors).routes(),
                *FeedApi(service.feed).routes(),
                *KnowledgeApi(service.knowledge).routes(),
                *TaskApi(service.tasks).routes(),
                *RecordingApi(service.recordings).routes(),
                *RequestApi(service.requests).routes(),
                *NumberApi(service.take_dial_test).routes(),
                *CityApi(service.city, service.draft).routes(),
                *NoticeApi(service.notices).routes(),
            ),
        ).app,
        access_log=None,
        shutdown_timeout=_DESK_CLOSES_S,
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, HOST, settings.ports.desk)
    await _listen("desk", settings.ports.desk, site.start())
    return still_supervised


def _begin(
    service: Service,
    store: Store,
    stack: contextlib.AsyncExitStack,
    facts: Sequence[AgentEnrolled | CityEvent],
    *,
    still_supervised: Collection[str],
) -> CallbacksLeftOpen:
    """Start the engine, with everyone at work who was when the controller was last seen.

    `facts` are put on record first, and the end of the supervisions that were found on the switch.
    Returns the callbacks that were left open, for when calls can be taken.
    """
    now = service.clock.now()
    with store.session() as session:
        at_work = last_attendance(session, not_before=now - service.settings.keep_attendance_s)
        billed = billed_since(session, datetime.fromtimestamp(month_start(now), UTC))
        callbacks = open_callback_record(session)
        service.engine.exchange.resume_notices(open_notices(session))
        recent = recent_events(session, (AgentReassigned,), since=now - _ASSIGNMENTS_S)
        reassigned = [row.event for row in recent if isinstance(row.event, AgentReassigned)]
        seen_since = datetime.fromtimestamp(now - _LAST_AGENTS_S, UTC)
        callers = last_agents(session, since=seen_since, most=CALLERS_REMEMBERED)
        supervisions = open_supervisions(session)
    service.engine.distributor.remember(callers)
    if reassigned:
        service.engine.exchange.resume_assignments(reassigned, now)
    engine = asyncio.create_task(service.engine.run(), name="engine")
    stack.callback(engine.cancel)
    service.engine.post(
        FactHappened(
            event=ControllerStarted(version=__version__, profile=service.engine.profile.version)
        )
    )
    cut_off = [
        SupervisionEnded(**asdict(each), reason=REASON)
        for each in supervisions
        if each.supervision_id in still_supervised
    ]
    for event in (*cut_off, *facts):
        service.engine.post(FactHappened(event=event))
    for vendor, billed_s in billed.items():
        known = VendorUseKnown(vendor=vendor, month=month_of(now), billed_s=billed_s)
        service.engine.post(DistributorInput(input=known))
    for agent in at_work:
        if agent.agent_id not in service.engine.profile.plan.agents:
            continue
        login = AgentLoggedIn(agent_id=agent.agent_id, device=agent.device or None)
        service.engine.post(DistributorInput(input=login))
        if agent.status is AgentStatus.PAUSED:
            paused = AgentPaused(agent_id=agent.agent_id, reason=agent.reason)
            service.engine.post(DistributorInput(input=paused))
    return CallbacksLeftOpen(record=tuple(callbacks))


async def _listen(name: str, port: int, start: Awaitable[None]) -> None:
    try:
        await start
    except (OSError, TelephonyError) as error:
        raise StartupError(
            f"port {port} (ports.{name}) cannot be used: {error}; is the service running already?"
        ) from error

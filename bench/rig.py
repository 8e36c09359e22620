"""What is measured: an Asterisk, the controller beside it, the records, on ports found free."""

import asyncio
import contextlib
import dataclasses
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
from ruamel.yaml import YAML
from sqlalchemy import func, select

from agent_desk.softphone.endpoint import SoftphoneEndpoint
from asterisk_conf.process import AsteriskProcess
from asterisk_conf.settings import AppQueue
from asterisk_conf.toolchain import Toolchain, load_toolchain
from bench.centre import Centre
from bench.dialplan import hand_written
from bench.errors import BenchError
from bench.menu import write_prompts
from db.models import Contact, LedgerRow
from db.store import Store
from hotline.demo.controller import controller
from hotline.desk.client import DeskClient
from hotline.settings import Ports, Settings

AGENT: Final = "7101"
DEVICE: Final = "bench7101"
SHORT, PERSON, MENU, LEVELS = "7001", "7002", "7003", "7004"
PLAIN_QUEUE = "benchqueue"

_ONE_AGENT: Final = (AppQueue(name=PLAIN_QUEUE, members=(DEVICE,)),)
_CITY: Final = Path(__file__).parent / "city"
# The beep is what the plain dialplan plays; the menu is as long as a city's.
_RECORDINGS: Final = {"short.beep": "beep", "menu.choose": "demo-congrats"}
_RTP_PORTS: Final = 4000
_POLL_S: Final = 0.05
# As fine as the event loop's own timers are.
_SOFTPHONE_POLL_S: Final = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """`process` is the controller, without its children; `work_dir` is for files of one run.

    Without a `centre` there is but one agent.
    """

    settings: Settings
    centre: Centre | None
    toolchain: Toolchain
    asterisk: psutil.Process
    process: psutil.Process
    store: Store
    desk: DeskClient
    work_dir: Path

    @property
    def server(self) -> str:
        """Where calls are placed, `host:port`."""
        return f"127.0.0.1:{self.settings.ports.sip}"

    def children(self) -> list[psutil.Process]:
        """Return the controller's own processes: the recognisers."""
        return self.process.children(recursive=True)

    def events(self) -> int:
        """Return how many events are in the records."""
        with self.store.session() as session:
            return session.scalar(select(func.count()).select_from(LedgerRow)) or 0

    def ended_contacts(self) -> int:
        """Return how many calls are in the records with their end."""
        query = select(func.count()).select_from(Contact).where(Contact.ended_at.is_not(None))
        with self.store.session() as session:
            return session.scalar(query) or 0

    async def recorded(self, contacts: int, *, timeout_s: float) -> float:
        """Wait until so many ended calls are in the records; return the seconds that took.

        Raises:
            BenchError: they are not within `timeout_s`.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        while (found := await asyncio.to_thread(self.ended_contacts)) < contacts:
            if loop.time() - began > timeout_s:
                raise BenchError(f"{contacts - found} calls are not in the records in time")
            await asyncio.sleep(_POLL_S)
        return loop.time() - began

    async def log_in(self, agent_ids: Sequence[str]) -> None:
        """Log agents in at their own telephones."""

        def each() -> None:
            for agent_id in agent_ids:
                self.desk.post(f"/api/agents/{agent_id}/login", {})

        await asyncio.to_thread(each)

    async def staff(self, present: bool) -> None:
        """Log the one agent in or out."""
        act = "login" if present else "logout"
        body = {"device": DEVICE} if present else {}
        await asyncio.to_thread(self.desk.post, f"/api/agents/{AGENT}/{act}", body)

    @asynccontextmanager
    async def softphones(self, *, max_calls: int = 16) -> AsyncIterator[SoftphoneEndpoint]:
        """Open the SIP stack of callers and agents."""
        legs = self.work_dir / "legs"
        legs.mkdir(exist_ok=True)
        async with SoftphoneEndpoint(
            recordings_dir=legs, poll_interval_s=_SOFTPHONE_POLL_S, max_calls=max_calls
        ) as endpoint:
            yield endpoint


@asynccontextmanager
async def open_rig(
    state_dir: Path, *, centre: Centre | None = None, progress: Callable[[str], None]
) -> AsyncIterator[Rig]:
    """Start Asterisk and the controller with empty records; stop them when the block ends.

    Without a `centre` there is one agent, with app_queue beside it.

    Raises:
        asterisk_conf.errors.AsteriskError: Asterisk is missing or does not start.
        hotline.errors.HotlineError: the controller does not start.
    """
    toolchain = load_toolchain()
    settings = Settings(
        city=_city(state_dir, toolchain, centre),
        state_dir=state_dir,
        ports=free_ports(),
        max_calls=5000,
        drain_s=0,
    )
    config = state_dir / "hotline.yaml"
    with config.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(settings.model_dump(mode="json"), file)
    async with contextlib.AsyncExitStack() as stack:
        progress("Asterisk")
        queues = _ONE_AGENT if centre is None else centre.app_queues()
        dialplan = state_dir / "peers.conf"
        dialplan.write_text(hand_written(settings.city / "sounds" / "en"), "utf-8")
        switch = dataclasses.replace(settings.asterisk(), app_queues=queues, more_dialplan=dialplan)
        asterisk = AsteriskProcess(switch, toolchain)
        status = await asyncio.to_thread(asterisk.start)
        stack.push_async_callback(asyncio.to_thread, asterisk.stop, grace_s=0.0)
        progress("controller")
        process = await stack.enter_async_context(
            controller(settings, config=config, log=state_dir / "controller.log")
        )
        store = Store.open(settings.database_url, create=False)
        stack.callback(store.close)
        if status.pid is None:
            raise BenchError("Asterisk does not tell its process")
        yield Rig(
            settings=settings,
            centre=centre,
            toolchain=toolchain,
            asterisk=psutil.Process(status.pid),
            process=psutil.Process(process.pid),
            store=store,
            desk=DeskClient.from_settings(settings),
            work_dir=state_dir,
        )


def _city(state_dir: Path, toolchain: Toolchain, centre: Centre | None) -> Path:
    """Copy the city and put recordings of Asterisk's own, and the centre, beside it."""
    city = state_dir / "city"
    shutil.copytree(_CITY, city)
    sounds = city / "sounds" / "en"
    sounds.mkdir(parents=True)
    for prompt, recording in _RECORDINGS.items():
        shutil.copyfile(toolchain.sounds_dirs["en"] / f"{recording}.wav", sounds / f"{prompt}.wav")
    write_prompts(sounds)
    if centre is not None:
        centre.write(city)
    return city


def free_ports() -> Ports:
    """Return ports that are free now, RTP a stretch of its own."""
    with contextlib.ExitStack() as stack:

        def free(kind: socket.SocketKind) -> int:
            probe = stack.enter_context(socket.socket(socket.AF_INET, kind))
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

        rtp_start = 10_000
        return Ports(
            sip=free(socket.SOCK_DGRAM),
            ami=free(socket.SOCK_STREAM),
            agi=free(socket.SOCK_STREAM),
            audiosocket=free(socket.SOCK_STREAM),
            desk=free(socket.SOCK_STREAM),
            rtp_start=rtp_start,
            rtp_end=rtp_start + _RTP_PORTS - 1,
        )

"""A city on a real Asterisk whose parts are broken one by one."""

import asyncio
import json
import os
import resource
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase

from agent_desk.softphone.call import Call
from agent_desk.softphone.endpoint import SoftphoneEndpoint
from agent_desk.softphone.phone import Answer, Softphone
from asterisk_conf.process import AsteriskProcess
from asterisk_conf.toolchain import load_toolchain
from db.store import Store
from hotline.demo.controller import controller
from hotline.demo.proof import until
from hotline.desk.client import DeskClient
from hotline.settings import Ports, Settings, Trunk
from tests.ports import free_port

CITY = Path(__file__).resolve().parents[2] / "flows" / "demo_city"
TONES = {"citizen": 430, "1001": 710, "9001": 2510}
M = TypeVar("M", bound=DeclarativeBase)


def city_settings(state_dir: Path) -> Settings:
    return Settings(
        city=CITY,
        state_dir=state_dir,
        ports=Ports(
            sip=free_port(socket.SOCK_DGRAM),
            ami=free_port(),
            agi=free_port(),
            audiosocket=free_port(),
            desk=free_port(),
            rtp_start=27000,
            rtp_end=27499,
        ),
        trunk=Trunk(
            emergency=f"sip:emergency@127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
            outside=f"sip:outside@127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
        ),
        drain_s=1,
    )


def write_config(settings: Settings, name: str = "hotline.yaml") -> Path:
    path = settings.state_dir / name
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(settings.model_dump(mode="json"), file)
    return path


def asterisk_of(settings: Settings) -> AsteriskProcess:
    """Asterisk with a fallback that does not let a test wait for long."""
    asterisk = replace(settings.asterisk(), resume_attempts=2, resume_pause_s=1, fallback_ring_s=1)
    return AsteriskProcess(asterisk, load_toolchain())


@contextmanager
def full_disk(pid: int) -> Iterator[None]:
    """No file of this process can grow, as on a full disk."""
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))


async def command(config: Path, *words: str) -> tuple[int, str]:
    """Run `hotline ...` to its end; return its status and all it wrote."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hotline", "--config", str(config), *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"PYTHONWARNINGS": ""},
    )
    try:
        async with asyncio.timeout(60):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode is not None
    return process.returncode, output.decode("utf-8", "replace")


@dataclass(kw_only=True)
class Rig:
    """Asterisk, telephones, and a controller that comes and goes."""

    settings: Settings
    asterisk: AsteriskProcess
    endpoint: SoftphoneEndpoint
    citizen: Softphone
    agent: Softphone

    @property
    def log(self) -> Path:
        return self.settings.state_dir / "controller.log"

    @asynccontextmanager
    async def controller(self) -> AsyncIterator[asyncio.subprocess.Process]:
        async with controller(
            self.settings, config=write_config(self.settings), log=self.log
        ) as process:
            yield process

    async def call(self, caller: str) -> Call:
        call = await self.citizen.dial("311", caller_id=caller)
        await call.answered(timeout_s=20)
        return call

    async def login(self) -> None:
        self.agent.behaviour = Answer(after_s=0.1)
        await self.ask("POST", "/api/agents/1001/login")

    async def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        desk = DeskClient.from_settings(self.settings)
        if method == "GET":
            return await asyncio.to_thread(desk.get, path)
        return await asyncio.to_thread(desk.post, path, body or {})

    async def supervise(self, mode: str) -> None:
        """Have 9001 be on the conversation of 1001, and wait until the switch says so."""
        wanted = {"target": "1001", "mode": mode}
        await self.ask("POST", "/api/supervisors/9001/supervise", wanted)
        desk = DeskClient.from_settings(self.settings)

        def is_on() -> bool:
            found = desk.get("/api/supervisions")["supervisions"]
            return [each["mode"] for each in found] == [mode]

        await until(is_on, timeout_s=20, what=mode)

    async def to_a_person(self, caller: str) -> Call:
        """Return the call of somebody who has asked for an agent."""
        call = await self.call(caller)
        await call.hears_prompt(self.prompt("main.welcome"), timeout_s=20)
        await call.send_keys("1")
        await call.hears_prompt(self.prompt("main.top"), timeout_s=20)
        await call.send_keys("0")
        return call

    async def converse(self, caller: str) -> tuple[Call, Call]:
        """Return a citizen's and the agent's leg that hear one another."""
        call = await self.to_a_person(caller)
        agent = await self.agent.next_call(10)
        agent.play_tone(TONES["1001"])
        call.play_tone(TONES["citizen"])
        await call.hears(TONES["1001"], timeout_s=20)
        await agent.hears(TONES["citizen"], timeout_s=20)
        return call, agent

    def ready(self) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.settings.ports.desk}/ready"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return dict(json.load(error))

    def prompt(self, name: str) -> Path:
        profile = self.settings.load_city()
        prompt = next(p for p in profile.prompts() if p.name == name and p.language == "en")
        path = self.prompts.path_of(prompt)
        assert path is not None
        return path

    def outage(self, kind: str) -> Path:
        (path,) = self.settings.run_dir.rglob(f"{kind}-en-*.wav")
        return path

    def rows(self, model: type[M], **where: Any) -> list[M]:
        with (
            Store.open(self.settings.database_url, create=False) as store,
            store.session() as session,
        ):
            found = list(session.scalars(select(model).filter_by(**where)))
            session.expunge_all()
        return found

    async def row(self, model: type[M], check: Callable[[M], object], **where: Any) -> M:
        """Wait for the only row with these values, and until it is as it should be."""

        def look() -> M | None:
            found = self.rows(model, **where)
            return found[0] if len(found) == 1 and check(found[0]) else None

        row: M = await until(look, timeout_s=20, what=f"{model.__name__} {where}")
        return row

    def check_log(self) -> None:
        """Nothing went wrong that nobody had thought of."""
        assert "Traceback" not in self.log.read_text("utf-8", "replace")

    def __post_init__(self) -> None:
        self.prompts = self.settings.prompt_store(self.settings.load_city())

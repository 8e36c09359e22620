"""Asterisk, the controller and the telephones, on loopback, for the demo and the tests."""

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase

from agent_desk.softphone.call import Call
from agent_desk.softphone.endpoint import SoftphoneEndpoint
from agent_desk.softphone.phone import Answer, Softphone
from agent_desk.softphone.speech import SoundLibrary
from asterisk_conf.process import AsteriskProcess
from asterisk_conf.toolchain import load_toolchain
from db.store import Store
from hotline.cities.start import city_served
from hotline.demo.controller import controller
from hotline.demo.history import record_history
from hotline.demo.ports import check_ports
from hotline.demo.proof import ScenarioFailed
from hotline.desk.client import DeskClient
from hotline.lines.features import confirmation_prompts
from hotline.settings import Settings
from ivr.flow.commands import Prompt
from ivr.flow.profile import Profile
from ivr.prompts.store import PromptStore

# Everyone says a tone of their own: who hears whom can be told from the recordings.
TONES: Final[Mapping[str, int]] = {
    "citizen": 430,
    "1001": 710,
    "1002": 980,
    "1003": 1270,
    "2001": 1590,
    "2002": 1930,
    "9001": 2510,
    "emergency": 2310,
    "outside": 2710,
}


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything a scenario needs."""

    settings: Settings
    profile: Profile
    endpoint: SoftphoneEndpoint
    desk: DeskClient
    store: Store
    prompts: PromptStore
    sounds: SoundLibrary
    citizen: Softphone
    emergency: Softphone
    outside: Softphone
    phones: dict[str, Softphone]
    trending: tuple[str, ...]
    on_duty: set[str] = field(default_factory=set)
    prompt_names: dict[str, str] = field(default_factory=dict)

    async def staff(self, *agent_ids: str) -> None:
        """Have exactly these agents on duty, by dialling the feature codes."""
        for agent_id in sorted(self.on_duty - set(agent_ids)):
            await self.feature(agent_id, "*61", "feature-logout")
        for agent_id in agent_ids:
            self.phones[agent_id].behaviour = Answer(after_s=0.3)
            if agent_id not in self.on_duty:
                await self.feature(agent_id, "*60", "feature-login")
            await self.ask("POST", f"/api/agents/{agent_id}/resume")
        self.on_duty = set(agent_ids)

    async def feature(self, agent_id: str, code: str, confirmation: str) -> None:
        """Dial a feature code from an agent's telephone and hear its confirmation."""
        call = await self.phones[agent_id].dial(code)
        await call.answered(timeout_s=5)
        await call.hears_prompt(self.prompt(confirmation, "en"), timeout_s=8)
        await call.ended(timeout_s=5)

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask the desk's API."""
        if method == "GET":
            return await asyncio.to_thread(self.desk.get, path)
        return await asyncio.to_thread(self.desk.post, path, body or {})

    async def call_city(self, number: str = "311", caller: str = "2125550100") -> Call:
        """Dial the city as a citizen and wait for the answer."""
        call = await self.citizen.dial(number, caller_id=caller)
        await call.answered(timeout_s=5)
        return call

    async def agent_call(self, agent_id: str, *, timeout_s: float = 15) -> Call:
        """Return the call that reaches this agent's telephone; the agent says the own tone."""
        call = await self.phones[agent_id].next_call(timeout_s)
        call.play_tone(TONES[agent_id])
        return call

    def prompt(self, name: str, language: str) -> Path:
        """Return the sound file of a prompt of the city.

        Raises:
            ScenarioFailed: there is no such prompt.
        """
        for prompt in (*self.profile.prompts(), *confirmation_prompts()):
            if prompt.name == name and prompt.language == language:
                path = self._file(prompt)
                self.prompt_names[str(path)] = f"{name} ({language})"
                return path
        raise ScenarioFailed(f"the city has no prompt {name} in {language}")

    def _file(self, prompt: Prompt) -> Path:
        path = self.prompts.path_of(prompt)
        if path is None:
            raise ScenarioFailed(f"the prompt {prompt.name} was not made")
        return path

    def row(self, model: type[DeclarativeBase], **where: Any) -> Any:
        """Return the only row with these values, or None."""
        rows = self.rows(model, **where)
        return rows[0] if len(rows) == 1 else None

    def rows(self, model: type[DeclarativeBase], **where: Any) -> list[Any]:
        """Return the rows with these values, oldest first."""
        query = select(model).filter_by(**where)
        if hasattr(model, "id"):
            query = query.order_by(model.id)
        with self.store.session() as session:
            found = list(session.scalars(query))
            session.expunge_all()
        return found


@asynccontextmanager
async def open_stage(
    settings: Settings,
    *,
    fresh: bool = True,
    phones: bool = True,
    progress: Callable[[str], None] = lambda _text: None,
) -> AsyncIterator[Stage]:
    """Start everything, and stop it again when the block ends.

    `fresh` begins with nothing on record but the inquiries of the hours before, which
    `stage.trending` has in order. Without `phones` the agents' telephones are left to others.

    Raises:
        StartupError: a port is taken, before anything is started or cleared away.
    """
    check_ports(settings)
    state = settings.state_dir
    if fresh:
        for name in ("hotline.db", "hotline.db-wal", "hotline.db-shm", "recordings", "legs"):
            path = state / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    (state / "legs").mkdir(parents=True, exist_ok=True)
    profile = city_served(settings)
    config = _write_config(settings)
    async with contextlib.AsyncExitStack() as stack:
        trending = _history(settings, profile) if fresh else ()
        progress("Asterisk")
        asterisk = AsteriskProcess(settings.asterisk(profile), load_toolchain())
        await asyncio.to_thread(asterisk.start)
        stack.push_async_callback(asyncio.to_thread, asterisk.stop)
        progress("controller (the first time it speaks every prompt to a file)")
        await stack.enter_async_context(
            controller(settings, config=config, log=state / "controller.log")
        )
        store = Store.open(settings.database_url, create=False)
        stack.callback(store.close)
        prompts = settings.prompt_store(profile)
        await prompts.prepare([*profile.prompts(), *confirmation_prompts()])
        progress("telephones")
        endpoint = await stack.enter_async_context(SoftphoneEndpoint(recordings_dir=state / "legs"))
        yield Stage(
            settings=settings,
            profile=profile,
            endpoint=endpoint,
            desk=DeskClient.from_settings(settings),
            store=store,
            prompts=prompts,
            sounds=SoundLibrary.from_toolchain(),
            trending=trending,
            citizen=Softphone(endpoint, "citizen", server=_server(settings)),
            emergency=_trunk_phone("emergency", settings.trunk.emergency, endpoint),
            outside=_trunk_phone("outside", settings.trunk.outside, endpoint),
            phones=await _register(settings, profile, endpoint) if phones else {},
        )


def _history(settings: Settings, profile: Profile) -> tuple[str, ...]:
    with Store.open(settings.database_url) as store:
        return record_history(store, profile, now=time.time())


def _server(settings: Settings) -> str:
    return f"127.0.0.1:{settings.ports.sip}"


def _trunk_phone(name: str, uri: str, endpoint: SoftphoneEndpoint) -> Softphone:
    """The telephone at the far end of a trunk."""
    port = int(uri.rpartition(":")[2])
    return Softphone(endpoint, name, port=port, behaviour=Answer(after_s=0.2))


async def _register(
    settings: Settings, profile: Profile, endpoint: SoftphoneEndpoint
) -> dict[str, Softphone]:
    return {
        agent.agent_id: await register_phone(settings, endpoint, agent.device)
        for agent in profile.plan.agents.values()
    }


async def register_phone(settings: Settings, endpoint: SoftphoneEndpoint, device: str) -> Softphone:
    """Return an agent's telephone, registered with the password of this installation."""
    phone = Softphone(
        endpoint,
        device,
        registrar=_server(settings),
        password=settings.secrets().device(device),
    )
    await phone.register()
    return phone


def _write_config(settings: Settings) -> Path:
    """Write the settings so that the controller's process reads the same."""
    path = settings.state_dir / "hotline.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(settings.model_dump(mode="json"), file)
    return path

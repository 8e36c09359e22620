import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent_desk.softphone.endpoint import SoftphoneEndpoint
from agent_desk.softphone.phone import Softphone
from asterisk_conf.process import AsteriskProcess
from asterisk_conf.toolchain import cache_dir
from hotline.demo.proof import until
from hotline.lines.features import confirmation_prompts
from hotline.settings import Settings
from tests.faults.rig import Rig, asterisk_of, city_settings


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    # A control socket's path must be short; pytest's own folders are too deep for it.
    folder = Path(tempfile.mkdtemp(prefix="hlf-"))
    prompts = cache_dir() / "test-prompts"
    prompts.mkdir(parents=True, exist_ok=True)
    (folder / "prompts").symlink_to(prompts)
    yield city_settings(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def asterisk(settings: Settings) -> Iterator[AsteriskProcess]:
    process = asterisk_of(settings)
    process.start()
    yield process
    process.stop(grace_s=0)


@pytest_asyncio.fixture
async def rig(settings: Settings, asterisk: AsteriskProcess) -> AsyncIterator[Rig]:
    if not asterisk.status().running:
        await asyncio.to_thread(asterisk.start)
    # Callers of the test before, whom the dialplan would ring the agent for.
    await asyncio.to_thread(asterisk.cli, "channel request hangup all")
    await until(lambda: asterisk.status().channels == 0, timeout_s=20, what="an idle Asterisk")
    legs = settings.state_dir / "legs"
    legs.mkdir(exist_ok=True)
    for name in ("hotline.db", "hotline.db-wal", "hotline.db-shm", "controller.log"):
        (settings.state_dir / name).unlink(missing_ok=True)
    server = f"127.0.0.1:{settings.ports.sip}"
    async with SoftphoneEndpoint(recordings_dir=legs) as endpoint:
        agent = Softphone(
            endpoint,
            "agent1001",
            registrar=server,
            password=settings.secrets().device("agent1001"),
        )
        await agent.register()
        rig = Rig(
            settings=settings,
            asterisk=asterisk,
            endpoint=endpoint,
            citizen=Softphone(endpoint, "citizen", server=server),
            agent=agent,
        )
        await rig.prompts.prepare([*settings.load_city().prompts(), *confirmation_prompts()])
        yield rig
    rig.check_log()

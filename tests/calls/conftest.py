"""A city on real Asterisk: ports of its own, a short path for its sockets."""

import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from asterisk_conf.toolchain import cache_dir
from hotline.demo.stage import Stage, open_stage
from hotline.settings import Ports, Settings, Trunk
from tests.ports import free_port

CITY = Path(__file__).resolve().parents[2] / "flows" / "demo_city"


def settings_in(state_dir: Path, *, database: str = "") -> Settings:
    """Settings with free ports, for one machine with the demo city."""
    return Settings(
        city=CITY,
        state_dir=state_dir,
        database=database,
        ports=Ports(
            sip=free_port(socket.SOCK_DGRAM),
            ami=free_port(),
            agi=free_port(),
            audiosocket=free_port(),
            desk=free_port(),
            rtp_start=26000,
            rtp_end=26999,
        ),
        trunk=Trunk(
            emergency=f"sip:emergency@127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
            outside=f"sip:outside@127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
        ),
        drain_s=2,
    )


@pytest.fixture(scope="module")
def state_dir() -> Iterator[Path]:
    # A control socket's path must be short; pytest's own folders are too deep for it.
    folder = Path(tempfile.mkdtemp(prefix="hlc-"))
    # Spoken prompts are the same in every run: keep them with the other things that set-up makes.
    prompts = cache_dir() / "test-prompts"
    prompts.mkdir(parents=True, exist_ok=True)
    (folder / "prompts").symlink_to(prompts)
    yield folder
    shutil.rmtree(folder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(state_dir: Path) -> AsyncIterator[Stage]:
    async with open_stage(settings_in(state_dir)) as opened:
        yield opened

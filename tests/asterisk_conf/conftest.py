import shutil
import socket
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from asterisk_conf.music import SAMPLE_RATE_HZ as RATE_HZ
from asterisk_conf.music import pcm_wav
from asterisk_conf.process import AsteriskProcess
from asterisk_conf.settings import AgentEndpoint, AsteriskSettings, OutageMessage
from asterisk_conf.toolchain import Toolchain, load_toolchain
from tests.asterisk_conf.sipphone import Phone
from tests.ports import free_port

SECRET = r"""s;e\;c"r'e\t #[x](!)=>{{ y }}"""
PASSWORD = r"""p;-w"\x\;y'#[]{}%$,<>"""
SORRY_HZ = 1300
GOODBYE_HZ = 1700


def tone_wav(hz, seconds):
    t = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return pcm_wav(0.3 * np.sin(2 * np.pi * hz * t))


@pytest.fixture(scope="session")
def folder():
    """A short path: a control socket's path has little room."""
    path = Path(tempfile.mkdtemp(prefix="hl-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def recordings(folder):
    """The outage messages as tones, so that they can be told apart."""
    place = folder / "sounds" / "en"
    place.mkdir(parents=True)
    (place / "outage-sorry.wav").write_bytes(tone_wav(SORRY_HZ, 0.6))
    (place / "outage-goodbye.wav").write_bytes(tone_wav(GOODBYE_HZ, 0.6))
    return place.parent


@pytest.fixture(scope="session")
def toolchain():
    return load_toolchain()


@pytest.fixture(scope="session")
def paper_toolchain(folder):
    """Enough of a toolchain to render from."""
    share = folder / "share"
    (share / "documentation").mkdir(parents=True)
    return Toolchain(
        command=("/bin/false",),
        version="22.0.0",
        modules_dir=folder / "modules",
        share_dir=share,
        sounds_dirs={"en": share / "en"},
    )


@pytest.fixture(scope="session")
def settings(folder, recordings):
    return AsteriskSettings(
        run_dir=folder / "run",
        ami_secret=SECRET,
        sip_port=free_port(socket.SOCK_DGRAM),
        ami_port=free_port(socket.SOCK_STREAM),
        agi_port=free_port(socket.SOCK_STREAM),
        emergency_contact=f"sip:112@127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
        agents=(
            AgentEndpoint(name="agent1", password=PASSWORD),
            AgentEndpoint(name="agent2", password="two"),
        ),
        fallback_devices=("agent1", "agent2"),
        fallback_ring_s=1,
        resume_attempts=1,
        resume_pause_s=1,
        park_limit_s=1,
        sounds_dir=recordings,
        outage_messages=(OutageMessage(language="en", voice="en", sorry="a", goodbye="b"),),
    )


@pytest.fixture
def at(settings, folder):
    """Return the settings with another run directory, other ports and the changes given."""

    def changed(**changes):
        place = Path(tempfile.mkdtemp(dir=folder))
        other = {
            "run_dir": place / "run",
            "sip_port": free_port(socket.SOCK_DGRAM),
            "ami_port": free_port(socket.SOCK_STREAM),
        }
        return replace(settings, **{**other, **changes})

    return changed


@pytest.fixture(scope="module")
def asterisk(settings, toolchain):
    process = AsteriskProcess(settings, toolchain)
    process.start()
    yield process
    process.stop(grace_s=0)


@pytest.fixture
def phone(settings):
    """Return a telephone that is put away after the test."""
    phones = []

    def make(name, password=""):
        phones.append(Phone(name, settings.sip_port, password))
        return phones[-1]

    yield make
    for one in phones:
        one.close()

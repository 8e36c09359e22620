"""The machine and the versions that figures are from."""

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import sqlalchemy

from asterisk_conf.toolchain import load_toolchain


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where and when. `load_before` is the one-minute load average before the first figure."""

    date: str
    cores: int
    cpu: str
    memory_gib: float
    kernel: str
    load_before: float
    asterisk: str
    python: str
    sqlalchemy: str
    sipp: str


def this_machine() -> Machine:
    """Describe the machine as it is now."""
    return Machine(
        date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        cores=os.cpu_count() or 0,
        cpu=_cpu_model(),
        memory_gib=round(psutil.virtual_memory().total / 1024**3, 1),
        kernel=f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        load_before=round(os.getloadavg()[0], 2),
        asterisk=load_toolchain().version,
        python=platform.python_version(),
        sqlalchemy=sqlalchemy.__version__,
        sipp=_sipp_version(),
    )


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    found = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(found, platform.machine())


def _sipp_version() -> str:
    if shutil.which("sipp") is None:
        return "not installed"
    # `sipp -v` exits with 99.
    told = subprocess.run(["sipp", "-v"], capture_output=True, text=True, check=False).stdout
    words = told.split()
    return words[1].rstrip(".").removeprefix("v") if len(words) > 1 else "unknown"

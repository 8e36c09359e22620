"""The Python environment, installed from the lock, and the project in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from scripts.setup import console, paths, stamps
from scripts.setup.errors import SetupError

LOCK = paths.REPO / "requirements-dev.txt"
PYTHON = paths.VENV / "bin" / "python"
STAMPS = paths.VENV / ".stamps"

# In the environment by other ways than the lock.
_NOT_IN_LOCK = {"pip", "hotline", "pjsua2"}


def install() -> None:
    """Bring the environment and the project in it up to date."""
    _create()
    _install_lock()
    _install_project()


def pip(*arguments: str | Path, log: Path) -> None:
    """Run the environment's own pip."""
    # pip's own settings stay: they say where this machine gets its packages from.
    console.run(
        [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments], log=log
    )


def _create() -> None:
    # Any 3.11 will do: who calls with another one on the path keeps what is there.
    key = f"{sys.version_info[0]}.{sys.version_info[1]}"
    stamp = STAMPS / "python"
    if stamps.is_current(stamp, key) and PYTHON.exists():
        return
    # Not sys.executable, which may be the one in the environment that is to be replaced.
    base = Path(sys.base_exec_prefix, "bin", f"python{key}")
    console.say(f"venv: {paths.VENV.name} for Python {sys.version.split()[0]}")
    try:
        console.run([base, "-m", "venv", "--clear", paths.VENV], log=console.log_path("venv"))
    except SetupError as error:
        raise SetupError(f"{error}\nOn Debian the venv module is in python3-venv.") from error
    stamps.write(stamp, key)


def _install_lock() -> None:
    key = stamps.digest(LOCK)
    stamp = STAMPS / "lock"
    if stamps.is_current(stamp, key):
        return
    log = console.log_path("venv")
    console.say("venv: packages of the lock (about 250 MB to fetch the first time)")
    # The lock is complete: without --no-deps pip would ask for what the lock strikes out.
    pip("install", "--no-deps", "--require-hashes", "--requirement", LOCK, log=log)
    stale = _installed() - _locked() - _NOT_IN_LOCK
    if stale:
        pip("uninstall", "--yes", *sorted(stale), log=log)
    stamps.write(stamp, key)


def _install_project() -> None:
    key = stamps.digest(paths.REPO / "pyproject.toml", paths.REPO / "requirements.in")
    stamp = STAMPS / "project"
    if stamps.is_current(stamp, key):
        return
    console.say("venv: the project itself, editable")
    log = console.log_path("venv")
    pip("install", "--no-deps", "--no-build-isolation", "--editable", paths.REPO, log=log)
    stamps.write(stamp, key)


def _locked() -> set[str]:
    names = re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(), re.MULTILINE)
    return {_normal(name) for name in names}


def _installed() -> set[str]:
    listing = subprocess.run(
        [PYTHON, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {_normal(re.split(r"==| @ ", line)[0]) for line in listing.splitlines() if line}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

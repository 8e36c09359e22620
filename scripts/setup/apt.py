"""System packages: what is missing is installed by apt, and only then is apt called."""

from __future__ import annotations

import os
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from scripts.setup import console
from scripts.setup.errors import SetupError, Unsupported

_FIXED_DIRS = "/usr/lib/*/{0}", "/usr/lib64/{0}", "/usr/lib/{0}", "/usr/local/lib/{0}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A Debian package, and what of it shows that it, or its like, is there."""

    package: str
    program: str = ""
    library: str = ""
    file: str = ""

    def is_met(self) -> bool:
        """Say whether all that shows the package is on this machine."""
        checks = []
        if self.program:
            checks.append(shutil.which(self.program) is not None)
        if self.library:
            checks.append(any(_exists(place.format(self.library)) for place in _FIXED_DIRS))
        if self.file:
            checks.append(_exists(self.file))
        return all(checks)


_HEADERS = "/usr/include"
_PYTHON_H = str(Path(sysconfig.get_path("include"), "Python.h"))

RUNTIME = (
    Need(package="espeak-ng", program="espeak-ng"),
    Need(package="libespeak-ng1", library="libespeak-ng.so.1"),
    Need(package="ffmpeg", program="ffmpeg"),
    Need(package="sox", program="sox"),
    Need(package="sip-tester", program="sipp"),
    # The server's programs; a test starts its own server from them.
    Need(package="postgresql", file="/usr/lib/postgresql/*/bin/initdb"),
)

# Needed only while the pjsua2 wheel is not in the cache.
BUILD = (
    Need(package="build-essential", program="g++"),
    Need(package="make", program="make"),
    Need(package="swig", program="swig"),
    Need(package="xz-utils", program="xz"),
    Need(package="dpkg-dev", program="dpkg-source"),
    Need(package="python3-dev", file=_PYTHON_H),
    Need(package="libssl-dev", file=f"{_HEADERS}/openssl/ssl.h"),
    Need(package="uuid-dev", file=f"{_HEADERS}/uuid/uuid.h"),
    Need(package="libopus-dev", file=f"{_HEADERS}/opus/opus.h"),
    Need(package="libgsm1-dev", file=f"{_HEADERS}/gsm.h"),
    Need(package="libspeex-dev", file=f"{_HEADERS}/speex/speex.h"),
    Need(package="libspeexdsp-dev", file=f"{_HEADERS}/speex/speex_resampler.h"),
)


def install(needs: tuple[Need, ...]) -> None:
    """Install the packages of the needs that are not met.

    Raises:
        Unsupported: something is missing and this is not Debian 12.
        SetupError: something is missing and only root could install it; the message holds
            the command to run.
    """
    missing = [need.package for need in needs if not need.is_met()]
    if not missing:
        return
    names = " ".join(missing)
    if not _is_debian_12():
        raise Unsupported(f"Missing on this machine (names as in Debian 12): {names}.")
    line = f"apt-get install --yes --no-install-recommends {names}"
    if os.geteuid() != 0:
        raise SetupError(f"System packages are missing. Run this as root, then again:\n    {line}")
    console.say(f"apt: {names}")
    log = console.log_path("apt")
    env = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    command = [*line.split(), "--quiet", "-o", "DPkg::Lock::Timeout=300"]
    try:
        console.run(command, log=log, env=env)
    except SetupError:
        console.say("apt: not found, or no longer there: reading the package lists again")
        console.run(["apt-get", "update", "--quiet"], log=log, env=env)
        console.run(command, log=log, env=env)
    still = [need.package for need in needs if not need.is_met()]
    if still:
        raise SetupError(f"apt installed {' '.join(still)}, yet what is needed of it is not there.")


def _exists(pattern: str) -> bool:
    return next(Path("/").glob(pattern.lstrip("/")), None) is not None


def _is_debian_12() -> bool:
    try:
        text = Path("/etc/os-release").read_text()
    except OSError:
        return False
    fields = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    name, release = fields.get("ID", ""), fields.get("VERSION_ID", "").strip('"')
    return (name, release) == ("debian", "12") and shutil.which("apt-get") is not None

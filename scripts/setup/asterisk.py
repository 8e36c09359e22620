"""Asterisk: the system's own when it is new enough, else an unpacked copy in the cache.

Debian's stable releases have no Asterisk, its unstable release has the current long-term
one. Its packages are unpacked into a folder and run through that folder's own loader, so that
neither root nor a chroot is needed and the system's libraries do not matter.

The result is described in ``<cache>/asterisk/toolchain.json``:

- ``command``: list, the words that run Asterisk; options go after them
- ``version``: for people, such as "22.10.1"
- ``modules_dir``: for ``astmoddir``
- ``share_dir``: for ``astdatadir``: documentation, rest-api, sounds/<language>, ...
- ``sounds_dirs``: object, language (en, es, fr, it, ru) to the folder of its core sounds, WAV 8 kHz
"""

from __future__ import annotations

import json
import re
import shutil
import sysconfig
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from scripts.setup import console, paths, sounds, stamps
from scripts.setup.errors import CommandFailed, SetupError, Unsupported
from scripts.setup.private_apt import PrivateApt, unpack

RELEASE = "sid"
OLDEST_MAJOR = 20

# Of everything that the packages depend on, what the modules in use load. The patterns
# follow a change of a library's version in its package's name.
_PATTERNS = (
    *("asterisk", "asterisk-modules", "libc6", "libgcc-s1", "libstdc++6", "zlib1g", "libzstd1"),
    *("libbsd0", "libmd0", "libcap2", "libcrypt1", "libedit2", "libtinfo6", "libuuid1"),
    *("libssl[0-9]*", "libjansson4", "liburiparser1", "libxml2-[0-9]*", "libxml2", "libxslt1.1"),
    *("libsqlite3-0", "libsystemd0", "libgsm1", "libopus0", "libspeex1", "libspeexdsp1"),
    *("libsrtp2-1", "libnspr4", "libnss3", "libresample1", "liblzma5"),
)
_MODULES_DIRS = (
    f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}/asterisk/modules",
    *("/usr/lib/asterisk/modules", "/usr/lib64/asterisk/modules"),
    *("/usr/local/lib/asterisk/modules", "/usr/local/lib64/asterisk/modules"),
)
_SHARE_DIRS = ("/usr/share/asterisk", "/usr/local/share/asterisk", "/var/lib/asterisk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """An Asterisk that can be run."""

    command: list[str]
    version: str
    modules_dir: Path
    share_dir: Path


def install() -> None:
    """Find or unpack Asterisk and the core sounds, and describe them in toolchain.json."""
    folder = paths.cache_dir() / "asterisk"
    system = _system_asterisk()
    key = stamps.digest(Path(__file__), Path(sounds.__file__), system.version if system else "")
    description = folder / "toolchain.json"
    if stamps.is_current(folder / "stamp", key) and description.exists():
        return
    with PrivateApt(packages=(RELEASE,)) as archive:
        if system:
            console.say(f"asterisk: the system's own {system.version} is used")
        found = system or _unpacked(archive, folder)
        sounds_dirs = sounds.install(archive)
    share = _overlay(found.share_dir, sounds_dirs, folder / "share")
    content = {
        "command": found.command,
        "version": found.version,
        "modules_dir": str(found.modules_dir),
        "share_dir": str(share),
        "sounds_dirs": {language: str(path) for language, path in sounds_dirs.items()},
    }
    fresh = description.with_suffix(".new")
    fresh.write_text(json.dumps(content, indent=2) + "\n")
    fresh.replace(description)
    stamps.write(folder / "stamp", key)


def _system_asterisk() -> Installation | None:
    program = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if not program:
        return None
    version = _version([program])
    if int(version.split(".")[0]) < OLDEST_MAJOR:
        return None
    modules = next((Path(p) for p in _MODULES_DIRS if Path(p, "app_dial.so").exists()), None)
    share = next((Path(p) for p in _SHARE_DIRS if Path(p, "documentation").exists()), None)
    if modules is None or share is None:
        return None
    return Installation(command=[program], version=version, modules_dir=modules, share_dir=share)


def _unpacked(archive: PrivateApt, folder: Path) -> Installation:
    package = archive.version("asterisk")
    if not package:
        raise Unsupported(f"The Debian archive has no Asterisk in {RELEASE} at present.")
    target = folder / re.sub(r"[^0-9A-Za-z.+-]", "_", package)
    # A folder left by an earlier recipe may lack a library: always unpack afresh.
    console.say(f"asterisk: fetching {package} (20 MB)")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="unpack-") as scratch:
        names = [
            name
            for name in archive.closure("asterisk")
            if any(fnmatch(name, pattern) for pattern in _PATTERNS)
        ]
        root = Path(scratch, "root")
        # Debian keeps /lib and its like as links; a package may still use the old paths.
        for name in ("bin", "sbin", "lib", "lib64"):
            (root / "usr" / name).mkdir(parents=True)
            (root / name).symlink_to(f"usr/{name}")
        debs = archive.download(names, Path(scratch, "debs"))
        console.say(f"asterisk: unpacking {len(debs)} packages")
        for deb in debs:
            unpack(deb, root)
        for name in ("doc", "locale", "man", "lintian", "perl", "bug"):
            shutil.rmtree(root / "usr/share" / name, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        root.rename(target)
    return _describe(target)


def _describe(root: Path) -> Installation:
    libraries = root / "usr/lib" / str(sysconfig.get_config_var("MULTIARCH"))
    loader = next(libraries.glob("ld-linux*.so.*"), None)
    if loader is None:
        raise SetupError(f"No loader among the unpacked libraries in {libraries}.")
    command = [
        *(str(loader), "--argv0", "asterisk", "--library-path"),
        *(f"{libraries}:{libraries / 'asterisk'}", str(root / "usr/sbin/asterisk")),
    ]
    return Installation(
        command=command,
        version=_version(command),
        modules_dir=libraries / "asterisk/modules",
        share_dir=root / "usr/share/asterisk",
    )


def _version(command: list[str]) -> str:
    text = console.capture([*command, "-V"])
    found = re.search(r"\b(\d+(?:\.\d+)+)", text)
    if not found:
        raise CommandFailed(f"Asterisk does not tell its version: {text.strip()!r}")
    return found[1]


def _overlay(share: Path, sounds_dirs: dict[str, Path], target: Path) -> Path:
    """Make a data folder of links: everything in ``share``, and sounds by language code."""
    shutil.rmtree(target, ignore_errors=True)
    (target / "sounds").mkdir(parents=True)
    for entry in share.iterdir():
        if entry.name != "sounds":
            (target / entry.name).symlink_to(entry)
    for language, path in sounds_dirs.items():
        (target / "sounds" / language).symlink_to(path)
    return target

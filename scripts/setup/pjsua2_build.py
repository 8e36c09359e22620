"""Building a wheel of pjsua2, the Python side of the pjproject SIP stack.

The package index has only a source archive that cannot be built. Debian's asterisk source
package carries the pjproject source as one of its parts; Debian took third-party code out of
it, which is put back here (libsrtp) or comes from system packages (gsm, speex).
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from scripts.setup import asterisk, console, venv
from scripts.setup.errors import SetupError
from scripts.setup.private_apt import PrivateApt

CONFIG = Path(__file__).with_name("pjsua2_config_site.h")

# The release of libsrtp that pjproject 2.x bundles is the one in this Debian release.
_SRTP_RELEASE = "bookworm"

_PATCHES = (
    # (file, old, new): each must be found, or the source has moved on.
    # pjproject's own copy of libsrtp has an extra file; the original one serves as well.
    ("third_party/build/srtp/Makefile", "pjlib/srtp_err.o", "crypto/kernel/err.o"),
    # Debian removed this file but not its mention.
    ("pjmedia/build/Makefile", "bdimad_dev.o", ""),
    # Since 2.17 every call offers a line of text (T.140); a telephone does not.
    ("pjsip/src/pjsua-lib/pjsua_call.c", "opt->txt_cnt = 1;", "opt->txt_cnt = 0;"),
    # A fixed array; the number of transports is otherwise a setting.
    ("pjsip/include/pjsua-lib/pjsua_internal.h", "tpdata[8]", "tpdata[PJSIP_MAX_TRANSPORTS]"),
)

_CONFIGURE = (
    "./configure",
    *("--enable-epoll", "--disable-sound", "--disable-video", "--disable-upnp", "--disable-sdl"),
    *("--disable-ffmpeg", "--disable-v4l2", "--disable-openh264", "--disable-vpx"),
    *("--disable-libyuv", "--disable-libwebrtc", "--disable-speex-aec", "--disable-silk"),
    *("--disable-opencore-amr", "--disable-bcg729", "--disable-lyra", "--disable-ilbc-codec"),
    *("--disable-g7221-codec", "--with-external-gsm", "--with-external-speex"),
    "--enable-speex-resample",
    *("CFLAGS=-O2 -fPIC -DNDEBUG", "CXXFLAGS=-O1 -fPIC -DNDEBUG"),
)


def build(folder: Path) -> None:
    """Build the wheel into ``folder``; this takes some minutes."""
    log = console.log_path("pjsua2")
    log.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="hotline-pjsua2-") as scratch:
        work = Path(scratch)
        source = _source(work, log)
        console.say("pjsua2: configure")
        console.run(_CONFIGURE, cwd=source, log=log)
        console.say("pjsua2: make (about 2 minutes)")
        console.run(["make", f"-j{os.cpu_count() or 1}", "lib"], cwd=source, log=log)
        console.say("pjsua2: Python binding (about 1 minute)")
        binding = source / "pjsip-apps/src/swig/python"
        console.run(["make", "pjsua2_wrap.cpp"], cwd=binding, log=log)
        tools = {
            # Appended last by the binding's setup.py: a third of the time of Python's own -O3 -g.
            "CFLAGS": "-O1 -g0 -w",
            "PATH": f"{venv.PYTHON.parent}:{os.environ['PATH']}",
        }
        options = ("--no-build-isolation", "--use-pep517", "--no-deps", "--wheel-dir")
        pip = (venv.PYTHON, "-m", "pip", "--disable-pip-version-check", "wheel", "--verbose")
        console.run([*pip, *options, work / "raw", "."], cwd=binding, log=log, env=tools)
        console.say("pjsua2: libraries into the wheel")
        command = (venv.PYTHON, "-m", "auditwheel", "repair", "--strip", "--wheel-dir")
        raw = wheels(work / "raw")
        console.run([*command, work / "repaired", *raw], log=log, env=tools)
        repaired = wheels(work / "repaired")
        if len(repaired) != 1:
            raise SetupError(f"One pjsua2 wheel was expected, not {repaired}; see {log}.")
        folder.mkdir(parents=True, exist_ok=True)
        arriving = folder / f".{repaired[0].name}"
        shutil.copy(repaired[0], arriving)
        arriving.rename(folder / repaired[0].name)


def _source(work: Path, log: Path) -> Path:
    """Download and patch the pjproject source, and return its folder."""
    console.say("pjsua2: fetching the source")
    with PrivateApt(sources=(asterisk.RELEASE, _SRTP_RELEASE)) as archive:
        files = archive.download_source(f"asterisk/{asterisk.RELEASE}", work / "archives")
        files += archive.download_source(f"libsrtp2/{_SRTP_RELEASE}", work / "archives")
    source = work / "pjproject"
    srtp = source / "third_party/srtp"
    _extract(_only(files, r"asterisk_.*\.orig-Xpjproject\.tar\.\w+"), source, log)
    _extract(_only(files, r"libsrtp2_.*\.orig\.tar\.\w+"), srtp, log)
    for name, old, new in _PATCHES:
        path = source / name
        text = path.read_text(encoding="latin-1")
        if old not in text:
            raise SetupError(f"pjproject's {name} no longer has {old!r}: review {__file__}.")
        path.write_text(text.replace(old, new), encoding="latin-1")
    shutil.copy(CONFIG, source / "pjlib/include/pj/config_site.h")
    return source


def _only(files: list[Path], pattern: str) -> Path:
    found = {path for path in files if re.fullmatch(pattern, path.name)}
    if len(found) != 1:
        raise SetupError(f"One source archive {pattern} was expected, not {sorted(found)}.")
    return found.pop()


def _extract(archive: Path, target: Path, log: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    console.run(["tar", "-xf", archive, "-C", target, "--strip-components=1"], log=log)


def wheels(folder: Path) -> list[Path]:
    """Return the pjsua2 wheels in ``folder``."""
    return sorted(folder.glob("pjsua2-*.whl"))

"""pjsua2 in the environment, from a wheel in the cache that is built where there is none."""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.setup import console, paths, pjsua2_build, stamps, venv
from scripts.setup.errors import SetupError

_STAMP = venv.STAMPS / "pjsua2"

_SMOKE = """
import pjsua2 as pj
endpoint = pj.Endpoint()
endpoint.libCreate()
config = pj.EpConfig()
config.logConfig.level = config.logConfig.consoleLevel = 0
endpoint.libInit(config)
endpoint.audDevManager().setNullDev()
codecs = sorted(codec.codecId for codec in endpoint.codecEnum2())
print('built:', endpoint.libVersion().full, *codecs)
endpoint.libDestroy()
"""


def install() -> None:
    """Install the wheel, and make sure that it works."""
    key = _key()
    if stamps.is_current(_STAMP, key):
        return
    folder = _folder()
    if not pjsua2_build.wheels(folder):
        pjsua2_build.build(folder)
    log = console.log_path("pjsua2")
    wheel = pjsua2_build.wheels(folder)[0]
    venv.pip("install", "--no-index", "--no-deps", "--force-reinstall", wheel, log=log)
    about = console.capture([venv.PYTHON, "-c", _SMOKE], cwd=folder)
    # The library writes lines of its own before its log level can be set.
    mine = [line for line in about.splitlines() if line.startswith("built: ")]
    if not mine:
        raise SetupError(f"pjsua2 was built but does not work:\n{about}")
    console.say(f"pjsua2: {mine[0]}")
    stamps.write(_STAMP, key)


def must_build() -> bool:
    """Say whether the wheel is not in the cache yet, so that its build tools are needed."""
    return not stamps.is_current(_STAMP, _key()) and not pjsua2_build.wheels(_folder())


def _key() -> str:
    recipe = Path(pjsua2_build.__file__)
    return stamps.digest(recipe, pjsua2_build.CONFIG, str(sys.implementation.cache_tag))


def _folder() -> Path:
    return paths.cache_dir() / "wheels" / f"pjsua2-{_key()}"

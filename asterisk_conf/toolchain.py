"""Which Asterisk to run: found at set-up, described in a file of the cache folder."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asterisk_conf.errors import AsteriskMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """An Asterisk that can be run.

    `command` are the words that start it, options go after them; `sounds_dirs` maps a language
    (en, es, fr, it, ru) to the folder of Asterisk's core sounds in it.
    """

    command: tuple[str, ...]
    version: str
    modules_dir: Path
    share_dir: Path
    sounds_dirs: dict[str, Path]


def cache_dir() -> Path:
    """Return the folder that set-up fills: HOTLINE_CACHE, else `hotline` in the user's cache."""
    own = os.environ.get("HOTLINE_CACHE")
    if own:
        return Path(own).absolute()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "hotline"


def load_toolchain(path: Path | None = None) -> Toolchain:
    """Read the description at `path`, by default the one of the cache folder.

    Raises:
        AsteriskMissing: there is none, it is damaged, or what it names is gone.
    """
    file = path or cache_dir() / "asterisk" / "toolchain.json"
    try:
        content: dict[str, Any] = json.loads(file.read_text("utf-8"))
        found = Toolchain(
            command=tuple(str(word) for word in content["command"]),
            version=str(content["version"]),
            modules_dir=Path(content["modules_dir"]),
            share_dir=Path(content["share_dir"]),
            sounds_dirs={tag: Path(text) for tag, text in content["sounds_dirs"].items()},
        )
    except FileNotFoundError as error:
        raise AsteriskMissing(f"there is no Asterisk yet ({file}): run `make setup`") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AsteriskMissing(f"{file} cannot be read: run `make setup` again") from error
    if not found.command or not Path(found.command[0]).exists() or not found.modules_dir.is_dir():
        raise AsteriskMissing(f"the Asterisk that {file} names is gone: run `make setup` again")
    return found

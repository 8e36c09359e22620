"""Asterisk's core sounds: real voices in five languages, unpacked into the cache."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from scripts.setup import console, paths, stamps
from scripts.setup.errors import SetupError
from scripts.setup.private_apt import PrivateApt, unpack

LANGUAGES = ("en", "es", "fr", "it", "ru")


def install(archive: PrivateApt) -> dict[str, Path]:
    """Unpack the sounds where they are not yet, and return the folder of each language."""
    folder = paths.cache_dir() / "sounds"
    return {language: _install_one(archive, language, folder) for language in LANGUAGES}


def _install_one(archive: PrivateApt, language: str, folder: Path) -> Path:
    package = f"asterisk-core-sounds-{language}-wav"
    target = folder / language
    version = archive.version(package)
    # The stamp lies beside the folder, since the folder is what Asterisk looks into.
    stamp = folder / f"{language}.stamp"
    if stamps.is_current(stamp, version) and target.is_dir():
        return target
    console.say(f"sounds: {language}")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="unpack-") as scratch:
        for deb in archive.download([package], Path(scratch, "debs")):
            unpack(deb, Path(scratch, "root"))
        # One folder a package, named by country and voice, such as en_US_f_Allison.
        voices = [
            path
            for path in Path(scratch, "root/usr/share/asterisk/sounds").iterdir()
            if path.is_dir() and not path.is_symlink() and path.name.startswith(f"{language}_")
        ]
        if len(voices) != 1:
            raise SetupError(f"{package} was expected to hold one voice, not {voices}.")
        shutil.rmtree(target, ignore_errors=True)
        voices[0].rename(target)
    stamps.write(stamp, version)
    return target

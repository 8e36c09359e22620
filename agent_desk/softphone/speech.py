"""Utterances for callers, put together from real recordings.

The words are Asterisk's core sounds, real voices in several languages, unpacked by set-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from agent_desk.softphone.errors import SoundError
from agent_desk.softphone.hearing import loudness_db
from agent_desk.softphone.pcm import Pcm, join, levels_db, read_wav, samples, scale
from asterisk_conf.errors import AsteriskMissing
from asterisk_conf.toolchain import load_toolchain

LEVEL_DB = -20.0
_WINDOW_S = 0.01
_BELOW_PEAK_DB = 38.0
_MARGIN_S = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundLibrary:
    """Recorded words by language.

    Attributes:
        folders: for each language its folder, which holds `digits/1.wav` and the like.
    """

    folders: Mapping[str, Path]

    @classmethod
    def from_toolchain(cls, path: Path | None = None) -> SoundLibrary:
        """Read where set-up put the sounds.

        Args:
            path: set-up's description of Asterisk; by default the one in the cache folder.

        Raises:
            SoundError: it is not there or cannot be read.
        """
        try:
            return cls(folders=load_toolchain(path).sounds_dirs)
        except AsteriskMissing as error:
            raise SoundError(f"there are no recorded words: {error}") from error

    def path(self, language: str, name: str) -> Path:
        """Return the file of the word `name`, such as `digits/1`.

        Raises:
            SoundError: there is no such language or word.
        """
        folder = self.folders.get(language)
        if folder is None:
            known = ", ".join(sorted(self.folders))
            raise SoundError(f"there are no recorded words in {language!r}, only in {known}")
        path = folder / f"{name}.wav"
        if not path.is_file():
            raise SoundError(f"there is no recording of {name!r} in {language!r}")
        return path

    def utterance(
        self, language: str, names: Sequence[str], gap_ms: float = 200.0, level_db: float = LEVEL_DB
    ) -> Pcm:
        """Return the words `names` said one after the other.

        Each is freed of the silence around it and brought to one loudness.

        Args:
            language: language of the words.
            names: words, such as `digits/1`.
            gap_ms: silence between two words.
            level_db: loudness of each word's sounding parts, in dBFS.

        Raises:
            SoundError: there is no such language or word.
        """
        words = (read_wav(self.path(language, name)) for name in names)
        return join((normalised(trimmed(word), level_db) for word in words), gap_ms / 1000)


def trimmed(pcm: Pcm) -> Pcm:
    """Return `pcm` without the silence before and after; what is silent all over is empty."""
    levels = levels_db(pcm, _WINDOW_S)
    if levels.size == 0:
        return pcm[:0]
    sounding = np.flatnonzero(levels > max(float(levels.max()) - _BELOW_PEAK_DB, -60.0))
    if sounding.size == 0:
        return pcm[:0]
    window, margin = samples(_WINDOW_S), samples(_MARGIN_S)
    first = max(0, int(sounding[0]) * window - margin)
    return pcm[first : (int(sounding[-1]) + 1) * window + margin]


def normalised(pcm: Pcm, level_db: float = LEVEL_DB) -> Pcm:
    """Return `pcm` with its sounding parts at `level_db` dBFS; silence stays as it is."""
    present = loudness_db(pcm, floor_db=-60.0)
    return pcm if present is None else scale(pcm, level_db - present)

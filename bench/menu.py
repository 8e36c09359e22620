"""A menu of three levels, the same on both sides: ours is `city/levels.flow.yaml`.

In place of prompts are steady tones, one for each level. Key 1 leads to the next level, and from
the last one back to the first.
"""

from pathlib import Path
from typing import Final

from bench.tones import write_tone

FLOW: Final = "levels"
ONWARD: Final = "1"
LEVELS: Final = ("first", "second", "third")
TONES_HZ: Final = dict(zip(LEVELS, (600.0, 1000.0, 1550.0), strict=True))
PROMPT_S: Final = 12.0
"""As long as a city's menu; callers press a key before its end."""


def write_prompts(sounds: Path) -> None:
    """Put the tones among a city's recordings, where the flow's prompts are looked for."""
    for level, hz in TONES_HZ.items():
        write_tone(sounds / f"{FLOW}.{level}.wav", hz, seconds=PROMPT_S)


def level_after(level: str) -> str:
    """Return where the key leads."""
    return LEVELS[(LEVELS.index(level) + 1) % len(LEVELS)]

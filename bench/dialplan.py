"""The dialplan that a city's engineers would have written by hand, to be measured against."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.menu import FLOW, LEVELS, ONWARD, level_after

PLAIN_SHORT: Final = "benchplain"
PLAIN_MENU: Final = "benchmenu"

_MENU_PATIENCE_S: Final = 30


def hand_written(sounds: Path) -> str:
    """Return the dialplan of the short call and of the menu, whose prompts lie in `sounds`."""
    return "\n".join(_lines(sounds)) + "\n"


def _lines(sounds: Path) -> Iterator[str]:
    yield from (
        "[from-trunk](+)",
        f"exten => {PLAIN_SHORT},1,Answer()",
        " same => n,Playback(beep)",
        " same => n,Wait(0.1)",
        " same => n,Hangup()",
        f"exten => {PLAIN_MENU},1,Answer()",
        f" same => n,Goto(bench-{LEVELS[0]},s,1)",
    )
    for level in LEVELS:
        yield from (
            "",
            f"[bench-{level}]",
            f"exten => s,1,Background({sounds / f'{FLOW}.{level}'})",
            f" same => n,WaitExten({_MENU_PATIENCE_S})",
            f"exten => {ONWARD},1,Goto(bench-{level_after(level)},s,1)",
        )
        for key in ("2", "3", "0", "9"):
            yield f"exten => {key},1,Hangup()"
        yield from ("exten => i,1,Goto(s,1)", "exten => t,1,Hangup()")

"""When something is to end, as people say it: `+2h`, `+30m`, `18:30`, `2026-12-24 18:30`."""

import re
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

_FROM_NOW: Final = re.compile(r"\+(\d{1,4})([mhd])")
_UNIT_S: Final = {"m": 60.0, "h": 3600.0, "d": 86_400.0}


def parse_until(text: str, *, zone: tzinfo, now: float) -> float:
    """Return the time in epoch seconds; a clock time is the next of that name in `zone`.

    Raises:
        ValueError: it is none of these; the text says which there are.
    """
    text = text.strip()
    if found := _FROM_NOW.fullmatch(text):
        return now + int(found[1]) * _UNIT_S[found[2]]
    today = datetime.fromtimestamp(now, zone)
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        pass
    else:
        at = datetime.combine(today.date(), clock, zone)
        if at.timestamp() <= now:
            at = datetime.combine(today.date() + timedelta(days=1), clock, zone)
        return at.timestamp()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no time: say +30m, +2h, +1d, 18:30 or 2026-12-24 18:30"
        ) from None
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).timestamp()

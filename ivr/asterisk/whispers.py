"""A sound that one leg alone hears, whatever bridge the leg is in.

A Local channel plays the sound at one end (`play` of the dialplan's context `whisper`) and speaks
from the other into the leg (`onto`, ChanSpy's private whisper). It is over when it hangs up.
"""

import asyncio
from itertools import count
from typing import Final

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent

_CONTEXT: Final = "whisper"
_SET_UP_S: Final = 3.0


class Whispers:
    """Every whisper in the air. `channel_prefix` begins the unique ids of their channels."""

    def __init__(self, ami: AmiClient, *, channel_prefix: str = "whisper-") -> None:
        """Begin to follow the switch."""
        self._ami = ami
        self._prefix = channel_prefix
        self._numbers = count(1)
        self._over: dict[str, asyncio.Event] = {}
        self._end = ami.subscribe(["Hangup"], self._hung_up)

    def close(self) -> None:
        """Follow the switch no more."""
        self._end()

    async def play(self, target_id: str, sound: str, *, limit_s: float) -> bool:
        """Play `sound` (a path without its extension) to the leg with the unique id `target_id`.

        Returns when it is over, whether that came within `limit_s`.

        Raises:
            AmiError: Asterisk refused or did not answer.
        """
        channel_id = f"{self._prefix}{self._ami.generation}-{next(self._numbers)}"
        over = self._over[channel_id] = asyncio.Event()
        try:
            await self._ami.originate(
                channel=f"Local/play@{_CONTEXT}/n",
                channel_id=channel_id,
                context=_CONTEXT,
                exten="onto",
                ring_timeout_s=_SET_UP_S,
                variables={"HOTLINE_SOUND": sound, "HOTLINE_TARGET_ID": target_id},
            )
            async with asyncio.timeout(limit_s):
                await over.wait()
        except TimeoutError:
            return False
        finally:
            del self._over[channel_id]
        return True

    def _hung_up(self, event: AmiEvent) -> None:
        if over := self._over.get(event.get("uniqueid")):
            over.set()

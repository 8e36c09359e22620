"""Listening to a leg while it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from agent_desk.softphone.errors import SoftphoneError, WaitedInVain
from agent_desk.softphone.hearing import tones
from agent_desk.softphone.pcm import RATE_HZ, Pcm, read_wav
from agent_desk.softphone.prompt_match import Match, heard_prompt
from agent_desk.softphone.recording import Recording
from agent_desk.softphone.waiting import Faults

T = TypeVar("T")

_LOOK_AGAIN_S = 0.1
_COMPLETE_S = 5.0
# How much of what was looked at is looked at again, for what began before.
_OVERLAP_S = 0.5


class Listener:
    """Looks for tones and prompts in a growing recording."""

    def __init__(
        self, recording: Recording | None, faults: Faults, has_ended: Callable[[], bool]
    ) -> None:
        """Listen to `recording`, whose leg is over when `has_ended`."""
        self._recording = recording
        self._faults = faults
        self._has_ended = has_ended

    @property
    def path(self) -> Path:
        """The recording's file.

        Raises:
            SoftphoneError: the telephone does not record.
        """
        return self._source.path

    def heard(self, after_s: float = 0.0) -> Pcm:
        """Return what is in the recording from `after_s` on."""
        return self._source.read(after_s)

    async def completed(self) -> None:
        """Wait until the recorder has closed the file of a leg that has ended.

        Raises:
            WaitedInVain: it never does.
        """
        try:
            async with asyncio.timeout(_COMPLETE_S):
                # The media clock closes it with one of its next ticks, of 20 ms each.
                while True:
                    if self._source.is_complete:
                        return
                    await asyncio.sleep(0.01)
        except TimeoutError as error:
            raise WaitedInVain(f"{self.path} is not completed") from error

    async def hears(
        self, freq_hz: float, timeout_s: float, after_s: float, lasting_s: float
    ) -> float:
        """Wait for a tone of `lasting_s`; return when it began, seconds into the recording.

        Raises:
            WaitedInVain: it is not heard in time, or before the leg's end.
        """
        looked_at_s = after_s
        overlap_s = lasting_s + _OVERLAP_S

        def begun() -> float | None:
            nonlocal looked_at_s
            pcm = self.heard(looked_at_s)
            found = tones(pcm, [freq_hz], shortest_ms=lasting_s * 1000)
            if found:
                return looked_at_s + found[0].start_s
            looked_at_s = max(looked_at_s, looked_at_s + pcm.size / RATE_HZ - overlap_s)
            return None

        return await self._search(begun, timeout_s, f"a tone of {freq_hz:g} Hz")

    async def hears_prompt(self, prompt: Path | Pcm, timeout_s: float, after_s: float) -> Match:
        """Wait for a prompt to be heard to its end.

        Raises:
            WaitedInVain: it is not heard in time, or before the leg's end.
        """
        wanted = await asyncio.to_thread(read_wav, prompt) if isinstance(prompt, Path) else prompt
        overlap_s = wanted.size / RATE_HZ + _OVERLAP_S
        looked_at_s = after_s

        def played() -> Match | None:
            nonlocal looked_at_s
            pcm = self.heard(looked_at_s)
            match = heard_prompt(pcm, wanted)
            if match.found:
                return replace(match, start_s=looked_at_s + match.start_s)
            looked_at_s = max(looked_at_s, looked_at_s + pcm.size / RATE_HZ - overlap_s)
            return None

        what = f"the prompt {prompt}" if isinstance(prompt, Path) else "a prompt"
        return await self._search(played, timeout_s, what)

    async def _search(self, look: Callable[[], T | None], timeout_s: float, what: str) -> T:
        """Look whenever there is more to hear until it is found, the last time at the end."""
        looked_at = -1
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    over = self._has_ended() and self._source.is_complete
                    size = self._source.size
                    found = None
                    # The recorder writes twice a second: the same audio holds the same answer.
                    if size > looked_at:
                        looked_at = size
                        # Transforms of long audio must not hold up the polling of the stack.
                        found = await asyncio.to_thread(look)
                    self._faults.check()
                    if found is not None:
                        return found
                    if over:
                        raise WaitedInVain(f"the call ended without {what}")
                    await asyncio.sleep(_LOOK_AGAIN_S)
        except TimeoutError as error:
            if isinstance(error, WaitedInVain):
                raise
            raise WaitedInVain(f"listened {timeout_s} s in vain for {what}") from error

    @property
    def _source(self) -> Recording:
        if self._recording is None:
            raise SoftphoneError("this telephone does not record, so nothing can be heard")
        return self._recording

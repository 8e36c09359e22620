"""Recordings of conversations: begun when the caller meets the first person, kept on record."""

import asyncio
import shutil
import wave
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import structlog

from hotline.messages import FactHappened, Message
from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.errors import AgiRefused
from ivr.flow.events import RecordingKept

log = structlog.get_logger()

# MixMonitor's files lag behind the call by half a second and more: seconds from look to look.
_SETTLE_S = (0.25, 0.25, 0.25, 0.5, 0.5, 1.0, 2.0)
_DRAIN_GRACE_S = 1.0


def wav_seconds(path: Path) -> float:
    """Return the length of a WAV file in seconds, 0.0 when it cannot be read."""
    try:
        with wave.open(str(path)) as file:
            frames, rate = file.getnframes(), file.getframerate()
            return float(frames / rate)
    except (OSError, EOFError, wave.Error):
        return 0.0


def _is_empty(path: Path) -> bool:
    # Asterisk tells nobody that the disk is full: it makes the file and writes nothing to it.
    return not path.is_file() or path.stat().st_size == 0


_LEAST_ROOM = 500_000_000
"""Bytes; below it is told. An hour of conversation takes 170 MB, with both sides."""


class ConversationRecorder:
    """MixMonitor a call: the mix, and each side in its own file."""

    def __init__(
        self,
        *,
        folder: Path,
        post: Callable[[Message], None],
        enabled: bool,
    ) -> None:
        self._folder = folder
        self._post = post
        self._enabled = enabled
        self._failure = ""
        self._running: dict[str, Path] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def failure(self) -> str:
        """Why conversations are not recorded, or soon will not be; '' while all is well."""
        if self._failure or not self._enabled:
            return self._failure
        try:
            room = shutil.disk_usage(self._folder if self._folder.is_dir() else Path()).free
        except OSError as error:
            return f"the room for recordings is not known: {error}"
        return "" if room >= _LEAST_ROOM else f"{room // 1_000_000} MB are left for recordings"

    async def begin(self, call_id: str, session: AgiSession) -> None:
        """Start recording the session's channel; again for the same call does nothing.

        The manager interface may not: its right to start MixMonitor is a right to run programs.

        Raises:
            AgiHangup: the caller left.
        """
        if not self._enabled or call_id in self._running:
            return
        stem = self._folder / call_id
        try:
            await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
            await session.execute(
                "MixMonitor", f"{stem}.wav", f"r({stem}-caller.wav)t({stem}-agents.wav)"
            )
        except (AgiRefused, OSError) as error:
            log.error("recording_failed", call_id=call_id, error=str(error))
            self._failure = f"conversations are not recorded: {error}"
        else:
            self._running[call_id] = stem

    async def stop(self, call_id: str, session: AgiSession) -> None:
        """Record no more of this call; what was recorded before is kept.

        Raises:
            AgiHangup: the caller left.
        """
        if call_id in self._running:
            try:
                await session.execute("StopMixMonitor")
            except AgiRefused as error:
                log.error("recording_not_stopped", call_id=call_id, error=str(error))

    def finish(self, call_id: str) -> None:
        """The line is closed: put the recording on record once its files are complete."""
        if stem := self._running.pop(call_id, None):
            self._go(self._keep(call_id, stem))

    async def drain(self) -> None:
        """Wait until every recording begun is on record."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=sum(_SETTLE_S) + _DRAIN_GRACE_S)

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep(self, call_id: str, stem: Path) -> None:
        mixed = Path(f"{stem}.wav")
        seconds = -1.0
        for pause_s in _SETTLE_S:
            await asyncio.sleep(pause_s)
            now_s = await asyncio.to_thread(wav_seconds, mixed)
            if now_s > 0 and now_s == seconds:
                break
            seconds = now_s
        if await asyncio.to_thread(_is_empty, mixed):
            log.error("recording_empty", call_id=call_id)
            self._failure = f"conversations are not recorded: nothing was written to {mixed.name}"
        else:
            self._failure = ""
        self._post(
            FactHappened(
                event=RecordingKept(
                    call_id=call_id,
                    path=str(mixed),
                    duration_s=max(seconds, 0.0),
                    sides={"caller": f"{stem}-caller.wav", "agents": f"{stem}-agents.wav"},
                )
            )
        )

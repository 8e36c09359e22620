"""A message that the caller leaves, recorded in the AGI session."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from structlog.typing import FilteringBoundLogger

from hotline.lines.recording import wav_seconds
from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.errors import AgiRefused
from ivr.flow import commands, inputs

_ANY_KEY: Final = "0123456789*#"


async def take_message(
    command: commands.RecordMessage,
    *,
    call_id: str,
    session: AgiSession,
    folder: Path,
    post: Callable[[inputs.Input], None],
    log: FilteringBoundLogger,
) -> None:
    """Record until a key, silence or the longest time, and post what came of it.

    Raises:
        AgiHangup: the caller left; what was recorded has been posted.
    """
    stem = folder / f"{call_id}-{command.record_id}"
    ended: inputs.Input | None = None
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await session.record(
            str(stem),
            escape_digits=_ANY_KEY,
            timeout_ms=int(command.max_s * 1000),
            silence_s=max(1, round(command.silence_s)),
            beep=True,
        )
    except (AgiRefused, OSError) as error:
        log.error("message_not_recorded", error=str(error))
        ended = inputs.CommandFailed(what=command.record_id, reason=str(error))
    finally:
        # A caller who hangs up after speaking has left the message all the same. Reading the
        # header takes no time worth a wait, which a line that is being closed may not get.
        path = Path(f"{stem}.wav")
        post(
            ended
            or inputs.MessageRecorded(
                record_id=command.record_id,
                path=str(path),
                duration_s=wav_seconds(path),
            )
        )

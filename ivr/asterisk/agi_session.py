"""One call in our hands: what the flow can do with it."""

import asyncio
from typing import Final

from ivr.asterisk.agi_reply import AgiReply
from ivr.asterisk.agi_request import AgiRequest
from ivr.asterisk.agi_results import RecordEnd, RecordResult, StreamResult
from ivr.asterisk.agi_wire import AgiWire
from ivr.asterisk.errors import AgiHangup, AgiRefused
from ivr.asterisk.quoting import agi_quote, app_arguments, one_line

SAMPLES_PER_MS: Final = 8
"""Positions in files of 8 kHz, the only rate that prompts and recordings have here."""

_HANGUP_SETTLES_S: Final = 0.25
# GET VARIABLE answers from a buffer of 1024 bytes; a character may be cut at its end.
_CUT_AT_BYTES: Final = 1000
_PLAY_LIMIT_S: Final = 3600.0
# No telephone has these keys: CONTROL STREAM FILE would else skip and rewind at # and *.
_FORWARD, _REWIND, _PAUSE = "x", "y", "z"


class AgiSession:
    """Commands on one call's channel. They are done one after another, whoever asks.

    Every method raises `AgiHangup` once the call is over, `AgiRefused` if Asterisk cannot do it,
    and `AgiTimeout` if it does not answer; after a time-out or a cancelled command the session
    is over, because the late reply would be taken for the next one's.
    """

    def __init__(self, *, request: AgiRequest, wire: AgiWire) -> None:
        """Wrap a connection whose headers have been read."""
        self.request = request
        self._wire = wire

    @property
    def hung_up(self) -> asyncio.Event:
        """Set when the caller is gone or the connection broke, also while no command runs."""
        return self._wire.hung_up

    async def command(
        self, verb: str, *arguments: object, timeout_s: float | None = 5.0
    ) -> AgiReply:
        """Send `verb` (e.g. "GET DATA") with each argument quoted; return its 200 reply."""
        words = [one_line(verb), *(agi_quote(argument) for argument in arguments)]
        return await self._wire.send_command(" ".join(words), timeout_s=timeout_s)

    # --- the line -----------------------------------------------------------------------------

    async def answer(self) -> None:
        """Pick up; nothing happens if that has been done."""
        await self._done(await self.command("ANSWER", timeout_s=10.0), "ANSWER")

    async def hang_up(self) -> None:
        """End the call."""
        await self.command("HANGUP")

    async def set_variable(self, name: str, value: object) -> None:
        """Set a channel variable, or a writable function such as `CHANNEL(language)`."""
        await self.command("SET VARIABLE", name, value)

    async def get_variable(self, name: str) -> str | None:
        """Return a channel variable; None if it is not set."""
        reply = await self.command("GET VARIABLE", name)
        if reply.result != "1":
            return None
        value = reply.data or ""
        if len(value.encode()) >= _CUT_AT_BYTES:
            reply = await self.command("GET FULL VARIABLE", f"${{{name}}}")
            value = reply.data or ""
        return value

    async def execute(
        self, application: str, *arguments: object, timeout_s: float | None = None
    ) -> str:
        """Run a dialplan application to its end and return its result.

        Each argument arrives as one, whatever commas, quotes or line breaks it holds, in every
        application that splits its arguments. `Set` does not: use `set_variable`.
        """
        reply = await self.command(
            "EXEC", application, app_arguments(arguments), timeout_s=timeout_s
        )
        if reply.result == "-2":
            raise AgiRefused(f"Asterisk has no application {application}")
        await self._done(reply, application)
        return reply.result

    # --- sound --------------------------------------------------------------------------------

    async def music(self, on: bool, class_: str = "default") -> None:
        """Turn music on hold on or off; it plays while no command does."""
        if on:
            await self.command("SET MUSIC", "on", class_)
        else:
            await self.command("SET MUSIC", "off")

    async def stream(self, path: str, escape_digits: str = "") -> StreamResult:
        """Play a file (no extension) to its end, or to one of the keys."""
        reply = await self.command("STREAM FILE", path, escape_digits, timeout_s=_PLAY_LIMIT_S)
        await self._done(reply, "STREAM FILE")
        return StreamResult(
            digit=reply.digit,
            end_ms=reply.endpos // SAMPLES_PER_MS,
            complete=not reply.digit,
        )

    async def control_stream(self, path: str, escape_digits: str = "") -> StreamResult:
        """Play a file (no extension) that AMI's ControlPlayback can stop.

        Asterisk gives the position, in milliseconds, only of a file that was cut short, which is
        how the two are told apart; at the end of the file the time that passed is taken.
        """
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        reply = await self.command(
            "CONTROL STREAM FILE",
            path,
            escape_digits,
            "3000",
            _FORWARD,
            _REWIND,
            _PAUSE,
            timeout_s=_PLAY_LIMIT_S,
        )
        passed_ms = round((loop.time() - began_s) * 1000)
        await self._done(reply, "CONTROL STREAM FILE")
        complete = reply.endpos < 0
        return StreamResult(
            digit=reply.digit,
            end_ms=passed_ms if complete else reply.endpos,
            complete=complete,
        )

    async def record(
        self,
        path: str,
        *,
        format_: str = "wav",
        escape_digits: str = "#",
        timeout_ms: int = 60_000,
        silence_s: int = 0,
        beep: bool = True,
    ) -> RecordResult:
        """Record to a file (no extension) until a key, silence, the time limit or the hang-up.

        `silence_s` 0 means that silence does not end it.
        """
        arguments: list[object] = [path, format_, escape_digits, timeout_ms]
        if beep:
            arguments.append("BEEP")
        if silence_s:
            arguments.append(f"s={silence_s}")
        reply = await self.command(
            "RECORD FILE", *arguments, timeout_s=timeout_ms / 1000 + silence_s + 10.0
        )
        if reply.data not in {end.value for end in RecordEnd}:
            await self._done(reply, "RECORD FILE")
            raise AgiRefused(f"RECORD FILE ended with {reply.text}")
        end = RecordEnd(reply.data)
        if end is RecordEnd.KEY:
            return RecordResult(end=end, digit=reply.digit, duration_ms=None)
        return RecordResult(end=end, digit="", duration_ms=reply.endpos // SAMPLES_PER_MS)

    # --- inside -------------------------------------------------------------------------------

    async def _done(self, reply: AgiReply, what: str) -> None:
        """Tell the two meanings of result -1 apart: the caller left, or it could not be done.

        The hang-up is signalled a moment after the reply.
        """
        if reply.result != "-1":
            return
        try:
            async with asyncio.timeout(_HANGUP_SETTLES_S):
                await self.hung_up.wait()
        except TimeoutError:
            raise AgiRefused(f"Asterisk could not do {what}") from None
        raise AgiHangup(f"the caller left during {what}")

"""panoramisk's FastAGI request with one reader, one command at a time and a time limit.

The reader task owns the socket's input, so that Asterisk's HANGUP line, which may come at any
moment and answers nothing, is seen even while no command is open and is never taken for a reply.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import structlog
from panoramisk import fast_agi

from ivr.asterisk.agi_reply import AgiReply, is_unfinished, parse_reply
from ivr.asterisk.errors import (
    AgiError,
    AgiHangup,
    AgiProtocolError,
    AgiRefused,
    AgiTimeout,
)

MAX_COMMAND_BYTES: Final = 8000
MAX_REPLY_LINES: Final = 500


class AgiWire(fast_agi.Request):  # type: ignore[misc]  # panoramisk ships no types
    """The command channel of one call. `hung_up` is set once nothing more can be done."""

    def __init__(
        self,
        *,
        app: fast_agi.Application,
        headers: Mapping[str, str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Take over the connection and begin to read."""
        super().__init__(app, headers, reader, writer)
        self.hung_up = asyncio.Event()
        self._lock = asyncio.Lock()
        self._waiting: asyncio.Future[AgiReply] | None = None
        self._pump_task = asyncio.create_task(self._pump(), name="agi-reader")

    async def send_command(self, command: str, *, timeout_s: float | None = 5.0) -> AgiReply:
        """Send one line and return its reply, which is always of code 200.

        After a time-out or a cancellation the connection is closed: the reply that is still to
        come would be taken for the next command's.

        Raises:
            AgiHangup: The channel or connection is gone.
            AgiRefused: Asterisk does not accept the command.
            AgiTimeout: No reply in `timeout_s`.
            AgiProtocolError: The reply is not AGI.
        """
        line = command.encode() + b"\n"
        if line.count(b"\n") > 1 or len(line) > MAX_COMMAND_BYTES:
            raise AgiRefused("an AGI command is one line of at most 8000 bytes")
        async with self._lock:
            if self.hung_up.is_set():
                raise AgiHangup("the call is over")
            reply = await self._exchange(line, timeout_s)
        return self._accepted(reply)

    async def close(self) -> None:
        """Close the connection; Asterisk goes on in the dialplan."""
        self._pump_task.cancel()
        await asyncio.gather(self._pump_task, return_exceptions=True)
        self.writer.close()

    def abort(self) -> None:
        """Break the connection at once."""
        self.hung_up.set()
        self.writer.transport.abort()

    # --- inside -------------------------------------------------------------------------------

    async def _exchange(self, line: bytes, timeout_s: float | None) -> AgiReply:
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout_s):
                self.writer.write(line)
                await self.writer.drain()
                return await self._waiting
        except TimeoutError as error:
            self.abort()
            raise AgiTimeout(f"Asterisk did not answer in {timeout_s:g} s") from error
        except OSError as error:
            self.abort()
            raise AgiHangup("the connection to Asterisk broke") from error
        except asyncio.CancelledError:
            self.abort()
            raise
        finally:
            self._waiting.cancel()
            self._waiting = None

    def _accepted(self, reply: AgiReply) -> AgiReply:
        if reply.code == 200:
            return reply
        if reply.code == 511:
            self.hung_up.set()
            raise AgiHangup("the channel is dead")
        if reply.code in (510, 520):
            raise AgiRefused(f"{reply.code} {reply.text}")
        self.abort()
        raise AgiProtocolError(f"unknown reply code {reply.code}")

    async def _pump(self) -> None:
        """Read to the end; then whoever still waits learns that the call is over."""
        over: AgiError = AgiHangup("Asterisk closed the connection")
        try:
            while (reply := await self._read_result()) is not None:
                self._resolve(reply)
        except OSError:
            pass
        except ValueError:
            over = AgiProtocolError("the reply is longer than any that Asterisk sends")
            self.writer.transport.abort()
        finally:
            self.hung_up.set()
            if self._waiting is not None and not self._waiting.done():
                self._waiting.set_exception(over)

    def _resolve(self, reply: AgiReply) -> None:
        if self._waiting is None or self._waiting.done():
            structlog.get_logger().warning("agi_stray_reply", code=reply.code)
            return
        self._waiting.set_result(reply)

    async def _read_result(self) -> AgiReply | None:
        """Return the next reply, None at the end. HANGUP lines are noted on the way."""
        while (line := await self._line()) is not None:
            if line == "HANGUP":
                self.hung_up.set()
                continue
            if line.startswith("100 "):
                continue
            if line.startswith("520-"):
                await self._skip_usage()
            while is_unfinished(line):
                more = await self._line()
                if more is None or line.count("\n") > MAX_REPLY_LINES:
                    return None
                line = f"{line}\n{more}"
            reply = parse_reply(line)
            if reply is not None:
                return reply
            structlog.get_logger().warning("agi_line_skipped")
        return None

    async def _skip_usage(self) -> None:
        """Read past the usage text of a 520 reply."""
        while (line := await self._line()) is not None:
            if line == "HANGUP":
                self.hung_up.set()
            elif line.startswith("520 "):
                return

    async def _line(self) -> str | None:
        """Return the next line without its end; None at the end of the stream.

        A last line that was cut off is no line.
        """
        raw: Any = await self.reader.readline()
        if not raw.endswith(b"\n"):
            return None
        return str(raw[:-1].decode("utf-8", "replace"))

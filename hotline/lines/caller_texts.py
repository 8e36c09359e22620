"""A caller who reads and types: what is said is also sent as a text, and what is typed is read."""

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog
from structlog.typing import FilteringBoundLogger

from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.errors import AmiError
from ivr.asterisk.texts import Ear, send_text, takes_texts
from ivr.flow.commands import Prompt

log = structlog.get_logger()

_CALLER: Final = "HOTLINE_CALLER"
_FIRST: Final = "call"
"""The AGI route of callers who have just come: only there the dialplan can lead them aside."""


async def lead_aside(session: AgiSession) -> bool:
    """Have the dialplan bring the caller back where texts can be read; False if it cannot be.

    The session is then over for us. A telephone that takes no texts is told of once, and served
    like any other.

    Raises:
        AgiError: the caller left, or the session broke.
    """
    if session.request.script != _FIRST or await session.get_variable(_CALLER):
        return False
    if not takes_texts(await session.get_variable("PJSIP_HEADER(read,Allow)")):
        log.info("telephone_takes_no_texts", linkedid=session.request.uniqueid)
        return False
    await session.set_variable("HOTLINE_TEXT", "1")
    return True


async def find_caller_channel(session: AgiSession) -> str:
    """Return the channel of the caller's telephone, '' where nothing can be read on it.

    Raises:
        AgiError: the caller left, or the session broke.
    """
    return await session.get_variable(_CALLER) or ""


class CallerTexts:
    """The texts of one caller. What fails is told once a call, without a word of them."""

    def __init__(
        self, *, caller: str, session: AgiSession, ami: AmiClient, log: FilteringBoundLogger
    ) -> None:
        """`caller` is the channel of the caller's telephone, `session` has the line's own end."""
        self._caller = caller
        request = session.request
        self._ear = Ear(ami, caller=caller, channel=request.channel, uniqueid=request.uniqueid)
        self._ami = ami
        self._log = log
        self._in_order = asyncio.Lock()
        self._is_told = False

    async def listen(self) -> None:
        """Read what the caller types from now on."""
        try:
            await self._ear.open()
        except AmiError as error:
            # After a restart of ours the ear may be open still.
            self._log.warning("text_ear_not_opened", error=str(error))

    async def rest(self) -> None:
        """Read no more: what is written now is for the people whom the caller talks with."""
        try:
            await self._ear.close()
        except AmiError as error:
            self._log.warning("text_ear_not_closed", error=str(error))

    async def write(self, prompts: Sequence[Prompt]) -> None:
        """Send the words of the prompts, which are played together, as one text."""
        words = " ".join(prompt.text for prompt in prompts if prompt.text)
        async with self._in_order:
            try:
                await send_text(self._ami, channel=self._caller, text=words)
            except AmiError as error:
                if not self._is_told:
                    self._log.warning("texts_not_sent", error=str(error))
                self._is_told = True

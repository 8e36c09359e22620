"""The people who are with a caller: one bridge, begun by the first and joined by the others."""

import asyncio
from collections.abc import Sequence

from acd.inputs import JoinFailed
from acd.interpreters.events import InterpreterAnnounced
from hotline.lines.interpreter_news import InterpreterNews
from hotline.lines.line_tools import LineTools
from hotline.lines.waiting_music import WaitingMusic
from hotline.messages import DistributorInput, FactHappened
from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.errors import AgiRefused, AmiError


class Conversation:
    """Bridges one caller with the legs of agents, and has it recorded where that is allowed."""

    def __init__(
        self, *, call_id: str, session: AgiSession, tools: LineTools, music: WaitingMusic
    ) -> None:
        self._call_id = call_id
        self._session = session
        self._channel = session.request.channel
        self._tools = tools
        self._music = music
        self._first: str | None = None
        self._in_bridge = asyncio.Event()
        self._may_record = True

    def begin_with(self, offer_id: str) -> bool:
        """Whether this party is the first; a bridge is then begun for it by `join_first`."""
        if self._first is not None:
            return False
        self._first = offer_id
        return True

    def left_alone(self) -> None:
        """The bridge is about to end: whoever is joined next begins a new one."""
        self._first = None
        self._in_bridge.clear()

    def entered_bridge(self) -> None:
        """The caller is in a bridge with a person (told by AMI)."""
        self._in_bridge.set()

    async def allow_recording(self, allowed: bool) -> None:
        """Record from the next party on, or stop at once and record no more."""
        self._may_record = allowed
        if not allowed:
            await self._tools.recorder.stop(self._call_id, self._session)

    async def join_first(self, offer_id: str) -> None:
        """Bridge the party with the caller, until one of them leaves the bridge.

        Raises:
            AgiError: the session broke, or the caller left.
        """
        try:
            channel = self._tools.agent_lines.channel(offer_id)
            if channel is None:
                self._join_failed(offer_id, "leg_gone")
                return
            await self._music.turn(False)
            if self._may_record:
                await self._tools.recorder.begin(self._call_id, self._session)
            # Should this process die meanwhile, the conversation is the end of the call.
            await self._session.set_variable("HOTLINE_DONE", "1")
            await self._session.execute("Bridge", channel, timeout_s=None)
            await self._session.set_variable("HOTLINE_DONE", "")
            result = await self._session.get_variable("BRIDGERESULT")
            if result != "SUCCESS" and self._first == offer_id and not self._in_bridge.is_set():
                self._join_failed(offer_id, f"bridge_{(result or 'failed').lower()}")
        except AgiRefused as error:
            self._join_failed(offer_id, str(error))
        finally:
            if self._first == offer_id:
                self._first = None
            self._in_bridge.clear()
        await self._music.go_on()

    async def join_further(self, offer_id: str, news: Sequence[InterpreterNews] = ()) -> None:
        """Bring the party into the bridge, as soon as there is one and the news is told."""
        await asyncio.gather(self._in_bridge.wait(), *(self._announce(each) for each in news))
        try:
            await self._tools.agent_lines.join(offer_id, self._channel)
        except AmiError as error:
            self._join_failed(offer_id, str(error))

    async def _announce(self, news: InterpreterNews) -> None:
        """Tell an agent, whom alone hears it, of the interpreter; in vain is no reason to wait."""
        sound = self._tools.prompts.playback_name(news.prompt)
        if sound is None:
            return
        complete = await self._tools.agent_lines.whisper(news.offer_id, sound)
        self._tools.post(
            FactHappened(
                event=InterpreterAnnounced(
                    call_id=self._call_id,
                    offer_id=news.offer_id,
                    agent_id=news.agent_id,
                    language=news.language,
                    complete=complete,
                )
            )
        )

    def _join_failed(self, offer_id: str, reason: str) -> None:
        self._tools.post(DistributorInput(input=JoinFailed(offer_id=offer_id, reason=reason)))

"""Where callers come in: the routes that the dialplan takes to the controller."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from hotline.cities.draft import DraftLine
from hotline.clock import Clock
from hotline.ids import new_id
from hotline.lines.call_session import CallSession
from hotline.lines.caller_texts import find_caller_channel, lead_aside
from hotline.lines.line_tools import LineTools
from hotline.lines.switchboard import Switchboard
from hotline.messages import CallCame, FactHappened, Message
from ivr.asterisk.agi_session import AgiSession
from ivr.flow.events import CallBlocked
from ivr.flow.inputs import CallArrived
from ivr.flow.profile import Profile

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """Lets callers into the flow of the number they dialled, no more than `max_calls` at a time.

    Attributes:
        max_calls: how many lines are served at once; who finds none free stays with the dialplan.
        dial_test_caller: the caller's number of test calls.
        published: gives the version that is served.
        unheard: gives why no caller can be heard, '' if they can.
    """

    max_calls: int
    dial_test_caller: str
    switchboard: Switchboard
    tools: LineTools
    draft: DraftLine
    published: Callable[[], Profile]
    unheard: Callable[[], str]
    clock: Clock
    post: Callable[[Message], None]

    async def call(self, session: AgiSession) -> None:
        """The AGI route of every caller; who finds no line free is put on record."""
        if self._has_room:
            await self._take(session)
            return
        request = session.request
        call_id = new_id("call")
        log.warning("call_blocked", call_id=call_id, caller=request.caller_id)
        self.post(
            FactHappened(
                event=CallBlocked(
                    call_id=call_id,
                    caller=request.caller_id,
                    dialled=request.dialled,
                    reason="max_calls",
                )
            )
        )

    async def resume(self, session: AgiSession) -> None:
        """The AGI route of callers whom the dialplan has kept; a blocked one is counted already."""
        if self._has_room:
            await self._take(session)

    async def serve(self, session: AgiSession, line: CallSession, came: Message) -> None:
        """Tell of a line that came, and work it until it is over."""
        uniqueid = session.request.uniqueid
        self.switchboard.connect(uniqueid, line)
        try:
            self.post(came)
            await line.serve()
        finally:
            self.switchboard.disconnect(uniqueid)

    @property
    def _has_room(self) -> bool:
        return self.switchboard.lines_count < self.max_calls

    async def _take(self, session: AgiSession) -> None:
        """Let a caller into the city's flow."""
        request = session.request
        call_id = new_id("call")
        draft = self.draft.serves(request.dialled)
        profile = draft or self.published()
        tools = replace(self.tools, prompts=self.draft.prompts) if draft else self.tools
        caller_channel = ""
        dialled_line = profile.line_for(request.dialled, now=self.clock.now())
        if dialled_line.texts and self.tools.ami.connected:
            if await lead_aside(session):
                return
            caller_channel = await find_caller_channel(session)
        line = CallSession(
            call_id=call_id,
            session=session,
            profile=profile,
            tools=tools,
            caller_channel=caller_channel,
        )
        is_test = request.caller_id == self.dial_test_caller
        arrived = CallArrived(
            caller="" if is_test else request.caller_id,
            dialled=request.dialled,
            is_test=is_test,
            unheard=self.unheard(),
        )
        came = CallCame(call_id=call_id, profile=profile, line=line, arrived=arrived)
        await self.serve(session, line, came)

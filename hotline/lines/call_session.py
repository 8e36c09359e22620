"""One caller's line: carries the flow's commands to the AGI session, in order, without blocking.

Commands that occupy the channel (play, record, dial, bridge) run one after another in the worker
task. Stopping a prompt, listening, and joining further parties go beside it, through AMI.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import structlog

from acd.plan.model import Role
from db.errors import RecordsError
from hotline.lines.caller_texts import CallerTexts
from hotline.lines.conversation import Conversation
from hotline.lines.interpreter_news import InterpreterNews
from hotline.lines.line_tools import LineTools
from hotline.lines.outside_call import OutsideCall
from hotline.lines.prompt_player import PromptPlayer
from hotline.lines.taking_message import take_message
from hotline.lines.waiting_music import WaitingMusic
from hotline.messages import CallInput, LineClosed
from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.errors import AgiError, AgiHangup, AgiRefused
from ivr.flow import commands, inputs
from ivr.flow.ports import Sounds
from ivr.flow.profile import Profile

log = structlog.get_logger()


class CallSession:
    """Implements `hotline.messages.CallLine` on a FastAGI session."""

    def __init__(
        self,
        *,
        call_id: str,
        session: AgiSession,
        profile: Profile,
        tools: LineTools,
        caller_channel: str = "",
    ) -> None:
        """Work on `session`; with a `caller_channel`, whose telephone takes texts, also by text."""
        self.call_id = call_id
        self._session = session
        self._uniqueid = session.request.uniqueid
        self._tools = tools
        self._work: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self._listen: dict[str, asyncio.Task[None]] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._over = False
        self._serving: asyncio.Task[None] | None = None
        self._music = WaitingMusic(session)
        self._conversation = Conversation(
            call_id=call_id, session=session, tools=tools, music=self._music
        )
        self._outside = OutsideCall(
            session=session, destinations=profile.destinations, post=self._post
        )
        self._log = log.bind(call_id=call_id, linkedid=self._uniqueid)
        self._texts = (
            CallerTexts(caller=caller_channel, session=session, ami=tools.ami, log=self._log)
            if caller_channel
            else None
        )
        self._player = PromptPlayer(
            session=session,
            ami=tools.ami,
            prompts=tools.prompts,
            log=self._log,
            begins=self._prompts_begin,
        )

    # --- hotline.messages.CallLine ---------------------------------------------------------

    @property
    def sounds(self) -> Sounds:
        """See `CallLine`."""
        return self._tools.prompts

    def perform(self, command: commands.Command) -> None:
        """Begin to carry out a command of the flow."""
        match command:
            case commands.Play():
                self._work.put_nowait(lambda: self._play(command))
            case commands.StopPlay():
                self._go(self._player.stop(command.play_id))
            case commands.ListenForWords() | commands.ListenForLanguage():
                self._listen[command.listen_id] = self._go(self._listen_for(command))
            case commands.StopListening():
                if command.listen_id in self._listen:
                    self._listen.pop(command.listen_id).cancel()
            case commands.Answer():
                self._work.put_nowait(self._answer)
            case commands.RecordMessage():
                self._work.put_nowait(lambda: self._take_message(command))
            case commands.StopRecording():
                # Any key ends a recording in the switch itself.
                pass
            case commands.LookUpRequest():
                self._go(self._look_up(command))
            case commands.AllowRecording():
                self._work.put_nowait(lambda: self._conversation.allow_recording(command.allowed))
            case commands.TransferOut():
                self._work.put_nowait(lambda: self._talk(self._outside.connect(command)))
            case commands.HangUp():
                self._work.put_nowait(self._hang_up)
            case commands.EnterQueue() | commands.LeaveQueue() | commands.BookCallback():
                raise TypeError("the engine carries queue commands itself")

    def wait_in_queue(self) -> None:
        """Play music until someone is joined."""
        self._music.wanted = True
        self._work.put_nowait(lambda: self._music.turn(True))

    def leave_queue(self) -> None:
        """Stop the music."""
        if self._music.wanted:
            self._music.wanted = False
            self._work.put_nowait(lambda: self._music.turn(False))

    def join(self, offer_id: str, role: Role, *, news: Sequence[InterpreterNews] = ()) -> None:
        """Bridge the first party in this session, further ones into the caller's bridge.

        The first one has no news: nobody is with the caller yet.
        """
        if self._conversation.begin_with(offer_id):
            self._work.put_nowait(lambda: self._talk(self._conversation.join_first(offer_id)))
        else:
            self._go(self._conversation.join_further(offer_id, news))

    def left_alone(self) -> None:
        """The bridge is about to end: whoever is joined next begins a new one."""
        self._conversation.left_alone()

    def give_up(self) -> None:
        """End the session without an end of the call: the dialplan goes on by itself.

        A conversation in progress is not disturbed.
        """
        self._over = True
        if self._serving is not None:
            self._serving.cancel()

    # --- life ------------------------------------------------------------------------------

    async def serve(self) -> None:
        """Work until the caller or the flow has hung up. Runs in the AGI route."""
        self._serving = asyncio.create_task(self._serve(), name=f"line-{self.call_id}")
        try:
            await asyncio.wait({self._serving})
            if not self._serving.cancelled() and (error := self._serving.exception()):
                self._log.error("line_broke", exc_info=error)
        finally:
            self._serving.cancel()
            for task in list(self._beside):
                task.cancel()
            let_go = not self._session.hung_up.is_set()
            self._tools.post(LineClosed(call_id=self.call_id, let_go=let_go))
            self._tools.recorder.finish(self.call_id)

    async def _serve(self) -> None:
        hung_up = asyncio.create_task(self._session.hung_up.wait())
        try:
            while not self._over:
                next_work = asyncio.create_task(self._work.get())
                await asyncio.wait({next_work, hung_up}, return_when=asyncio.FIRST_COMPLETED)
                if not next_work.done():
                    next_work.cancel()
                    return
                try:
                    await next_work.result()()
                except AgiRefused as error:
                    self._log.warning("command_refused", error=str(error))
        except AgiHangup:
            self._log.debug("caller_left")
        except AgiError as error:
            self._log.warning("line_failed", error=str(error))
        finally:
            hung_up.cancel()

    def entered_bridge(self) -> None:
        """The caller is in a bridge with a person (told by AMI)."""
        self._conversation.entered_bridge()

    def dial_ended(self, status: str) -> None:
        """The far end of a transfer answered or not (told by AMI)."""
        self._outside.dial_ended(status)

    def key_pressed(self, key: str) -> None:
        """The caller pressed a key (told by AMI)."""
        self._post(inputs.KeyPressed(key=key))

    async def _talk(self, conversation: Coroutine[Any, Any, None]) -> None:
        """Keep what is written in a conversation among those who have it."""
        if self._texts is None:
            await conversation
            return
        await self._texts.rest()
        await conversation
        self._go(self._texts.listen())

    def text_received(self, text: str) -> None:
        """The caller typed something (told by AMI)."""
        self._post(inputs.TextReceived(text=text))

    def _go(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside_done)
        return task

    def _beside_done(self, task: asyncio.Task[None]) -> None:
        self._beside.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._log.error("side_task_failed", error=repr(error))

    def _post(self, value: inputs.Input) -> None:
        self._tools.post(CallInput(call_id=self.call_id, input=value))

    async def _answer(self) -> None:
        try:
            await self._session.answer()
        except AgiRefused as error:
            self._post(inputs.CommandFailed(what="Answer", reason=str(error)))
            return
        if self._texts is not None:
            self._go(self._texts.listen())

    # --- prompts ---------------------------------------------------------------------------

    def _prompts_begin(self, prompts: Sequence[commands.Prompt]) -> None:
        if self._texts is not None:
            self._go(self._texts.write(prompts))

    async def _play(self, command: commands.Play) -> None:
        await self._music.hush()
        self._post(await self._player.play(command))
        # What comes next, a further prompt or an agent, wants silence.
        if self._work.empty():
            await self._music.go_on()

    # --- listening -------------------------------------------------------------------------

    async def _listen_for(
        self, command: commands.ListenForWords | commands.ListenForLanguage
    ) -> None:
        def speech_started() -> None:
            self._post(inputs.SpeechStarted(listen_id=command.listen_id))

        heard = await self._tools.listening.listen(
            command, channel_uniqueid=self._uniqueid, on_speech=speech_started
        )
        self._listen.pop(command.listen_id, None)
        self._post(heard)

    # --- requests and messages -------------------------------------------------------------

    async def _look_up(self, command: commands.LookUpRequest) -> None:
        try:
            found = await asyncio.to_thread(self._tools.find_request, command.number)
        except RecordsError as error:
            self._log.warning("request_not_looked_up", error=str(error))
            self._post(inputs.CommandFailed(what=command.lookup_id, reason=str(error)))
        else:
            self._post(inputs.RequestLookedUp(lookup_id=command.lookup_id, request=found))

    async def _take_message(self, command: commands.RecordMessage) -> None:
        await take_message(
            command,
            call_id=self.call_id,
            session=self._session,
            folder=self._tools.messages_dir,
            post=self._post,
            log=self._log,
        )

    async def _hang_up(self) -> None:
        self._over = True
        await self._session.set_variable("HOTLINE_DONE", "1")
        await self._session.hang_up()

"""One caller's line: carries the flow's commands to the AGI session, in order, without blocking.

Commands that occupy the channel (play, record, dial, bridge) run one after another in the worker
task. Stopping a prompt, listening, and joining further parties go beside it, through AMI.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from acd.inputs import JoinFailed
from acd.interpreters.events import InterpreterAnnounced
from acd.plan.model import Role
from db.errors import RecordsError
from hotline.lines.agent_lines import AgentLegLines
from hotline.lines.interpreter_news import InterpreterNews
from hotline.lines.listening import Listening
from hotline.lines.prompt_player import PromptPlayer
from hotline.lines.recording import ConversationRecorder, wav_seconds
from hotline.messages import (
    CallInput,
    DistributorInput,
    FactHappened,
    LineClosed,
    Message,
)
from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.errors import AgiError, AgiHangup, AgiRefused, AmiError
from ivr.flow import commands, inputs
from ivr.flow.ports import Sounds
from ivr.flow.profile import Profile
from ivr.prompts.store import PromptStore

log = structlog.get_logger()

_DIAL_TIMEOUT_S = 30
_ANY_KEY = "0123456789*#"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTools:
    """The edges that every call's line uses."""

    ami: AmiClient
    prompts: PromptStore
    listening: Listening
    agent_lines: AgentLegLines
    recorder: ConversationRecorder
    messages_dir: Path
    find_request: Callable[[str], inputs.RequestStatus | None]
    post: Callable[[Message], None]


class CallSession:
    """Implements `hotline.messages.CallLine` on a FastAGI session."""

    def __init__(
        self, *, call_id: str, session: AgiSession, profile: Profile, tools: LineTools
    ) -> None:
        self.call_id = call_id
        self._session = session
        self._channel = session.request.channel
        self._uniqueid = session.request.uniqueid
        self._profile = profile
        self._tools = tools
        self._work: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self._listen: dict[str, asyncio.Task[None]] = {}
        self._beside: set[asyncio.Task[None]] = set()
        self._first: str | None = None
        self._in_bridge = asyncio.Event()
        self._queued = False
        self._hears_music = False
        self._over = False
        self._may_record = True
        self._dialled = ""
        self._serving: asyncio.Task[None] | None = None
        self._log = log.bind(call_id=call_id, linkedid=self._uniqueid)
        self._player = PromptPlayer(
            session=session, ami=tools.ami, prompts=tools.prompts, log=self._log
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
                self._work.put_nowait(lambda: self._record(command))
            case commands.StopRecording():
                # Any key ends a recording in the switch itself.
                pass
            case commands.LookUpRequest():
                self._go(self._look_up(command))
            case commands.AllowRecording():
                self._work.put_nowait(lambda: self._allow_recording(command.allowed))
            case commands.TransferOut():
                self._work.put_nowait(lambda: self._transfer(command))
            case commands.HangUp():
                self._work.put_nowait(self._hang_up)
            case commands.EnterQueue() | commands.LeaveQueue() | commands.BookCallback():
                raise TypeError("the engine carries queue commands itself")

    def wait_in_queue(self) -> None:
        """Play music until someone is joined."""
        self._queued = True
        self._work.put_nowait(lambda: self._music(True))

    def leave_queue(self) -> None:
        """Stop the music."""
        if self._queued:
            self._queued = False
            self._work.put_nowait(lambda: self._music(False))

    def join(self, offer_id: str, role: Role, *, news: Sequence[InterpreterNews] = ()) -> None:
        """Bridge the first party in this session, further ones into the caller's bridge.

        The first one has no news: nobody is with the caller yet.
        """
        if self._first is not None:
            self._go(self._join_further(offer_id, news))
        else:
            self._first = offer_id
            self._work.put_nowait(lambda: self._join_first(offer_id))

    def left_alone(self) -> None:
        """The bridge is about to end: whoever is joined next begins a new one."""
        self._first = None
        self._in_bridge.clear()

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
        self._in_bridge.set()

    def dial_ended(self, status: str) -> None:
        """The far end of a transfer answered or not (told by AMI)."""
        self._dialled = status

    def key_pressed(self, key: str) -> None:
        """The caller pressed a key (told by AMI)."""
        self._post(inputs.KeyPressed(key=key))

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

    # --- prompts ---------------------------------------------------------------------------

    async def _play(self, command: commands.Play) -> None:
        if self._hears_music:
            await self._music(False)
        self._post(await self._player.play(command))
        # What comes next, a further prompt or an agent, wants silence.
        if self._queued and self._work.empty():
            await self._music(True)

    async def _music(self, on: bool) -> None:
        await self._session.music(on)
        self._hears_music = on

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

    # --- recordings, messages and transfers ------------------------------------------------

    async def _look_up(self, command: commands.LookUpRequest) -> None:
        try:
            found = await asyncio.to_thread(self._tools.find_request, command.number)
        except RecordsError as error:
            self._log.warning("request_not_looked_up", error=str(error))
            self._post(inputs.CommandFailed(what=command.lookup_id, reason=str(error)))
        else:
            self._post(inputs.RequestLookedUp(lookup_id=command.lookup_id, request=found))

    async def _allow_recording(self, allowed: bool) -> None:
        self._may_record = allowed
        if not allowed:
            await self._tools.recorder.stop(self.call_id, self._session)

    async def _record(self, command: commands.RecordMessage) -> None:
        stem = self._tools.messages_dir / f"{self.call_id}-{command.record_id}"
        ended: inputs.Input | None = None
        try:
            await asyncio.to_thread(self._tools.messages_dir.mkdir, parents=True, exist_ok=True)
            await self._session.record(
                str(stem),
                escape_digits=_ANY_KEY,
                timeout_ms=int(command.max_s * 1000),
                silence_s=max(1, round(command.silence_s)),
                beep=True,
            )
        except (AgiRefused, OSError) as error:
            self._log.error("message_not_recorded", error=str(error))
            ended = inputs.CommandFailed(what=command.record_id, reason=str(error))
        finally:
            # A caller who hangs up after speaking has left the message all the same. Reading the
            # header takes no time worth a wait, which a line that is being closed may not get.
            path = Path(f"{stem}.wav")
            self._post(
                ended
                or inputs.MessageRecorded(
                    record_id=command.record_id,
                    path=str(path),
                    duration_s=await asyncio.to_thread(wav_seconds, path),
                )
            )

    async def _transfer(self, command: commands.TransferOut) -> None:
        known = self._profile.destinations.get(command.destination)
        number = command.number or (known.number if known is not None else "")
        # D() presses keys at the far end before the two hear one another.
        options = f"gD({known.keys})" if known is not None and known.keys else "g"
        trunk = "emergency" if command.emergency else "outside"
        self._dialled = ""
        try:
            await self._session.execute(
                "Dial",
                f"PJSIP/{number}@{trunk}",
                _DIAL_TIMEOUT_S,
                options,
                timeout_s=None,
            )
            self._dialled = await self._session.get_variable("DIALSTATUS") or self._dialled
        finally:
            # After a hang-up the session cannot be asked any more; AMI has told.
            self._post(
                inputs.TransferEnded(
                    transfer_id=command.transfer_id,
                    answered=self._dialled == "ANSWER",
                    reason=self._dialled.lower(),
                )
            )

    # --- people ----------------------------------------------------------------------------

    async def _join_first(self, offer_id: str) -> None:
        try:
            channel = self._tools.agent_lines.channel(offer_id)
            if channel is None:
                self._join_failed(offer_id, "leg_gone")
                return
            await self._music(False)
            if self._may_record:
                await self._tools.recorder.begin(self.call_id, self._session)
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
        if self._queued:
            await self._music(True)

    async def _join_further(self, offer_id: str, news: Sequence[InterpreterNews] = ()) -> None:
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
                    call_id=self.call_id,
                    offer_id=news.offer_id,
                    agent_id=news.agent_id,
                    language=news.language,
                    complete=complete,
                )
            )
        )

    def _join_failed(self, offer_id: str, reason: str) -> None:
        self._tools.post(DistributorInput(input=JoinFailed(offer_id=offer_id, reason=reason)))

    async def _hang_up(self) -> None:
        self._over = True
        await self._session.set_variable("HOTLINE_DONE", "1")
        await self._session.hang_up()

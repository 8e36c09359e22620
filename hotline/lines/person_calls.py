"""The telephones of people whom we call: rung through the outside trunk, handed over by FastAGI.

    Originate ──answered──> context [callback]: greeting, answering-machine detection
        ──a person──> agi://…/callback ──> a line like any caller's
        ──a machine──> agi://…/callback tells so; the dialplan may leave a message

What never comes so far ends in the channel's Hangup, whose cause says why. What is missed while the
manager connection is away the book of callbacks ends by its own deadline.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog

from acd.callbacks.messages import DialPerson, NotReached, PersonNotReached
from hotline.lines.call_session import CallSession
from hotline.lines.line_tools import LineTools
from hotline.lines.recording import wav_seconds
from hotline.messages import CallbackTold, Message, PersonCame
from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.errors import AmiError
from ivr.flow.commands import Prompt
from ivr.flow.profile import Profile
from ivr.prompts.store import PromptStore

log = structlog.get_logger()

_PREFIX: Final = "person-"
_TRUNK: Final = "outside"
# ISDN cause codes (Q.850): user busy, call rejected; no user responding, no answer.
_BUSY: Final = frozenset({"17", "21"})
_NO_ANSWER: Final = frozenset({"18", "19"})
_MACHINE: Final = "MACHINE"
_DETECT_S: Final = 4.0
_AFTER_GREETING_S: Final = 0.5


@dataclass(slots=True, kw_only=True)
class _Dialled:
    """One attempt in the air. `unwanted`: it is being hung up and tells nothing any more."""

    callback_id: str
    channel_id: str
    has_channel: bool = False
    is_up: bool = False
    unwanted: bool = False


class PersonCalls:
    """Implements `hotline.messages.PersonLines` on Asterisk."""

    def __init__(
        self, ami: AmiClient, *, prompts: PromptStore, post: Callable[[Message], None]
    ) -> None:
        """Begin to follow the switch."""
        self._ami = ami
        self._prompts = prompts
        self._post = post
        self._dialled: dict[str, _Dialled] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        ami.subscribe(["Newchannel"], self._on_new_channel)
        ami.subscribe(["DialEnd"], self._on_dial_end)
        ami.subscribe(["OriginateResponse"], self._on_originate_response)
        ami.subscribe(["Hangup"], self._on_hangup)

    def dial(self, command: DialPerson, *, profile: Profile, language: str | None) -> None:
        """Ring the person."""
        channel_id = f"{_PREFIX}{command.callback_id}-{command.attempt}"
        dialled = _Dialled(callback_id=command.callback_id, channel_id=channel_id)
        # Known before it is sent: its first events may overtake the response.
        self._dialled[channel_id] = dialled
        self._go(self._originate(command, dialled, profile, language))

    def stop(self, callback_id: str) -> None:
        """Ring no more."""
        for dialled in self._dialled.values():
            if dialled.callback_id == callback_id:
                dialled.unwanted = True
                self._go(self._hang_up(dialled))

    def take(self, channel_id: str) -> None:
        """The line of this channel is followed elsewhere from now on."""
        self._dialled.pop(channel_id, None)

    async def _originate(
        self, command: DialPerson, dialled: _Dialled, profile: Profile, language: str | None
    ) -> None:
        policy = profile.callbacks
        variables = {"HOTLINE_CALLBACK": command.callback_id}
        if policy is not None:
            tag = language if language in profile.first_line else None
            tag = tag or profile.first_line[0]
            greeting = self._sound(policy.greeting, tag)
            greeting_s = await _length_s(greeting)
            detect_s = max(_DETECT_S, greeting_s + _AFTER_GREETING_S)
            variables |= {
                "HOTLINE_DETECT_MS": _ms(detect_s) if policy.detects_machines else "",
                "HOTLINE_GREETING": greeting,
                "HOTLINE_GREETING_MS": _ms(greeting_s),
                "HOTLINE_MESSAGE": self._sound(policy.message, tag),
            }
        try:
            await self._ami.originate(
                channel=f"PJSIP/{command.number}@{_TRUNK}",
                channel_id=dialled.channel_id,
                context="callback",
                exten="s",
                ring_timeout_s=command.ring_timeout_s,
                caller_id=policy.caller_id if policy is not None else None,
                variables=variables,
            )
        except AmiError as error:
            log.warning("dial_failed", callback_id=command.callback_id, error=str(error))
            # It may ring all the same: then it is hung up as soon as it is seen.
            self._not_reached(dialled, NotReached.FAILED)
            dialled.unwanted = True
            await self._hang_up(dialled)

    def _sound(self, speech: Mapping[str, Prompt], tag: str) -> str:
        prompt = speech.get(tag)
        return (self._prompts.playback_name(prompt) or "") if prompt is not None else ""

    # --- what the switch says ------------------------------------------------------------------

    def _on_new_channel(self, event: AmiEvent) -> None:
        dialled = self._dialled.get(event.get("uniqueid"))
        if dialled is None:
            return
        dialled.has_channel = True
        if dialled.unwanted:
            self._go(self._hang_up(dialled))

    def _on_dial_end(self, event: AmiEvent) -> None:
        dialled = self._dialled.get(event.get("destuniqueid"))
        if dialled is not None and event.get("dialstatus") == "ANSWER":
            dialled.is_up = True

    def _on_originate_response(self, event: AmiEvent) -> None:
        """A number that cannot be called at all never has a channel, and so no Hangup."""
        dialled = self._dialled.get(event.get("uniqueid"))
        if dialled is not None and not dialled.has_channel and event.get("response") == "Failure":
            self._over(dialled, NotReached.FAILED)

    def _on_hangup(self, event: AmiEvent) -> None:
        dialled = self._dialled.get(event.get("uniqueid"))
        if dialled is None:
            return
        cause = event.get("cause")
        if dialled.is_up:
            reason = NotReached.HUNG_UP
        elif cause in _BUSY:
            reason = NotReached.BUSY
        else:
            reason = NotReached.NO_ANSWER if cause in _NO_ANSWER else NotReached.FAILED
        self._over(dialled, reason)

    def _over(self, dialled: _Dialled, reason: NotReached) -> None:
        self._dialled.pop(dialled.channel_id, None)
        self._not_reached(dialled, reason)

    def _not_reached(self, dialled: _Dialled, reason: NotReached) -> None:
        if not dialled.unwanted:
            told = PersonNotReached(callback_id=dialled.callback_id, reason=reason)
            self._post(CallbackTold(input=told))

    async def _hang_up(self, dialled: _Dialled) -> None:
        """Hang up by our own id. A channel that is not there yet is caught when it comes."""
        try:
            await self._ami.action("Hangup", Channel=dialled.channel_id)
        except AmiError as error:
            log.warning("person_hangup_failed", callback_id=dialled.callback_id, error=str(error))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _length_s(sound: str) -> float:
    return await asyncio.to_thread(wav_seconds, Path(f"{sound}.wav")) if sound else 0.0


def _ms(value_s: float) -> str:
    return str(round(1000 * value_s))


class PersonRoute:
    """The AGI route `callback?id=...&heard=...`; `heard` is what answered, as Asterisk's AMD says.

    Only a clear machine is one: nobody who answers is hung up on by mistake.
    """

    def __init__(
        self,
        calls: PersonCalls,
        *,
        tools: LineTools,
        profile: Callable[[], Profile],
        serve_line: Callable[[AgiSession, CallSession, Message], Awaitable[None]],
    ) -> None:
        """`serve_line` posts the message and works the line until it is over."""
        self._calls = calls
        self._tools = tools
        self._profile = profile
        self._serve_line = serve_line

    async def serve(self, session: AgiSession) -> None:
        """Hand the line to the call, or tell that a machine answered."""
        request = session.request
        callback_id = request.query.get("id", "")
        self._calls.take(request.uniqueid)
        if request.query.get("heard") == _MACHINE:
            told = PersonNotReached(callback_id=callback_id, reason=NotReached.MACHINE)
            self._tools.post(CallbackTold(input=told))
            return
        profile = self._profile()
        line = CallSession(call_id=callback_id, session=session, profile=profile, tools=self._tools)
        came = PersonCame(callback_id=callback_id, profile=profile, line=line)
        await self._serve_line(session, line, came)

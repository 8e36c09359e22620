"""Calls every number of the city and hears whether it is answered as it must be.

A test call comes with a caller's number that only this installation knows: the service marks its
contact as a test, and no figure counts it. It hangs up once the first prompt was heard.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_desk.softphone.call import Call
from agent_desk.softphone.errors import SoftphoneError, SoundError, WaitedInVain
from agent_desk.softphone.pcm import Pcm, read_wav
from agent_desk.softphone.phone import Softphone
from agent_desk.softphone.prompt_match import heard_prompt
from hotline.ids import new_id
from ivr.flow.city import Line
from ivr.flow.commands import Play, Prompt
from ivr.flow.inputs import CallArrived
from ivr.flow.machine import Machine
from ivr.flow.number_events import DialTested
from ivr.flow.profile import Profile
from ivr.prompts.store import PromptStore
from ivr.trending.ranking import TrendingQuery

_END_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a test call waits, in seconds: for the answer, then for the end of the prompt."""

    answer_s: float = 10.0
    prompt_s: float = 30.0


class _NothingAsked:
    """What is asked most changes by the hour: it is not what a test rests on."""

    def top(self, query: TrendingQuery, *, now: float) -> Sequence[str]:
        return ()


def first_prompt(profile: Profile, line: Line, *, now: float) -> Prompt | None:
    """Return what callers of a line hear first at `now`, None if they hear nothing at first."""
    machine = Machine(profile, "dialtest", trending=_NothingAsked(), new_id=new_id)
    machine.handle(CallArrived(caller="", dialled=line.number), now=now)
    for output in machine.take_outputs():
        if isinstance(output, Play):
            return output.prompts[0]
    return None


class DialTester:
    """Tests numbers one after the other, or several at once.

    Args:
        phone: dials the city.
        prompts: has the sound files.
        caller: the number that tells the service that it is a test.
        patience: how long to wait.
    """

    def __init__(
        self, phone: Softphone, prompts: PromptStore, *, caller: str, patience: Patience
    ) -> None:
        self._phone = phone
        self._prompts = prompts
        self._caller = caller
        self._patience = patience

    async def test_all(
        self, profile: Profile, lines: Sequence[Line], *, at_once: int, now: float
    ) -> list[DialTested]:
        """Return what came of each line's test, in the order of `lines`."""
        turns = asyncio.Semaphore(at_once)
        wanted = [first_prompt(profile, line, now=now) for line in lines]
        await self._prompts.prepare([prompt for prompt in wanted if prompt is not None])

        async def one(line: Line, prompt: Prompt | None) -> DialTested:
            async with turns:
                return await self.test(line, prompt)

        return list(await asyncio.gather(*map(one, lines, wanted)))

    async def test(self, line: Line, prompt: Prompt | None) -> DialTested:
        """Call one number and hear its first prompt."""
        if prompt is None:
            return self._result(line, None, "the flow says nothing to begin with")
        try:
            sound = await asyncio.to_thread(read_wav, self._file(prompt))
            # A prompt that holds no sound cannot be heard, whatever the line is like.
            heard_prompt(sound, sound)
        except (SoundError, OSError) as error:
            return self._result(line, prompt, f"the prompt {prompt.name}: {error}")
        call = await self._phone.dial(line.number, caller_id=self._caller)
        try:
            return await self._listen(call, line, prompt, sound)
        except SoftphoneError as error:
            return self._result(line, prompt, str(error), call=call)
        finally:
            await _hang_up(call)

    async def _listen(self, call: Call, line: Line, prompt: Prompt, sound: Pcm) -> DialTested:
        await call.answered(timeout_s=self._patience.answer_s)
        try:
            match = await call.hears_prompt(sound, timeout_s=self._patience.prompt_s)
        except WaitedInVain:
            reason = f"the prompt {prompt.name} ({prompt.language}) was not heard"
            return self._result(line, prompt, reason, call=call)
        return self._result(line, prompt, "", call=call, speech_s=max(0.0, match.start_s))

    def _file(self, prompt: Prompt) -> Path:
        path = self._prompts.path_of(prompt)
        if path is None:
            raise SoundError("there is no voice for it and no recording")
        return path

    def _result(
        self,
        line: Line,
        prompt: Prompt | None,
        reason: str,
        *,
        call: Call | None = None,
        speech_s: float | None = None,
    ) -> DialTested:
        answered_s = None
        if call is not None and call.timeline.answered is not None and call.timeline.invite:
            answered_s = round(call.timeline.answered - call.timeline.invite, 3)
        return DialTested(
            number=line.number,
            alias=line.alias,
            flow=line.flow,
            passed=not reason,
            reason=reason,
            prompt="" if prompt is None else prompt.name,
            answered_s=answered_s,
            speech_s=None if speech_s is None else round(speech_s, 3),
        )


async def _hang_up(call: Call) -> None:
    if not call.has_ended:
        call.hang_up()
    try:
        await call.ended(timeout_s=_END_S)
    except WaitedInVain:
        # The telephone's own end takes it along.
        return

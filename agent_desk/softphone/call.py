"""One leg of a call, as the person at the telephone has it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pjsua2 as pj

from agent_desk.softphone.audio import LegAudio, Playback
from agent_desk.softphone.hearing import STEADY_TONE_S
from agent_desk.softphone.invite import Invite
from agent_desk.softphone.listening import Listener
from agent_desk.softphone.pcm import Pcm
from agent_desk.softphone.prompt_match import Match
from agent_desk.softphone.recording import Recording
from agent_desk.softphone.signalling import SignalledCall
from agent_desk.softphone.stack import call_parameters, stack_errors

if TYPE_CHECKING:
    from agent_desk.softphone.phone import Softphone


class Call(SignalledCall):
    """One leg, with what is said into it and heard on it.

    Made by `Softphone.dial` and `Softphone.next_call`. Its audio is recorded from the first
    media on; all positions are seconds into that recording.
    """

    def __init__(self, phone: Softphone, *, call_id: int, invite: Invite | None) -> None:
        """Use `dialled` or `incoming`."""
        endpoint = phone.endpoint
        path = endpoint.recordings_dir / f"{phone.user}-{time.monotonic_ns()}.wav"
        recording = Recording(path) if phone.record else None
        audio = LegAudio(scratch=endpoint.scratch_dir, recording=recording, keeper=endpoint.keeper)
        super().__init__(phone, audio, call_id=call_id, invite=invite)
        self._listener = Listener(recording, endpoint.faults, lambda: self.has_ended)

    @classmethod
    def dialled(
        cls, phone: Softphone, uri: str, *, from_uri: str, headers: Mapping[str, str]
    ) -> Call:
        """Send an INVITE to `uri`."""
        call = cls(phone, call_id=pj.PJSUA_INVALID_ID, invite=None)
        call.timeline.invite = time.monotonic()
        try:
            with stack_errors("place the call"):
                call.leg.makeCall(uri, call_parameters(from_uri=from_uri, headers=headers))
        except BaseException:
            call.release()
            raise
        return call

    @classmethod
    def incoming(cls, phone: Softphone, call_id: int, invite: Invite) -> Call:
        """Take a call that came in."""
        call = cls(phone, call_id=call_id, invite=invite)
        call.timeline.invite = time.monotonic()
        return call

    async def ended(self, timeout_s: float) -> int:
        """Wait for the end, and for the recording to be complete; return the last SIP status.

        Raises:
            WaitedInVain: the call goes on after `timeout_s` seconds.
        """
        code = await super().ended(timeout_s)
        if self.timeline.recording is not None:
            await self._listener.completed()
        return code

    async def transferred(self, timeout_s: float) -> Call:
        """Wait until the far end has transferred this leg; return the one that takes its place.

        Raises:
            WaitedInVain: it has not within `timeout_s` seconds.
        """
        await self._changes.until(
            lambda: self.successor is not None, timeout_s=timeout_s, what="a transfer"
        )
        if not isinstance(self.successor, Call):
            raise AssertionError("a call is succeeded by a call")
        return self.successor

    def play(self, sound: Path | Pcm) -> Playback:
        """Say a WAV file or 8 kHz PCM into the call once; await the result for its end.

        Raises:
            CallOver: the leg has ended.
            SoundError: the file cannot be played.
        """
        self.check_alive()
        return self._audio.play(sound)

    def play_tone(self, freq_hz: int) -> None:
        """Play a tone into the call until stopped, from the answer on.

        Raises:
            CallOver: the leg has ended.
        """
        self.check_alive()
        self._audio.play_tone(freq_hz)

    def stop_tone(self) -> None:
        """Stop the tone."""
        self._audio.stop_tone()

    @property
    def recording(self) -> Path:
        """The WAV file of all that is heard; complete after `ended`."""
        return self._listener.path

    def heard(self, after_s: float = 0.0) -> Pcm:
        """Return what was heard so far, but for up to the last half second."""
        return self._listener.heard(after_s)

    async def hears(
        self,
        freq_hz: float,
        timeout_s: float,
        *,
        after_s: float = 0.0,
        lasting_s: float = STEADY_TONE_S,
    ) -> float:
        """Wait until a tone is heard; return when it began, seconds into the recording.

        Args:
            freq_hz: the tone.
            timeout_s: how long to wait, in seconds.
            after_s: where in the recording to begin, in seconds.
            lasting_s: how long the tone must last, in seconds. A vowel stays on a tone for up to
                0.4 s: less is for a beep where nobody speaks.

        Raises:
            WaitedInVain: it was not heard within `timeout_s` seconds, or before the end.
        """
        return await self._listener.hears(freq_hz, timeout_s, after_s, lasting_s)

    async def hears_prompt(
        self, prompt: Path | Pcm, timeout_s: float, *, after_s: float = 0.0
    ) -> Match:
        """Wait until a prompt was heard to its end.

        Raises:
            WaitedInVain: it was not heard within `timeout_s` seconds, or before the end.
        """
        return await self._listener.hears_prompt(prompt, timeout_s, after_s)

    async def write(self, text: str, timeout_s: float = 3.0) -> int:
        """Send a text (MESSAGE) within the call; return the SIP status that answers it.

        Raises:
            CallOver: the leg has ended.
            WaitedInVain: nothing answered it within `timeout_s` seconds.
        """
        parameter = pj.SendInstantMessageParam()
        parameter.contentType = "text/plain"
        parameter.content = text
        before = len(self.texts.answers)
        with stack_errors("send a text"):
            self.leg.sendInstantMessage(parameter)
        await self._changes.until(
            lambda: len(self.texts.answers) > before,
            timeout_s=timeout_s,
            what="the answer to a text",
        )
        return self.texts.answers[before]

    async def reads(self, words: str, timeout_s: float, *, after: int = 0) -> int:
        """Wait for a text that holds `words`; return how many texts came up to it.

        Args:
            words: a part of the text.
            timeout_s: how long to wait, in seconds.
            after: how many of the texts to pass over.

        Raises:
            WaitedInVain: none came within `timeout_s` seconds.
        """
        await self._changes.until(
            lambda: self.texts.found(words, after) is not None,
            timeout_s=timeout_s,
            what=f"the text {words!r}",
        )
        return self.texts.found(words, after) or 0

    def _succeed(self) -> Call:
        return Call(self.phone, call_id=pj.PJSUA_INVALID_ID, invite=None)

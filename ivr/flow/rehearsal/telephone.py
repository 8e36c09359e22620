"""The telephone that a rehearsed call does not have: it does what the machine commands.

Every result that a command owes is told at its time: the end of a prompt when its text is said,
that of a recording after the silence. Between two moments nothing happens.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from acd.commands import QueueResult
from ivr.flow import commands, inputs
from ivr.flow.pace import speaking_s
from ivr.flow.rehearsal.given import Given, GivenQueues

RECORDING = "rehearsal.wav"
"""The path that a rehearsed recording is said to have."""


@dataclass(slots=True, kw_only=True)
class _Playing:
    play_id: str
    started_at: float
    prompts: deque[commands.Prompt]
    ends_at: float


@dataclass(slots=True, kw_only=True)
class _Recording:
    record_id: str
    silence_s: float
    ends_by: float
    ends_at: float
    spoken_s: float = 0.0


class Telephone:
    """Does commands and owes their results: `next_at` tells when, `take_due` hands them out."""

    def __init__(
        self, given: Given, queues: GivenQueues, *, heard: Callable[[commands.Prompt, float], None]
    ) -> None:
        """Have nothing open. `heard` is told each prompt as it begins, and its length."""
        self._given = given
        self._queues = queues
        self._heard = heard
        self._playing: _Playing | None = None
        self._recording: _Recording | None = None
        self._owed: deque[inputs.Input] = deque()
        self.listening: commands.ListenForWords | commands.ListenForLanguage | None = None
        self.transfer_id: str | None = None
        self.queue: str | None = None
        self.is_served = False

    @property
    def is_playing(self) -> bool:
        """Whether a prompt is being heard."""
        return self._playing is not None

    @property
    def is_recording(self) -> bool:
        """Whether what the caller says is recorded."""
        return self._recording is not None

    @property
    def next_at(self) -> float | None:
        """When something is due, None if nothing is."""
        if self._owed:
            return float("-inf")
        ends = [part.ends_at for part in (self._playing, self._recording) if part is not None]
        return min(ends, default=None)

    def take_due(self, *, now: float) -> inputs.Input | None:
        """Return the next result that is due, None if there is none."""
        if self._owed:
            return self._owed.popleft()
        if self._recording is not None and now >= self._recording.ends_at:
            return self._recorded()
        if self._playing is not None and now >= self._playing.ends_at:
            return self._prompt_ended(now)
        return None

    # --- the caller ---

    def speak_for(self, seconds: float, *, now: float) -> None:
        """The caller speaks into the recording, from now on."""
        if self._recording is not None:
            self._recording.spoken_s += seconds
            ends_at = now + seconds + self._recording.silence_s
            self._recording.ends_at = min(ends_at, self._recording.ends_by)

    def end_recording(self) -> None:
        """The caller, or the flow, ends the recording."""
        if self._recording is not None:
            self._owed.append(self._recorded())

    def returned(self, result: QueueResult, exit: str = "") -> None:
        """The distributor gives the caller back."""
        self._leave_queue()
        self._owed.append(inputs.QueueReturned(result=result, exit=exit))

    # --- the machine ---

    def do(self, command: commands.Command, *, now: float) -> None:
        """Do a command."""
        match command:
            case commands.Answer() | commands.AllowRecording() | commands.HangUp():
                return
            case commands.Play():
                self._playing = _Playing(
                    play_id=command.play_id,
                    started_at=now,
                    prompts=deque(command.prompts),
                    ends_at=now,
                )
                self._begin_prompt(self._playing, now)
            case commands.StopPlay():
                self._stop(now)
            case commands.ListenForWords() | commands.ListenForLanguage():
                self._listen(command)
            case commands.StopListening():
                self.listening = None
            case commands.EnterQueue():
                self.queue = self._queues.entered = command.queue
                if not self._given.queue(command.queue).staffed:
                    self.returned(QueueResult.UNSTAFFED)
            case commands.LeaveQueue():
                self._leave_queue()
            case commands.BookCallback():
                self._owed.append(
                    inputs.CallbackSettled(
                        is_booked=self._given.is_callback_booked,
                        reason="" if self._given.is_callback_booked else "given",
                    )
                )
            case commands.RecordMessage():
                self._recording = _Recording(
                    record_id=command.record_id,
                    silence_s=command.silence_s,
                    ends_by=now + command.max_s,
                    ends_at=now + min(command.silence_s, command.max_s),
                )
            case commands.StopRecording():
                self.end_recording()
            case commands.LookUpRequest():
                self._look_up(command)
            case commands.TransferOut():
                self.transfer_id = command.transfer_id
            case _:
                assert_never(command)

    def _begin_prompt(self, playing: _Playing, now: float) -> None:
        prompt = playing.prompts.popleft()
        length_s = speaking_s(prompt.text)
        playing.ends_at = now + length_s
        self._heard(prompt, length_s)

    def _prompt_ended(self, now: float) -> inputs.Input | None:
        playing = self._playing
        if playing is None:
            return None
        if playing.prompts:
            self._begin_prompt(playing, now)
            return self.take_due(now=now)
        self._playing = None
        return inputs.PlaybackEnded(
            play_id=playing.play_id, complete=True, played_s=now - playing.started_at
        )

    def _stop(self, now: float) -> None:
        playing, self._playing = self._playing, None
        if playing is not None:
            played_s = now - playing.started_at
            self._owed.append(
                inputs.PlaybackEnded(play_id=playing.play_id, complete=False, played_s=played_s)
            )

    def _listen(self, command: commands.ListenForWords | commands.ListenForLanguage) -> None:
        if self._given.has_recogniser:
            self.listening = command
        else:
            self._owed.append(inputs.CommandFailed(what=command.listen_id, reason="recogniser"))

    def _look_up(self, command: commands.LookUpRequest) -> None:
        if self._given.has_records:
            request = self._given.requests.get(command.number)
            self._owed.append(inputs.RequestLookedUp(lookup_id=command.lookup_id, request=request))
        else:
            self._owed.append(inputs.CommandFailed(what=command.lookup_id, reason="records"))

    def _recorded(self) -> inputs.Input:
        recording, self._recording = self._recording, None
        assert recording is not None
        return inputs.MessageRecorded(
            record_id=recording.record_id, path=RECORDING, duration_s=recording.spoken_s
        )

    def _leave_queue(self) -> None:
        self.queue = None
        self.is_served = False
        self._queues.entered = ""

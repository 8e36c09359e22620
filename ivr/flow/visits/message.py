"""The node that takes a message."""

from ivr.flow.call import Call
from ivr.flow.graph import VoicemailNode
from ivr.flow.visits.base import Visit


class VoicemailVisit(Visit):
    """Asks for a message, records it, thanks. The beep is the recording's own."""

    def __init__(self, call: Call, node: VoicemailNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self._is_recording = False
        self._is_done = False
        self._has_failed = False

    @property
    def waits_for_result(self) -> bool:
        """Most callers end their message by hanging up."""
        return self._is_recording and self.call.media.is_recording

    def enter(self, now: float) -> None:
        """Ask; a caller for whose language there is no text hears only the beep."""
        self.call.typed.clear()
        if not self.call.say(self.call.prompts(self._node.prompt), now=now):
            self._record()

    def on_spoken(self, now: float) -> None:
        """Record after the question, go on after the thanks, hang up after the apology."""
        if self._has_failed:
            self.call.end("recording_failed")
        elif self._is_done:
            self.call.goto(self._node.next)
        else:
            self._record()

    def on_key(self, key: str, now: float) -> None:
        """A key cuts what is said; in a recording the telephone minds the keys itself."""
        if self.call.media.is_speaking:
            self.call.media.stop(now=now)
            self.on_spoken(now)

    def on_recorded(self, now: float) -> None:
        """Thank, then go on. The end of an earlier visit's recording is not this one's."""
        if not self._is_recording:
            return
        self._is_recording = False
        self._is_done = True
        if not self.call.say(self.call.prompts(self._node.thanks), now=now):
            self.call.goto(self._node.next)

    def on_failed(self, what: str, reason: str, now: float) -> None:
        """Apologise, then hang up."""
        if not (self._is_recording and self.call.media.recording_ended(what)):
            return
        self._is_recording = False
        self._has_failed = True
        if not self.call.say(self.call.prompts(self._node.sorry), now=now):
            self.call.end("recording_failed")

    def leave(self, now: float) -> None:
        """End a recording that is under way."""
        if self._is_recording:
            self.call.media.stop_recording()

    def _record(self) -> None:
        self._is_recording = True
        self.call.media.record(max_s=self._node.max_s, silence_s=self._node.silence_s)

"""The node that takes a message."""

from ivr.flow.call import Call
from ivr.flow.graph import VoicemailNode
from ivr.flow.visits.base import Visit


class VoicemailVisit(Visit):
    """Asks for a message, records it, thanks. The beep is the recording's own.

    Where nothing was recorded it apologises, and goes on all the same.
    """

    keeps_text = False

    def __init__(self, call: Call, node: VoicemailNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self._is_recording = False
        self._then = ""

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
        """Record after the question, go on after the thanks or the apology."""
        if self._then:
            self.call.goto(self._then)
        else:
            self._record()

    def on_key(self, key: str, now: float) -> None:
        """A key cuts what is said; in a recording the telephone minds the keys itself."""
        if self.call.media.is_speaking:
            self.call.media.stop(now=now)
            self.on_spoken(now)

    def on_recorded(self, is_kept: bool, now: float) -> None:
        """Thank, then go on. The end of an earlier visit's recording is not this one's."""
        if self._is_recording:
            self._ended(is_kept, now)

    def on_failed(self, what: str, reason: str, now: float) -> None:
        """Apologise, then go on without a message."""
        if self._is_recording and self.call.media.recording_ended(what):
            self._ended(False, now)

    def leave(self, now: float) -> None:
        """End a recording that is under way."""
        if self._is_recording:
            self.call.media.stop_recording()

    def _ended(self, is_kept: bool, now: float) -> None:
        node = self._node
        self._is_recording = False
        self._then = node.next if is_kept else node.empty
        if not self.call.say(self.call.prompts(node.thanks if is_kept else node.sorry), now=now):
            self.call.goto(self._then)

    def _record(self) -> None:
        self._is_recording = True
        self.call.media.record(max_s=self._node.max_s, silence_s=self._node.silence_s)

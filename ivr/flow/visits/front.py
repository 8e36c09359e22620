"""The front of a call: notices, before the first node that asks, answers or connects.

An emergency's is heard as soon as the call is answered, in every first-line language. The others
are heard once the flow has greeted the caller and found out the language as far as it can. After
that moment nothing is put in front of a caller any more, so a notice that is switched on disturbs
nobody who is in a menu already. No call hears more of them than `notices.at_once` of the city.
"""

from collections.abc import Sequence
from typing import Final

from ivr.flow.call import Call
from ivr.flow.notice_events import NoticeKind, Then
from ivr.flow.notices import Notice
from ivr.flow.visits.base import Visit

GREETING: Final = frozenset(
    {
        "answer",
        "say",
        "set",
        "branch",
        "hours",
        "goto",
        "call",
        "return",
        "record_consent",
        "detect_language",
    }
)
"""The types of nodes that come before the front."""


class Front:
    """What one call hears at its front, and when."""

    def __init__(self, call: Call) -> None:
        """Begin before the answer."""
        self._call = call
        self._told: set[str] = set()
        self._answered = False
        self._passed = False

    def before(self, kind: str, now: float) -> Sequence[Notice]:
        """Return what is to be heard before a node of this type is entered; '' is no node."""
        call = self._call
        if self._passed or not call.is_answered or kind in ("", "emergency"):
            return ()
        self._passed = kind not in GREETING
        if self._answered and not self._passed:
            return ()
        self._answered = True
        room = call.profile.notices.at_once - len(self._told)
        due = [
            notice
            for notice in call.notices.on_line(call.line.number, now=now)
            if notice.notice_id not in self._told
            and (self._passed or notice.kind is NoticeKind.EMERGENCY)
            and call.prompts(notice.speech)
        ][:room]
        self._told.update(notice.notice_id for notice in due)
        return due


class NoticesVisit(Visit):
    """Speaks the notices. A key skips them, unless the call ends with them."""

    def __init__(self, call: Call, notices: Sequence[Notice], *, then: str) -> None:
        """Take the call, which was on its way to `then`."""
        super().__init__(call)
        self._notices = notices
        self._then = then
        self._hangs_up = any(notice.then is Then.HANG_UP for notice in notices)

    def enter(self, now: float) -> None:
        """Speak."""
        prompts = self.call.prompts(*(notice.speech for notice in self._notices))
        if not self.call.say(prompts, now=now):
            self.on_spoken(now)

    def on_key(self, key: str, now: float) -> None:
        """Skip what may be skipped; the key counts for the node that comes next."""
        if not self._hangs_up:
            super().on_key(key, now)

    def on_spoken(self, now: float) -> None:
        """Go where the call was going, or end it."""
        if self._hangs_up:
            self.call.end("notice")
        else:
            self.call.goto(self._then)

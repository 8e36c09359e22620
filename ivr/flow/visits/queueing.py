"""The node in which the caller waits for a person."""

from collections.abc import Mapping

from acd.commands import QueueResult
from ivr.flow import commands, events
from ivr.flow.call import Call
from ivr.flow.events import Means
from ivr.flow.graph import EnqueueNode
from ivr.flow.visits.announcing import Announcements
from ivr.flow.visits.base import Visit


class EnqueueVisit(Visit):
    """Hands the call to the distributor, with a word of comfort that an agent's answer cuts short.

    A caller whose language has neither that text nor a `please_hold` hears only the music, until
    the announcements begin that the node may have. `keys` leave the queue; the command that takes
    the call back then has the type of the node it goes to as its reason (callback, voicemail).
    """

    takes_human_key = False
    keeps_text = False

    @property
    def takes_text(self) -> bool:
        """Whether nobody is with the caller yet."""
        return self.call.outcome.is_waiting

    def __init__(self, call: Call, node: EnqueueNode) -> None:
        """Take the call to `node`. A raised priority floor means: no more words, a person now."""
        super().__init__(call)
        self._node = node
        self._is_queued = False
        self._is_comforting = False
        self._announcements = Announcements(call, node.waiting) if node.waiting else None

    def enter(self, now: float) -> None:
        """Queue, and speak meanwhile."""
        self.call.typed.clear()
        prompts = self.call.prompts(self._node.text)
        language = self.call.profile.languages.get(self.call.language or "")
        if not prompts and language is not None and language.please_hold is not None:
            prompts = (language.please_hold,)
        # Spoken first, so that the music begins after it; the distributor is told at once.
        self._is_comforting = self.call.priority_floor == 0 and self.call.say(prompts, now=now)
        self._queue()
        if not self._is_comforting:
            self._begin_announcements(now)

    def offers(self) -> Mapping[str, str]:
        """Return the keys that leave the queue, and those of questions once they were offered."""
        if not self.call.outcome.is_waiting:
            return {}
        questions = self._announcements.offered if self._announcements is not None else {}
        return {**questions, **self._node.keys}

    def on_spoken(self, now: float) -> None:
        """Announcements follow the comfort, and one piece of them the other."""
        if self._is_comforting:
            self._comforted(now)
        elif self._announcements is not None:
            self._announcements.spoken(now)

    def on_key(self, key: str, now: float) -> None:
        """A key does what the node says; any other ends what is being said."""
        if not self.call.outcome.is_waiting:
            # Keys in the conversation are the conversation's.
            return
        if key in self._node.keys:
            target = self._node.keys[key]
            self.call.chose(target, Means.KEY)
            self.call.leave_reason = self.call.graph.types[target]
            self.call.goto(target)
        elif self._is_comforting:
            self.call.media.stop(now=now)
            self._comforted(now)
        elif self._announcements is not None:
            self._announcements.key(key, now)

    def on_timer(self, now: float) -> None:
        """It is time for the next announcement."""
        if self._announcements is not None:
            self._announcements.due(now)

    def on_agent_answered(self, now: float) -> None:
        """Nothing may keep the agent from the caller."""
        if self._is_comforting:
            self.call.media.stop(now=now)
            self._comforted(now)
        elif self._is_queued and self._announcements is not None:
            self._announcements.fall_silent(now)

    def on_agent(self, now: float) -> None:
        """The wait is over, the call is being served."""
        if self._is_queued:
            self.call.outcome.is_waiting = False
            self.call.outcome.served = True
            if self._announcements is not None:
                self._announcements.fall_silent(now)

    def on_waiting_again(self, now: float) -> None:
        """Whoever was on the line is gone, and somebody else is sought: as at the beginning."""
        if self._is_queued and not self.call.outcome.is_waiting:
            self.call.outcome.is_waiting = True
            self._begin_announcements(now)

    def on_returned(self, result: QueueResult, now: float, *, exit: str = "") -> None:
        """Go on by what became of the wait."""
        if not self._is_queued:
            return
        self._is_queued = False
        self.call.outcome.is_waiting = False
        match result:
            case QueueResult.SERVED:
                self.call.outcome.served = True
                self.call.goto(self._node.on_served)
            case QueueResult.TIMED_OUT:
                self.call.goto(self._node.on_timed_out)
            case QueueResult.UNSTAFFED:
                self.call.goto(self._node.on_unstaffed)
            case QueueResult.FULL:
                self.call.goto(self._node.on_full or self._node.on_timed_out)
            case QueueResult.CLOSED:
                self.call.goto(self._node.on_closed or self._node.on_unstaffed)
            case QueueResult.OVERFLOWED:
                self.call.goto(self._node.on_overflowed.get(exit) or self._node.on_timed_out)

    def on_failed(self, what: str, reason: str, now: float) -> None:
        """A queue that cannot be entered is as good as unstaffed."""
        if what == "EnterQueue":
            self.on_returned(QueueResult.UNSTAFFED, now)

    def leave(self, now: float) -> None:
        """Take the call back, unless the distributor has given it back already."""
        if self._is_queued:
            self._is_queued = False
            self.call.emit(commands.LeaveQueue(reason=self.call.leave_reason))

    def _queue(self) -> None:
        self._is_queued = True
        self.call.outcome.is_waiting = True
        self.call.outcome.answer_heard = False
        self.call.outcome.status_told = False
        self.call.emit(
            commands.EnterQueue(
                queue=self._node.queue,
                language=self.call.language,
                skills=self._node.skills,
                priority=max(self._node.priority, self.call.priority_floor),
            )
        )
        self.call.emit(
            events.QueueEntered(
                call_id=self.call.call_id,
                queue=self._node.queue,
                language=self.call.language,
            )
        )

    def _comforted(self, now: float) -> None:
        self._is_comforting = False
        self._begin_announcements(now)

    def _begin_announcements(self, now: float) -> None:
        if self._announcements is not None:
            self._announcements.begin(now)

"""Nodes that ask for an answer and keep it in a variable: ask, and ask with a recording."""

from collections.abc import Mapping

from ivr.flow.burst import PAUSE_S, Surplus
from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.entries import DIGITS, Form, Good, Lone, More, Verdict, Wordings
from ivr.flow.events import Means
from ivr.flow.expression.values import Value
from ivr.flow.graph_asking import AskNode, AskRecordingNode
from ivr.flow.visits.asking import AskingVisit
from ivr.flow.visits.base import Visit


class AskVisit(AskingVisit):
    """Gathers an answer from keys or words, reads it back if the node says so, and keeps it."""

    def __init__(self, call: Call, node: AskNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self.timeout_s = node.timeout_s
        self.attempts = node.attempts
        self._form: Form = node.form
        self._entry = node.form.begin()
        self._has_begun = False
        self._swallowed = ""
        self._asked_before = 0
        self._answer: Value = None
        self._given = self._answered_by = (Means.KEY, 1.0)

    @property
    def gathers_keys(self) -> bool:
        """While an answer of several keys is being made, none of them acts by itself."""
        return self._form.gathers

    @property
    def may_overflow(self) -> bool:
        """Whether digits that follow the answer at once are taken for more of it."""
        return self._form.may_overflow

    @property
    def _is_confirming(self) -> bool:
        return self._form is self._node.confirmation

    # --- what is asked ---

    def question(self, what: str) -> tuple[Prompt, ...]:
        """Return the question, led in by the apology if there is one, or the answer read back."""
        lead = {"no_input": self._node.no_input, "no_match": self._node.no_match}.get(what, {})
        if self._is_confirming:
            return self.call.prompts(lead, self._node.confirm)
        asked = self.call.prompts(self._node.prompt)
        return asked and self.call.prompts(
            lead, self._node.prompt, self.call.profile.human.announce
        )

    def choices(self) -> Mapping[str, Wordings]:
        """Return what may be said."""
        return self._form.words

    def offers(self) -> Mapping[str, str]:
        """Return the keys that make an answer."""
        return self._form.keys_told()

    def enter(self, now: float) -> None:
        """Take the keys typed ahead, or ask."""
        super().enter(now)
        while self.call.typed and self.call.target is None and self.gathers_keys:
            self.on_key(self.call.typed.popleft(), now)

    def _ask(self, what: str, now: float) -> None:
        self._entry = self._form.begin()
        self._has_begun, self._swallowed = False, ""
        super()._ask(what, now)

    # --- what is answered ---

    def on_key(self, key: str, now: float) -> None:
        """Take a key; one that is good everywhere and is no digit acts at once."""
        is_part = not self.gathers_keys or key in DIGITS or key == self._form.end
        if not is_part and self.call.took_everywhere_key(key):
            return
        if self.call.burst.holds(now) and not self._is_answer(key):
            self._swallowed += key
            self.call.burst.begin(now)
            self.call.timer = self.call.burst.until
            return
        self.call.media.stop(now=now)
        self._judge(self._entry.key(key), Means.KEY, 1.0, now, last_key=key)

    def _is_answer(self, key: str) -> bool:
        """Tell whether a key is an answer by itself: the rest of a number too long is none."""
        return not self._form.gathers and isinstance(self._form.begin().key(key), Good)

    def on_words(self, choice: str | None, confidence: float, now: float) -> None:
        """Take what was said; after a part of an answer the next part is listened for."""
        self.call.media.stop(now=now)
        if choice is None or choice not in self.choices():
            self._no_match(now)
        else:
            self._judge(self._form.said(choice, self._entry), Means.SPEECH, confidence, now)

    def on_spoken(self, now: float) -> None:
        """From now on silence counts, unless a burst of keys is still to end."""
        if not self._swallowed:
            super().on_spoken(now)

    def on_timer(self, now: float) -> None:
        """A pause ends a burst, or an answer that has been begun; else the caller said nothing."""
        if self._swallowed:
            self._burst_over(now)
        elif self._has_begun:
            self._judge(self._entry.pause(), self._given[0], self._given[1], now)
        else:
            super().on_timer(now)

    def _burst_over(self, now: float) -> None:
        """A single key after a mistake means what it means everywhere, as any lone key does."""
        keys, self._swallowed = self._swallowed, ""
        self.call.timer = None
        if len(keys) == 1 and self.call.took_everywhere_key(keys):
            return
        if not self.call.media.is_speaking:
            self.on_spoken(now)

    def on_keys_typed(self, now: float) -> None:
        """The end of a text ends the answer that it began, as a pause would."""
        if self._has_begun and self.gathers_keys:
            self.on_timer(now)

    def choice_of(self, key: str) -> str | None:
        """Keys make an answer; none stands for a choice by itself."""
        return None

    def chosen(self, choice: str, means: Means, now: float) -> None:
        """Nothing is chosen by itself: see `choice_of`."""

    def given_up(self, now: float) -> None:
        """Forget an answer that was not confirmed, and go where the node leads without one."""
        self.call.facts.set(self._node.into, None)
        self.call.goto(self._node.fallback)

    def _judge(
        self, verdict: Verdict, means: Means, confidence: float, now: float, last_key: str = ""
    ) -> None:
        self._given = (means, confidence)
        self._swallowed = ""
        match verdict:
            case More():
                self._has_begun = True
                if means is Means.SPEECH:
                    self.call.listen(self.choices(), aloud=not self._deaf)
                self.call.timer = now + self._node.between_s
            case Good(value):
                # A caller who does not know that the answer is complete ends it all the same.
                self._expect_more(last_key, now, digits=self.may_overflow)
                self._take_answer(value, now)
            case Lone(key, answer):
                if self.call.took_everywhere_key(key):
                    return
                if answer is None:
                    self._no_match(now)
                else:
                    self._take_answer(answer.value, now)
            case _:
                self._expect_more(last_key, now, digits=False)
                if last_key and last_key != self._form.end:
                    self.call.burst.begin(now)
                self._no_match(now)

    def _expect_more(self, last_key: str, now: float, *, digits: bool) -> None:
        """Let the end key of a number that is over already pass, and `digits` that go on."""
        if self._form.gathers and last_key and last_key in DIGITS:
            self.call.surplus = Surplus(end=self._form.end, until=now + self._node.between_s)
            if digits:
                self.call.surplus.digits_until = now + PAUSE_S

    def _take_answer(self, value: Value, now: float) -> None:
        self.call.timer = None
        self.call.burst.end()
        self.call.media.stop_listening()
        if self._is_confirming:
            self._take_confirmation(bool(value), now)
            return
        self._answer = value
        self._answered_by = self._given
        self.call.facts.set(self._node.into, value)
        if not self.call.prompts(self._node.confirm):
            self._keep()
            return
        self._form = self._node.confirmation
        self._asked_before, self._attempt = max(self._attempt, 1), 0
        self._ask("", now)

    def _take_confirmation(self, is_right: bool, now: float) -> None:
        if is_right:
            self._keep()
            return
        self._form = self._node.form
        self._attempt = self._asked_before
        if self.asks_again_after(""):
            self._ask("", now)
        else:
            self.given_up(now)

    def _keep(self) -> None:
        means, confidence = self._answered_by
        self.call.answered(self._node.into, self._node.kind, self._answer, means, confidence)
        self.call.goto(self._node.next)


class AskRecordingVisit(Visit):
    """Asks, and records what is said. A caller without a text in their language hears the beep."""

    keeps_text = False

    def __init__(self, call: Call, node: AskRecordingNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self._attempt = 0
        self._is_recording = False

    @property
    def waits_for_result(self) -> bool:
        """A caller may end the answer by hanging up."""
        return self._is_recording and self.call.media.is_recording

    def enter(self, now: float) -> None:
        """Ask."""
        self.call.typed.clear()
        self.call.facts.set(self._node.into, None)
        self._ask(now)

    def on_spoken(self, now: float) -> None:
        """Record."""
        self._record()

    def on_key(self, key: str, now: float) -> None:
        """A key cuts the question; in a recording the telephone minds the keys itself."""
        if self.call.media.is_speaking:
            self.call.media.stop(now=now)
            self._record()

    def on_recorded(self, is_kept: bool, now: float) -> None:
        """Go on with an answer; ask again for one that is too short to be any."""
        if not self._is_recording:
            return
        self._is_recording = False
        if is_kept:
            self.call.goto(self._node.next)
            return
        self.call.chose_nothing("no_input", self._attempt)
        if self._attempt < self._node.attempts:
            self._ask(now)
        else:
            self.call.goto(self._node.fallback)

    def on_failed(self, what: str, reason: str, now: float) -> None:
        """Go on without an answer."""
        if self._is_recording and self.call.media.recording_ended(what):
            self._is_recording = False
            self.call.goto(self._node.fallback)

    def leave(self, now: float) -> None:
        """End a recording that is under way."""
        if self._is_recording:
            self.call.media.stop_recording()

    def _ask(self, now: float) -> None:
        self._attempt += 1
        lead = self._node.no_input if self._attempt > 1 else {}
        if not self.call.say(self.call.prompts(lead, self._node.prompt), now=now):
            self._record()

    def _record(self) -> None:
        self._is_recording = True
        self.call.media.record(
            max_s=self._node.max_s, silence_s=self._node.silence_s, answers=self._node.into
        )

"""Nodes that ask one particular thing: record_consent and survey."""

from collections.abc import Mapping

from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.entries import NO, NO_KEY, YES, YES_KEY, Wordings
from ivr.flow.events import Means
from ivr.flow.graph_asking import ConsentNode, SurveyNode
from ivr.flow.visits.asking import AskingVisit
from ivr.flow.visits.base import Visit


class ConsentNoticeVisit(Visit):
    """Says that the conversation is recorded."""

    def __init__(self, call: Call, node: ConsentNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node

    def enter(self, now: float) -> None:
        """Say it. Whom it cannot be said to in their language is not recorded."""
        if not self.call.say(self.call.prompts(self._node.prompt), now=now):
            self.call.may_record(False, "unspoken")
            self.call.goto(self._node.agreed)

    def on_spoken(self, now: float) -> None:
        """The caller goes on knowing it."""
        self.call.may_record(True, "announced")
        self.call.goto(self._node.agreed)


class ConsentVisit(AskingVisit):
    """Asks whether the conversation may be recorded."""

    def __init__(self, call: Call, node: ConsentNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self.timeout_s = node.timeout_s
        self.attempts = node.attempts

    def question(self, what: str) -> tuple[Prompt, ...]:
        """Return the question, led in by the apology if there is one."""
        lead = self._node.no_match if what == "no_match" else {}
        asked = self.call.prompts(self._node.prompt)
        return asked and self.call.prompts(lead, self._node.prompt)

    def choices(self) -> Mapping[str, Wordings]:
        """Return the words for yes and no."""
        return self._node.words

    def choice_of(self, key: str) -> str | None:
        """Return what the key says."""
        return {YES_KEY: YES, NO_KEY: NO}.get(key)

    def note(self, choice: str, means: Means) -> None:
        """The record is that of the consent."""

    def chosen(self, choice: str, means: Means, now: float) -> None:
        """Do as the caller says."""
        self._decide(choice == YES, means.value)

    def given_up(self, now: float) -> None:
        """Silence is no consent."""
        self._decide(False, "silence")

    def _decide(self, allowed: bool, how: str) -> None:
        self.call.may_record(allowed, how)
        self.call.goto(self._node.agreed if allowed else self._node.refused)


class SurveyVisit(AskingVisit):
    """Asks one question after another."""

    def __init__(self, call: Call, node: SurveyNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self.timeout_s = node.timeout_s
        self.attempts = node.attempts
        self._left = list(node.questions)
        self._lead = node.intro
        self._is_done = False

    def question(self, what: str) -> tuple[Prompt, ...]:
        """Return the present question, led in by the introduction or the apology."""
        lead = self._node.no_match if what == "no_match" else self._lead
        asked = self.call.prompts(self._node.questions[self._left[0]])
        return asked and self.call.prompts(lead, self._node.questions[self._left[0]])

    def choices(self) -> Mapping[str, Wordings]:
        """Return the words of the five answers."""
        return self._node.words

    def choice_of(self, key: str) -> str | None:
        """Return the answer that the key is."""
        return key if key in self._node.words else None

    def offers(self) -> Mapping[str, str]:
        """Return nothing during the thanks."""
        return {} if self._is_done else super().offers()

    def note(self, choice: str, means: Means) -> None:
        """The record is that of the answer."""

    def chosen(self, choice: str, means: Means, now: float) -> None:
        """Keep the answer."""
        name = self._left[0]
        self.call.facts.set(name, int(choice))
        self.call.answered(name, "survey", choice, means, self.confidence)
        self._go_on(now)

    def given_up(self, now: float) -> None:
        """Pass the question over."""
        self._go_on(now)

    def on_spoken(self, now: float) -> None:
        """Wait for an answer; after the thanks go on."""
        if self._is_done:
            self.call.goto(self._node.next)
        else:
            super().on_spoken(now)

    def on_key(self, key: str, now: float) -> None:
        """A key is an answer; after the last it counts for the node that comes next."""
        if self._is_done:
            Visit.on_key(self, key, now)
        else:
            super().on_key(key, now)

    def _go_on(self, now: float) -> None:
        self._left.pop(0)
        self._lead = {}
        self._attempt = 0
        # A caller to whom a question cannot be put is not kept waiting for an answer to it.
        while self._left and not self.may_ask():
            self._left.pop(0)
        if self._left:
            self._ask("", now)
            return
        self._is_done = True
        if not self.call.say(self.call.prompts(self._node.thanks), now=now):
            self.call.goto(self._node.next)

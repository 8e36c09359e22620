"""Nodes that ask the caller for a choice: what they have in common, and the menu."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.entries import Wordings
from ivr.flow.events import Means
from ivr.flow.graph import MenuNode
from ivr.flow.visits.base import Visit

UTTERANCE_S = 12.0
"""The longest wait for an utterance's result once the caller has begun to speak."""

KEYS = "1234567890*#"
"""Every key of a telephone, in the order in which they are told."""


class AskingVisit(Visit, ABC):
    """Speaks a list of choices, listens while it plays, and waits a while after it.

    Subclasses say what is asked, what may be chosen, and where each choice leads.
    """

    timeout_s: float
    attempts: int

    def __init__(self, call: Call) -> None:
        """Take the call; the first attempt is yet to come."""
        super().__init__(call)
        self._attempt = 0
        self._deaf = False
        self.confidence = 1.0

    # --- for the subclass ---

    @abstractmethod
    def question(self, what: str) -> tuple[Prompt, ...]:
        """Return what is asked after `what`: '' at first, then no_input or no_match."""

    @abstractmethod
    def choices(self) -> Mapping[str, Wordings]:
        """Return the words of each choice."""

    @abstractmethod
    def choice_of(self, key: str) -> str | None:
        """Return the choice that the key stands for."""

    @abstractmethod
    def chosen(self, choice: str, means: Means, now: float) -> None:
        """Act on the caller's choice."""

    @abstractmethod
    def given_up(self, now: float) -> None:
        """All attempts are used up."""

    def asks_again_after(self, what: str) -> bool:
        """Whether `what` (no_input, no_match) leaves another attempt."""
        return self._attempt < self.attempts

    def may_ask(self) -> bool:
        """Whether the caller can be asked at all in this language."""
        return bool(self.question(""))

    # --- the asking ---

    def offers(self) -> Mapping[str, str]:
        """Return the keys that stand for a choice now."""
        chosen = {key: self.choice_of(key) for key in KEYS}
        return {key: choice for key, choice in chosen.items() if choice is not None}

    def enter(self, now: float) -> None:
        """Take a key typed ahead, or ask."""
        if not self.may_ask():
            self.given_up(now)
        elif self.call.typed:
            self.on_key(self.call.typed.popleft(), now)
        else:
            self._ask("", now)

    def on_spoken(self, now: float) -> None:
        """From now on the caller's silence counts."""
        self.call.timer = now + self.timeout_s

    def on_key(self, key: str, now: float) -> None:
        """A key is a choice or a mistake, at once; a burst of wrong ones is one mistake."""
        choice = self.choice_of(key)
        if choice is None and self.call.burst.holds(now):
            self.call.burst.begin(now)
            return
        self.call.media.stop(now=now)
        if choice is None:
            self.call.burst.begin(now)
            self._no_match(now)
        else:
            self._take(choice, Means.KEY, 1.0, now)

    def on_speech(self, now: float) -> None:
        """Fall silent and wait for what is being said."""
        self.call.media.stop(now=now)
        self.call.timer = now + UTTERANCE_S

    def on_words(self, choice: str | None, confidence: float, now: float) -> None:
        """Words are a choice or a mistake."""
        self.call.media.stop(now=now)
        if choice is None or choice not in self.choices():
            self._no_match(now)
        else:
            self._take(choice, Means.SPEECH, confidence, now)

    def on_deaf(self, now: float) -> None:
        """Go on with keys alone; a prompt that speech had cut leaves the usual time."""
        self._deaf = True
        if not self.call.media.is_speaking:
            self.call.timer = now + self.timeout_s

    def on_timer(self, now: float) -> None:
        """The caller said nothing."""
        self._nothing("no_input", now)

    def _ask(self, what: str, now: float) -> None:
        self.call.timer = None
        self._attempt += 1
        self.call.listen(self.choices(), aloud=not self._deaf)
        # Nothing to say is left when an agent has corrected the language meanwhile.
        if not self.call.say(self.question(what), now=now):
            self.on_spoken(now)

    def _take(self, choice: str, means: Means, confidence: float, now: float) -> None:
        self.call.timer = None
        self.call.burst.end()
        self.call.media.stop_listening()
        self.confidence = confidence
        self.note(choice, means)
        self.chosen(choice, means, now)

    def note(self, choice: str, means: Means) -> None:
        """Put the choice on record."""
        self.call.chose(choice, means, self.confidence)

    def _no_match(self, now: float) -> None:
        self.call.typed.clear()
        self._nothing("no_match", now)

    def _nothing(self, what: str, now: float) -> None:
        self.call.timer = None
        self._attempt = max(self._attempt, 1)
        self.call.chose_nothing(what, self._attempt)
        if self.asks_again_after(what):
            self._ask(what, now)
        else:
            self.call.media.stop_listening()
            self.given_up(now)


class MenuVisit(AskingVisit):
    """Asks for one of a few choices."""

    def __init__(self, call: Call, node: MenuNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self.timeout_s = node.timeout_s
        self.attempts = node.attempts
        self._options = {option.choice: option for option in node.options}

    def question(self, what: str) -> tuple[Prompt, ...]:
        """Return the menu, led in by the apology if there is one, and the way to a person."""
        lead = {"no_input": self._node.no_input, "no_match": self._node.no_match}.get(what, {})
        asked = self.call.prompts(self._node.prompt)
        return asked and self.call.prompts(
            lead, self._node.prompt, self.call.profile.human.announce
        )

    def choices(self) -> Mapping[str, Wordings]:
        """Return the options' words."""
        return {choice: option.words for choice, option in self._options.items()}

    def choice_of(self, key: str) -> str | None:
        """Return the option with this key."""
        return next((o.choice for o in self._options.values() if o.key == key), None)

    def chosen(self, choice: str, means: Means, now: float) -> None:
        """Go where the option leads."""
        self.call.goto(self._options[choice].goto)

    def given_up(self, now: float) -> None:
        """Go where the menu leads without a choice."""
        self.call.goto(self._node.fallback)

"""Nodes that play answers of the city's knowledge: what they share, and the announcement."""

from collections.abc import Mapping

from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.entries import Wordings
from ivr.flow.events import FaqsAnnounced, Means
from ivr.flow.graph import AnnounceNode
from ivr.flow.reading import Speech
from ivr.flow.visits.asking import AskingVisit
from ivr.flow.visits.base import Visit
from ivr.flow.visits.questions import answer_of, most_asked, offer_of, words_of
from ivr.trending.experiment import Arm


class AnsweringVisit(AskingVisit):
    """Asks until an answer of the city's knowledge is chosen, plays it, and goes on."""

    answered: str
    is_answering = False

    def offers(self) -> Mapping[str, str]:
        """Return nothing during an answer: any key cuts it."""
        return {} if self.is_answering else super().offers()

    def play_answer(self, code: str, means: Means, now: float) -> bool:
        """Play the answer in force. Returns False, playing nothing, when there is none."""
        prompts, play = answer_of(self.call, code, means, now)
        self.is_answering = self.call.say(prompts, now=now, faq=play)
        return self.is_answering

    def on_spoken(self, now: float) -> None:
        """Wait for a choice after a question; go on after an answer."""
        if self.is_answering:
            self.call.goto(self.answered)
        else:
            super().on_spoken(now)

    def on_unspoken(self, now: float) -> None:
        """Who cannot hear the answer is taken to a person."""
        if self.is_answering:
            self.call.goto_person()
        else:
            super().on_unspoken(now)

    def on_key(self, key: str, now: float) -> None:
        """During an answer a key cuts it and counts for the node that comes next."""
        if self.is_answering:
            Visit.on_key(self, key, now)
        else:
            super().on_key(key, now)


class AnnounceVisit(AnsweringVisit):
    """Offers the most-asked questions and plays the answer that is chosen."""

    def __init__(self, call: Call, node: AnnounceNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self.timeout_s = node.timeout_s
        self.attempts = node.attempts
        self._offered: dict[str, str] = {}
        self._arm = Arm.TRENDING
        self.answered = node.answered

    def enter(self, now: float) -> None:
        """Look up what is asked most, then offer it."""
        chosen = most_asked(self.call, self._node, now)
        self._arm = chosen.arm
        self._offered = {str(key): code for key, code in enumerate(chosen.codes, start=1)}
        if not self._offered and self._arm is Arm.CONTROL:
            self._announced()
        super().enter(now)

    def may_ask(self) -> bool:
        """Whether there is a question to offer in this language."""
        return bool(self.call.prompts(*self._lines()))

    def question(self, what: str) -> tuple[Prompt, ...]:
        """Return the intro or the apology, a line for each question, and the way to a person."""
        lead = self._node.no_match if what == "no_match" else self._node.intro
        return self.call.prompts(lead, *self._lines(), self.call.profile.human.announce)

    def choices(self) -> Mapping[str, Wordings]:
        """Return the questions' words, without those that would mean two of the questions."""
        return words_of(self.call, self._offered.values())

    def choice_of(self, key: str) -> str | None:
        """Return the question offered with this key."""
        return self._offered.get(key)

    def chosen(self, choice: str, means: Means, now: float) -> None:
        """Play the answer."""
        if not self.play_answer(choice, means, now):
            self.call.goto(self.answered)

    def asks_again_after(self, what: str) -> bool:
        """Silence after the list is an answer too: the caller wants something else."""
        return what == "no_match" and super().asks_again_after(what)

    def given_up(self, now: float) -> None:
        """Go on without an answer."""
        self.call.goto(self._node.next)

    def _lines(self) -> list[Speech]:
        return [
            offer_of(self.call, self._node.item, key, code) for key, code in self._offered.items()
        ]

    def _ask(self, what: str, now: float) -> None:
        self._announced()
        super()._ask(what, now)

    def _announced(self) -> None:
        self.call.emit(
            FaqsAnnounced(
                call_id=self.call.call_id,
                node=self._node.name,
                faqs=tuple(self._offered.values()),
                arm=self._arm.value,
            )
        )

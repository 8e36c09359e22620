"""The node that looks something up in what the city knows.

    question ──number────────────────────────────> answer
        │────words──> what fits best ──key, words──> answer
        │────key────> level of the tree ──key, words──> further level, or answer
                          *: a level up

What is offered at one time is a page; `*` goes back to the page before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.entries import BEGIN_ANEW, Wordings
from ivr.flow.events import KnowledgeSought, Means
from ivr.flow.graph_asking import KnowledgeNode
from ivr.flow.question_list import KEYS
from ivr.flow.reading import Speech
from ivr.flow.speech import title_speech
from ivr.flow.visits.answering import AskVisit
from ivr.flow.visits.faq import AnsweringVisit
from ivr.flow.visits.questions import offer_of, words_of
from ivr.knowledge.model import Item

WORTH_OFFERING: Final = 0.5
"""What is found is offered if it fits at least so well next to the best."""

_OFFER, _FIND = "offer:", "find:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What is offered, on keys from 1 on; `above` is the item that the page is of, if any."""

    lead: Speech
    codes: tuple[str, ...]
    by: str = "tree"
    above: str | None = None


class KnowledgeVisit(AnsweringVisit, AskVisit):
    """Asks what the caller wants to know, finds it, and plays the answer."""

    def __init__(self, call: Call, node: KnowledgeNode) -> None:
        """Take the call to `node`."""
        super().__init__(call, node.ask)
        self._lookup = node
        self.answered = node.answered
        self._pages: list[_Page] = []
        self._missed = ""

    # --- what is asked ---

    @property
    def gathers_keys(self) -> bool:
        """While an answer plays keys act by themselves again."""
        return not self.is_answering and super().gathers_keys

    @property
    def may_overflow(self) -> bool:
        """Keys after a number are those of the page below it."""
        return False

    def enter(self, now: float) -> None:
        """Begin at the top."""
        self.call.facts.set("knowledge.keyed", None)
        listed = self._listed(self._lookup.top) if self._lookup.by_tree else ()
        self._pages = [_Page(lead=self._lookup.ask.prompt, codes=listed)]
        super().enter(now)

    def question(self, what: str) -> tuple[Prompt, ...]:
        """Return what the page offers, led in by the apology if there is one."""
        ask, page = self._lookup.ask, self._pages[-1]
        lead = {"no_input": ask.no_input, "no_match": ask.no_match, "not_found": ask.no_match}
        lines = [
            offer_of(self.call, self._lookup.item, key, code)
            for key, code in zip(KEYS, page.codes, strict=False)
        ]
        if not self.call.prompts(page.lead, *lines):
            return ()
        back = self._lookup.back if len(self._pages) > 1 else {}
        announce = self.call.profile.human.announce
        return self.call.prompts(lead.get(what, {}), page.lead, *lines, back, announce)

    def choices(self) -> Mapping[str, Wordings]:
        """Return digits, the words of what is offered, and all else that may be asked for."""
        offered = words_of(self.call, self._pages[-1].codes)
        taken = {pair for words in offered.values() for pair in _pairs(words)}
        return {
            **self._form.words,
            **{_OFFER + code: words for code, words in offered.items()},
            **{
                _FIND + said: {tag: words[tag] for tag, word in _pairs(words) - taken}
                for said, words in self._lookup.words.items()
            },
        }

    def offers(self) -> Mapping[str, str]:
        """Return the keys of the page and of a number, nothing during an answer."""
        if self.is_answering:
            return {}
        back = {BEGIN_ANEW: "back"} if len(self._pages) > 1 and not self._has_begun else {}
        listed = dict(zip(KEYS, self._pages[-1].codes, strict=False))
        return {**listed, **self._form.keys_told(), **back}

    # --- what the caller does ---

    def on_key(self, key: str, now: float) -> None:
        """A star goes back to the page before, unless a number has been begun."""
        is_free = not self._has_begun and not self.is_answering
        if key == BEGIN_ANEW and len(self._pages) > 1 and is_free:
            self.call.media.stop(now=now)
            self._pages.pop()
            self._turn(now)
        else:
            super().on_key(key, now)

    def on_words(self, choice: str | None, confidence: float, now: float) -> None:
        """Take what is offered, or look up what was said."""
        if choice is None or not choice.startswith((_OFFER, _FIND)):
            super().on_words(choice, confidence, now)
            return
        self.call.media.stop(now=now)
        self.call.timer = None
        if choice not in self.choices():
            self._no_match(now)
        elif choice.startswith(_OFFER):
            self._choose(choice.removeprefix(_OFFER), Means.SPEECH, confidence, now)
        else:
            self._search(choice.removeprefix(_FIND), now)

    def given_up(self, now: float) -> None:
        """Go where the node leads without an answer."""
        ways = {"not_found": self._lookup.not_found, "no_input": self._lookup.unheard}
        self.call.goto(ways.get(self._missed, self._lookup.ask.fallback))

    def _nothing(self, what: str, now: float) -> None:
        self._missed = what
        super()._nothing(what, now)

    def _keep(self) -> None:
        """Act on what was keyed: the key of an offer, or a number."""
        now, keyed = self.call.facts.at, str(self._answer)
        (means, confidence), codes = self._answered_by, self._pages[-1].codes
        if len(keyed) > 1:
            self._find(keyed, means, now)
        elif keyed in KEYS[: len(codes)]:
            self._choose(codes[KEYS.index(keyed)], means, confidence, now)
        else:
            self._no_match(now)

    # --- what is found ---

    def _find(self, number: str, means: Means, now: float) -> None:
        """Answer what has the number; a heading shows what is below it."""
        code = self._lookup.numbers.get(number)
        is_answer = code is not None and self._is_in_force(code)
        if code is not None and (is_answer or self._listed(code)):
            self._sought("number", number, (code,), means)
            self._tell(code, means, now) if is_answer else self._open(code, now)
        else:
            self._sought("number", number, (), means)
            if means is Means.KEY and len(number) == max(map(len, self._lookup.numbers)):
                self.call.burst.begin(now)
            self._not_found(now)

    def _search(self, said: str, now: float) -> None:
        profile, node = self.call.profile, self._lookup
        found = profile.index.search(
            said,
            day=profile.day(now),
            limit=node.count,
            headings=False,
            within=node.category,
        )
        least = found[0].score * WORTH_OFFERING if found else 0.0
        codes = self._spoken(each.item for each in found if each.score >= least)
        self._sought("words", said, codes, Means.SPEECH)
        if codes:
            self._pages.append(_Page(lead=node.found, codes=codes, by="words"))
            self._turn(now)
        else:
            self._not_found(now)

    def _choose(self, code: str, means: Means, confidence: float, now: float) -> None:
        self.call.media.stop_listening()
        self.call.chose(code, means, confidence)
        page = self._pages[-1]
        if page.by == "words":
            self._tell(code, means, now)
        elif code != page.above and self._listed(code):
            self._open(code, now)
        else:
            self._sought("tree", code, (code,), means)
            self._tell(code, means, now)

    def _open(self, code: str, now: float) -> None:
        """Show what is below an item, which comes first there if it is an answer itself."""
        item = self.call.profile.knowledge.items[code]
        own = (code,) if self._is_in_force(code) else ()
        codes = (*own, *self._listed(code))[: len(KEYS)]
        self._pages.append(_Page(lead=title_speech(item), codes=codes, above=code))
        self._turn(now)

    def _tell(self, code: str, means: Means, now: float) -> None:
        if not self.play_answer(code, means, now):
            self._not_found(now)

    def _turn(self, now: float) -> None:
        """Ask anew, with every attempt before the caller; keys typed ahead are taken first."""
        self._attempt, self._missed = 0, ""
        self._entry, self._has_begun = self._form.begin(), False
        self.call.burst.end()
        if self.call.typed:
            self.on_key(self.call.typed.popleft(), now)
        else:
            self._ask("", now)

    def _not_found(self, now: float) -> None:
        self.call.typed.clear()
        self._nothing("not_found", now)

    def _sought(self, by: str, asked: str, found: tuple[str, ...], means: Means) -> None:
        self.call.emit(
            KnowledgeSought(
                call_id=self.call.call_id,
                node=self.call.node,
                by=by,
                asked=asked,
                found=found,
                means=means,
            )
        )

    def _is_in_force(self, code: str) -> bool:
        today = self.call.profile.day(self.call.facts.at)
        return self.call.profile.knowledge.in_force(code, today) is not None

    def _listed(self, code: str | None) -> tuple[str, ...]:
        day = self.call.profile.day(self.call.facts.at)
        return self._spoken(self.call.profile.knowledge.entries(code, day))[: len(KEYS)]

    def _spoken(self, items: Iterable[Item]) -> tuple[str, ...]:
        """Return the codes of what has a title in the caller's language."""
        return tuple(item.code for item in items if self.call.prompts(title_speech(item)))


def _pairs(words: Wordings) -> set[tuple[str, str]]:
    return {(tag, word.casefold()) for tag, spoken in words.items() for word in spoken}

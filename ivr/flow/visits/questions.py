"""The most-asked questions: which are offered, and the answer to one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.entries import Wordings
from ivr.flow.events import Means
from ivr.flow.graph import AnnounceNode, Questions
from ivr.flow.media import FaqPlay
from ivr.flow.offer_line import OfferLine
from ivr.flow.question_list import Chosen
from ivr.flow.reading import Speech
from ivr.flow.speech import answer_speech, title_speech
from ivr.knowledge.model import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Offerable:
    """The codes that have an answer on one day, whose title and answer this caller can hear."""

    call: Call
    day: date

    def __contains__(self, code: object) -> bool:
        """Whether there is an answer, and nothing of it is still to be spoken into a file."""
        item = self.call.profile.knowledge.items.get(code) if isinstance(code, str) else None
        version = item.in_force(self.day) if item is not None else None
        if item is None or version is None:
            return False
        sounds = self.call.sounds
        if sounds.is_complete:
            return True
        heard = self.call.prompts(title_speech(item), answer_speech(item, version))
        return not any(sounds.lacks(prompt) for prompt in heard)


def most_asked(call: Call, wanted: AnnounceNode | Questions, now: float) -> Chosen:
    """Return the questions to be offered to this caller now, in the order of their keys."""
    day = call.profile.day(now)
    return wanted.question_list.choose(
        call.trending,
        known=Offerable(call=call, day=day),
        caller=call.facts.caller,
        call_id=call.call_id,
        language=call.language,
        day=day,
        now=now,
    )


def offer_of(call: Call, line: OfferLine, key: str, code: str) -> Speech:
    """Return what offers a question on a key."""
    return line.of(key, title_speech(call.profile.knowledge.items[code]))


def words_of(call: Call, codes: Iterable[str]) -> dict[str, Wordings]:
    """Return the words that ask for each of these questions and for no other of them."""
    items = [call.profile.knowledge.items[code] for code in codes]
    asked = Counter(pair for item in items for pair in set(_said(item)))
    return {
        item.code: {
            tag: tuple(word for word in words if asked[tag, word.casefold()] == 1)
            for tag, words in item.asked_by.items()
        }
        for item in items
    }


def _said(item: Item) -> Iterator[tuple[str, str]]:
    return ((tag, word.casefold()) for tag, words in item.asked_by.items() for word in words)


def answer_of(
    call: Call, code: str, means: Means, now: float
) -> tuple[tuple[Prompt, ...], FaqPlay]:
    """Return the prompts of the answer in force and what is noted when they are heard.

    There are none for a code whose last version has ended by `now`.
    """
    item = call.profile.knowledge.items[code]
    version = item.in_force(call.profile.day(now))
    prompts = call.prompts(answer_speech(item, version)) if version is not None else ()
    languages = ",".join(prompt.language for prompt in prompts)
    return prompts, FaqPlay(code=code, language=languages, means=means)

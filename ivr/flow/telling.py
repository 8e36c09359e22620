"""What is told of a request: on the telephone, at the desk, in the terminal and on the web.

The words are those of the city's `status` node, whoever asks and wherever. The telephone speaks
the texts of a `Telling`, the other channels write them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from unicodedata import east_asian_width

from ivr.flow.expression.values import Value, bounded
from ivr.flow.graph_asking import StatusNode
from ivr.flow.inputs import RequestStatus
from ivr.flow.profile import Profile
from ivr.flow.reading import Speech, Template
from ivr.flow.request_number import as_keyed, is_request_number
from ivr.flow.request_outcome import OUTCOME_NAME

Find = Callable[[str], RequestStatus | None]


class Finding(StrEnum):
    """What came of asking for a number; one whose check digit does not fit is mistyped."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    MISTYPED = "mistyped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Texts in their order, and what the names in them stand for.

    `worded` has what is written once for each language.
    """

    texts: tuple[Speech, ...]
    values: Mapping[str, Value]
    worded: Mapping[str, Mapping[str, str]]

    def written(self, language: str) -> str:
        """Return what is to be read in a language; a name that is not known is left out."""

        def value_of(name: str) -> Value:
            texts = self.worded.get(name)
            return bounded(self.values.get(name) if texts is None else texts.get(language))

        sentences = []
        for text in self.texts:
            words = text.get(language)
            if isinstance(words, Template):
                sentences.append(words.written(value_of))
            elif words is not None:
                sentences.append(words.text)
        return _joined(sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTold:
    """What somebody who asked for `number` is told, in each first-line language.

    `request` is None unless it was found; `is_late` tells that it should have been done by now.
    """

    number: str
    finding: Finding
    words: Mapping[str, str]
    request: RequestStatus | None = None
    is_late: bool = False


def telling(node: StatusNode, request: RequestStatus, *, today: date) -> Telling:
    """Return what is told of a request: its status, when it is due, and what came of it."""
    when: Speech = {}
    if request.due_on is not None:
        when = node.overdue if _is_late(request, today) else node.due
    return Telling(
        texts=(node.statuses.get(request.status, node.other), when, _outcome_of(node, request)),
        values={
            "request.number": request.number,
            "request.updated": request.updated_on,
            "request.due": request.due_on,
        },
        worded={OUTCOME_NAME: request.outcome},
    )


def tell(profile: Profile, asked: str, *, now: float, find: Find) -> RequestTold:
    """Answer somebody who asks for a number in writing; `find` looks one up.

    A mistyped number is not looked up. There are no words where the city has none for the case.
    """
    number, node = as_keyed(asked), status_node(profile)
    if not is_request_number(number):
        words = {} if node is None else _written((node.ask.no_match,), profile)
        return RequestTold(number=number, finding=Finding.MISTYPED, words=words)
    request = find(number)
    if request is None:
        words = {} if node is None else _written((node.unknown,), profile)
        return RequestTold(number=number, finding=Finding.NOT_FOUND, words=words)
    today = profile.day(now)
    told = None if node is None else telling(node, request, today=today)
    return RequestTold(
        number=number,
        finding=Finding.FOUND,
        words={} if told is None else {tag: told.written(tag) for tag in profile.first_line},
        request=request,
        is_late=_is_late(request, today),
    )


def status_node(profile: Profile) -> StatusNode | None:
    """Return the node that has the words: the first of the default line's flow, or of any other.

    None where callers cannot ask for a request.
    """
    flows = (profile.flows[profile.default_line.flow], *profile.flows.values())
    nodes = (node for flow in flows for node in flow.nodes.values())
    return next((node for node in nodes if isinstance(node, StatusNode)), None)


def full_form(told: RequestTold) -> dict[str, Any]:
    """Return all that is told, for programs of the city."""
    request = told.request
    due_on = request.due_on if request is not None else None
    return {
        "number": told.number,
        "finding": told.finding.value,
        "status": None if request is None else request.status,
        "updated_on": None if request is None else request.updated_on.isoformat(),
        "due_on": None if due_on is None else due_on.isoformat(),
        "is_late": told.is_late,
        "outcome": {} if request is None else dict(request.outcome),
        "words": dict(told.words),
    }


def _written(texts: tuple[Speech, ...], profile: Profile) -> Mapping[str, str]:
    told = Telling(texts=texts, values={}, worded={})
    return {tag: words for tag in profile.first_line if (words := told.written(tag))}


def _is_late(request: RequestStatus, today: date) -> bool:
    return request.due_on is not None and today > request.due_on


def _outcome_of(node: StatusNode, request: RequestStatus) -> Speech:
    """Return what says the outcome, or that it is written in another language only."""
    if not request.outcome:
        return {}
    told = {tag: said for tag, said in node.outcome.items() if tag in request.outcome}
    return {**node.outcome_other, **told}


def _joined(sentences: Sequence[str]) -> str:
    """Put sentences one behind the other; after a wide sign there is no space."""
    text = ""
    for sentence in filter(None, sentences):
        has_space = bool(text) and east_asian_width(text[-1]) not in "WF"
        text += f" {sentence}" if has_space else sentence
    return text

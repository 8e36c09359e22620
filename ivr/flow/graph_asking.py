"""Nodes of a compiled flow that ask for an answer and keep it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.flow.entries import Form, Wordings
from ivr.flow.offer_line import OfferLine
from ivr.flow.reading import Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNode:
    """Ask something and keep the answer in `into`; `kind` is the type of answer as written.

    `confirmation` is the form of the answer to `confirm`.
    """

    name: str
    into: str
    kind: str
    form: Form
    confirmation: Form
    prompt: Speech
    no_input: Speech
    no_match: Speech
    confirm: Speech
    timeout_s: float
    between_s: float
    attempts: int
    next: str
    fallback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRecordingNode:
    """Record what the caller says; the path is kept in `into`."""

    name: str
    into: str
    prompt: Speech
    no_input: Speech
    max_s: float
    silence_s: float
    attempts: int
    next: str
    fallback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentNode:
    """Say that a conversation is recorded, or ask (`is_asked`) whether it may be."""

    name: str
    prompt: Speech
    is_asked: bool
    words: Mapping[str, Wordings]
    no_match: Speech
    timeout_s: float
    attempts: int
    agreed: str
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyNode:
    """Ask questions that are answered from 1 to 5; `words` are those of each answer."""

    name: str
    intro: Speech
    questions: Mapping[str, Speech]
    words: Mapping[str, Wordings]
    no_match: Speech
    thanks: Speech
    timeout_s: float
    attempts: int
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusNode:
    """Ask for a request's number and say what has become of it.

    `outcome` says what the department writes, `outcome_other` that it writes in another language,
    `unknown` that there is no such request.
    """

    name: str
    ask: AskNode
    statuses: Mapping[str, Speech]
    other: Speech
    due: Speech
    overdue: Speech
    outcome: Speech
    outcome_other: Speech
    unknown: Speech
    found: str
    not_found: str
    unavailable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeNode:
    """Look something up in what the city knows.

    `numbers` maps what may be keyed to codes, `words` each thing that may be said to its wordings,
    for a search of items below `category` (None: of all). `top` is the code below which the tree
    begins; without `by_tree` there is none. `count` of what is found are offered.
    """

    name: str
    ask: AskNode
    category: str | None
    numbers: Mapping[str, str]
    words: Mapping[str, Wordings]
    count: int
    by_tree: bool
    top: str | None
    item: OfferLine
    found: Speech
    back: Speech
    answered: str
    not_found: str
    unheard: str

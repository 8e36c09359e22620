"""What a city is made of, apart from its flows: lines, destinations, languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from acd.plan.hours import OpeningHours
from ivr.flow.commands import Prompt
from ivr.flow.entries import Wordings
from ivr.flow.reading import Forms, Speech
from ivr.trending.surge import SurgeRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A dialled number, and the language its callers speak with that probability.

    It is good from the day `since` to the day `until`, both included; None is for ever.

    A test number (`draft`) is served by the draft of the city's files. Callers of a line with
    `texts` may read what is said, and type.
    """

    number: str
    flow: str
    alias: str = ""
    language_hint: str | None = None
    hint_probability: float = 0.9
    draft: bool = False
    texts: bool = False
    agency: str = ""
    district: str = ""
    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the line is good on this day."""
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A part of the city."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A place outside to which a caller can be connected.

    `code` is what is keyed for it, '' for none; `keys` are pressed there once it answers. Callers
    hear `about` first, and unless it `connects` they hear nothing but that. `hours` is None for a
    place that is always open; `districts` are those it serves, none for all.
    """

    name: str
    number: str
    code: str = ""
    keys: str = ""
    about: Speech = field(default_factory=dict)
    connects: bool = True
    hours: OpeningHours | None = None
    districts: tuple[str, ...] = ()

    def open_at(self, now: float) -> bool:
        """Whether somebody is there at `now` (epoch seconds)."""
        return self.hours is None or self.hours.open_at(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language a caller may speak.

    `words`, single or phrases, give the language away; `spoken` says how to pronounce those whose
    writing does not. `weight` is how often it is met, next to 1 for any other. `please_hold` is
    what a caller waiting in it hears. `yes`, `no` and the ten `digits`, from zero, are what is
    listened for when such an answer is asked; empty where keys alone will do.
    """

    tag: str
    name: str
    native_name: str
    words: tuple[str, ...]
    spoken: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1.0
    please_hold: Prompt | None = None
    forms: Forms = field(default_factory=Forms)
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    digits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyWays:
    """What leads to an emergency destination from every state.

    `keys` name the destination that each leads to, `words` are those that lead to each; an agent
    and the flow itself send callers to the one at `destination`.
    """

    keys: Mapping[str, str]
    words: Mapping[str, Wordings]
    destination: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """The texts of the page on which citizens look up a request, by language, to be read."""

    title: Mapping[str, str]
    label: Mapping[str, str]
    hint: Mapping[str, str] | None
    button: Mapping[str, str]
    busy: Mapping[str, str]
    away: Mapping[str, str]
    nothing_here: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """How long a notice may be to hear (`max_s`), and how long it stays on, in seconds.

    One call hears `at_once` of them at most.
    `expire_s` holds where nobody says when it ends, `longest_s` is the most that may be said.
    """

    max_s: float = 20.0
    at_once: int = 2
    expire_s: float = 12 * 3600.0
    longest_s: float = 7 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeRules:
    """When a question surges, and what becomes of it, in seconds.

    A proposal lapses after `lapse_s`; its notice stays on for `announce_s`. Without
    `auto_approve_after_s` nothing is announced that no supervisor has approved.
    """

    rule: SurgeRule = field(default_factory=SurgeRule)
    lapse_s: float = 2 * 3600.0
    announce_s: float = 6 * 3600.0
    auto_approve_after_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanWay:
    """What leads to the node `goto`, where a person is waited for, from everywhere."""

    key: str
    words: Wordings
    goto: str
    announce: Speech

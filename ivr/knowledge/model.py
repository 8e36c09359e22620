"""One thing the city knows, and its answers over the years."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ivr.knowledge.numbers import keyed

Texts = Mapping[str, str]
"""A text by language (BCP 47 tag)."""

Wordings = Mapping[str, tuple[str, ...]]
"""What callers may say, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What an agent needs beside the answer, in the desk's own language; '' or () if not known.

    `situation` is when the item applies, `duty` what the agency must do, `method` how the caller
    goes about it, `procedure` the steps and `documents` what to bring.
    """

    legal_basis: str = ""
    agency: str = ""
    duty: str = ""
    method: str = ""
    procedure: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    situation: str = ""


NO_DETAILS = Details()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording of an answer. `since` and `until` are days, both included; None is unbounded.

    `answer` is for the ear. `desk` is for people who read; where it is empty they read `answer`.
    """

    number: int
    answer: Texts
    desk: Texts = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    approved_by: str = ""
    details: Details = NO_DETAILS

    def is_in_force(self, day: date) -> bool:
        """Whether it is what the city says on `day`."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    @property
    def read(self) -> Texts:
        """What is read at the desk."""
        return self.desk or self.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing the city knows. `parent` is the code of the item above, None at the top.

    `own_number` is what callers key in place of the code's letters, '' if it is those.
    `changed_on` is when the matter last changed, `reviewed_on` when its owner last confirmed it,
    `review_by` when that is due again.
    """

    code: str
    title: Texts
    parent: str | None = None
    words: Wordings = field(default_factory=dict)
    own_number: str = ""
    owner: str = ""
    versions: tuple[Version, ...] = ()
    changed_on: date | None = None
    reviewed_on: date | None = None
    review_by: date | None = None

    @property
    def number(self) -> str:
        """What callers key for it."""
        return self.own_number or keyed(self.code)

    @property
    def asked_by(self) -> Wordings:
        """What callers may say for it: its words, and its title in a language without any."""
        return {tag: self.words.get(tag) or (title,) for tag, title in self.title.items()}

    @property
    def is_heading(self) -> bool:
        """Whether it only groups the items below it."""
        return not self.versions

    def in_force(self, day: date) -> Version | None:
        """Return the version in force on `day`, None if there is none."""
        return next((each for each in self.versions if each.is_in_force(day)), None)

"""What the files of a city's `knowledge/` may say, and `faqs.yaml`, the small form of the same.

A question of `faqs.yaml` is an item with one version that is always in force.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from ivr.flow.schema.fields import Code, File, Number, Spoken, Text, Words

Longer = Annotated[list[Words], Field(max_length=50)]


class VersionSpec(File):
    """One wording of an answer: `answer` for the ear, `desk` for who reads.

    In force from the day `since` to the day `until`, both included.
    """

    version: Annotated[int, Field(ge=1)] = 1
    since: date | None = None
    until: date | None = None
    answer: Text
    desk: Text | None = None
    approved_by: Words | None = None
    legal_basis: Words | None = None
    agency: Words | None = None
    duty: Words | None = None
    method: Words | None = None
    procedure: Longer = Field(default_factory=list)
    documents: Longer = Field(default_factory=list)
    situation: Words | None = None


class ItemSpec(File):
    """One thing the city knows. Without versions it is a heading for the items below it.

    `number` is what callers key for it; without it the letters of its code on a telephone's keys.
    """

    title: Text
    number: Number | None = None
    parent: Code | None = None
    words: Spoken = Field(default_factory=dict)
    owner: Words | None = None
    changed_on: date | None = None
    reviewed_on: date | None = None
    review_by: date | None = None
    versions: list[VersionSpec] = Field(default_factory=list)


class KnowledgeFile(File):
    """A file of `knowledge/`. `owner` is the agency of every item that names none."""

    owner: Words | None = None
    items: Annotated[dict[Code, ItemSpec], Field(min_length=1)]


class FaqSpec(File):
    """A question many ask: its short `title`, the `words` that ask for it, and the `answer`.

    `number` is what callers key for it; without it the letters of its name on a telephone's keys.
    """

    title: Text
    number: Number | None = None
    answer: Text
    words: Spoken = Field(default_factory=dict)


class FaqsFile(File):
    """`faqs.yaml`: `faqs` are the questions and answers, by their names."""

    faqs: Annotated[dict[Code, FaqSpec], Field(min_length=1)]

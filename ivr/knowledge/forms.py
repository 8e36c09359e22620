"""An item as plain data: for the desk, which sees all of it, and for the public.

Both show the version in force, word for word what callers hear.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from ivr.knowledge.base import KnowledgeBase
from ivr.knowledge.model import Item, Version
from ivr.knowledge.search import Found


def short_form(base: KnowledgeBase, item: Item) -> dict[str, Any]:
    """Return an item as it stands in a list."""
    return {
        "code": item.code,
        "number": item.number,
        "title": dict(item.title),
        "path": [above.code for above in base.path(item.code)[:-1]],
        "is_heading": item.is_heading,
    }


def found_form(base: KnowledgeBase, found: Found) -> dict[str, Any]:
    """Return a finding: `score` is None for the very code that was asked for."""
    score = None if found.score == float("inf") else round(found.score, 3)
    return {**short_form(base, found.item), "score": score}


def desk_form(base: KnowledgeBase, item: Item, day: date) -> dict[str, Any]:
    """Return all that an agent may know of an item on `day`."""
    version = item.in_force(day)
    return {
        **short_form(base, item),
        "below": [short_form(base, each) for each in base.below(item.code)],
        "words": {tag: list(words) for tag, words in item.words.items()},
        "owner": item.owner,
        "changed_on": _day(item.changed_on),
        "reviewed_on": _day(item.reviewed_on),
        "review_by": _day(item.review_by),
        "in_force": _version(version) if version is not None else None,
        "to_come": [
            _version(each) for each in item.versions if each.since is not None and each.since > day
        ],
    }


def public_form(base: KnowledgeBase, item: Item, day: date) -> dict[str, Any] | None:
    """Return what the public may have of an item on `day`; None if nothing is in force.

    Who owns, approved and reviewed it, what agents read and an agency's duties stay inside.
    """
    version = item.in_force(day)
    if version is None:
        return None
    return {
        "code": item.code,
        "number": item.number,
        "path": [dict(above.title) for above in base.path(item.code)[:-1]],
        "question": dict(item.title),
        "answer": dict(version.answer),
        "documents": list(version.details.documents),
        "legal_basis": version.details.legal_basis,
        "since": _day(version.since),
        "until": _day(version.until),
    }


def _version(version: Version) -> Mapping[str, Any]:
    return {
        "version": version.number,
        "since": _day(version.since),
        "until": _day(version.until),
        "answer": dict(version.answer),
        "desk": dict(version.read),
        "approved_by": version.approved_by,
        **asdict(version.details),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None

"""Two versions of a city's files compared for what callers notice."""

from collections.abc import Iterator, Mapping

from ivr.flow.comparing.around import (
    destination_changes,
    everywhere_changes,
    language_changes,
    line_changes,
)
from ivr.flow.comparing.change import Change, Comparison, Topic
from ivr.flow.comparing.nodes import node_changes, start_changes
from ivr.flow.comparing.pairing import Pairs, pair
from ivr.flow.comparing.person import person_changes
from ivr.flow.comparing.routes import knowledge_changes, queue_changes
from ivr.flow.loading.folder import Folder

Recordings = Mapping[str, str]
"""A hash of each recorded prompt by its path below `sounds/`."""


def compare(
    before: Folder,
    after: Folder,
    *,
    recordings: tuple[Recordings, Recordings] = ({}, {}),
) -> Comparison:
    """Compare two versions whose files have been checked; `recordings` are those of each."""
    pairs = pair(before, after)
    changes = (
        *person_changes(before, after),
        *line_changes(pairs),
        *start_changes(pairs),
        *node_changes(pairs),
        *everywhere_changes(pairs),
        *destination_changes(before, after),
        *queue_changes(before, after),
        *knowledge_changes(before, after),
        *language_changes(before, after),
        *_recorded(*recordings),
    )
    return Comparison(
        changes=changes,
        renamed=tuple(_renamed(pairs)),
        is_same=before.version == after.version,
    )


def _recorded(before: Recordings, after: Recordings) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            what = "is another one" if name in before and name in after else "is new"
            yield Change(
                topic=Topic.TEXT,
                where=f"recording {name}",
                what=what if name in after else "is gone",
            )


def _renamed(pairs: Pairs) -> Iterator[tuple[str, str]]:
    yield from ((old, new) for old, new in pairs.flows.items() if old != new)
    for old, new in pairs.in_order():
        if old[1] != new[1]:
            yield "/".join(old), "/".join(new)

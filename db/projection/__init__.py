"""From events to derived rows.

Assumptions, all kept by the single writer: entries of one boot arrive in the order of `seq`;
boots follow one another; a call's `CallStarted` comes first. Nothing else is assumed about the
order. `CallEnded` may come before the distributor's own last events of the call, so it closes
only the flow's segments; the distributor's are closed by the events that name their entry or
offer. An event without its beginning (a party that never joined) changes nothing; an event of a
call without a start opens a bare contact. Hence every sequence of events can be projected.
"""

from collections.abc import Callable
from itertools import chain
from typing import Any

from db.codec import Event
from db.projection import (
    agents,
    callbacks,
    case,
    consults,
    contact,
    dial_tests,
    flow,
    hearings,
    inquiries,
    interpretations,
    notices,
    offers,
    people,
    publication,
    recovery,
    segments,
    supervision,
)
from db.projection.work import Work

_FAMILIES = (
    recovery,
    contact,
    segments,
    consults,
    interpretations,
    offers,
    flow,
    hearings,
    inquiries,
    notices,
    callbacks,
    case,
    agents,
    people,
    publication,
    supervision,
    dial_tests,
)
_HANDLERS: dict[type, list[Callable[[Work, Any], None]]] = {}
for _kind, _handler in chain.from_iterable(each.rows.handlers.items() for each in _FAMILIES):
    _HANDLERS.setdefault(_kind, []).append(_handler)

__all__ = ["Work", "project"]


def project(work: Work, event: Event) -> None:
    """Apply one event to all derived rows."""
    handlers = _HANDLERS.get(type(event), ())
    call_id: str | None = getattr(event, "call_id", None)
    if call_id is not None and handlers and type(event) not in contact.OPENERS:
        work.ensure_contact(call_id)
    for handler in handlers:
        handler(work, event)

"""The contact: one row a call, opened by its first event and filled as more is known."""

from typing import Any

from sqlalchemy import bindparam, func, update

from acd.events import CallLanguageSet, EntryQueued, PartyJoined
from acd.plan.model import Role
from db.models import Contact
from db.models.calls import BLOCKED, INBOUND, OUTBOUND, TEST
from db.projection.work import Projection, Work, table_of
from ivr.flow.events import CallAnswered, CallBlocked, CallEnded, CallStarted, LanguageIdentified

rows = Projection()
OPENERS = (CallStarted, CallBlocked)

_contact = table_of(Contact)
_CHANGE = update(_contact).where(_contact.c.call_id == bindparam("of_call"))
_CHANGE_OPEN = _CHANGE.where(_contact.c.disposition.is_(None))
_FIRST = {
    name: _CHANGE.values(
        {name: func.coalesce(_contact.c[name], bindparam("now", type_=_contact.c[name].type))}
    )
    for name in ("answered_at", "queued_at", "connected_at")
}
# What a person said about the language stands against later detection.
_DETECTED = _CHANGE.where(func.coalesce(_contact.c.language_means, "") != "agent")
# The distributor repeats what the flow told it: news only when nothing was known.
_TOLD_BY_FLOW = _CHANGE.where(_contact.c.language.is_(None))


@rows.on(CallStarted)
def _started(work: Work, event: CallStarted) -> None:
    _open(
        work,
        event.call_id,
        calling_number=event.caller,
        dialled=event.dialled,
        alias=event.alias,
        flow=event.flow,
        flow_version=event.flow_version,
        direction=_direction(event),
    )


def _direction(event: CallStarted) -> str:
    if event.is_test:
        return TEST
    return OUTBOUND if event.is_outbound else INBOUND


@rows.on(CallBlocked)
def _blocked(work: Work, event: CallBlocked) -> None:
    _open(work, event.call_id, calling_number=event.caller, dialled=event.dialled)
    work.db.execute(
        _CHANGE_OPEN,
        {
            "of_call": event.call_id,
            "disposition": BLOCKED,
            "ended_at": work.at,
            "end_reason": event.reason,
            "ended_by": "switch",
        },
    )


def _open(work: Work, call_id: str, **values: Any) -> None:
    if work.has_contact(call_id):
        work.db.execute(_CHANGE, {"of_call": call_id, **values})
    else:
        work.insert_contact(call_id, **values)
    work.known_calls.add(call_id)


@rows.on(CallAnswered)
def _answered(work: Work, event: CallAnswered) -> None:
    _first(work, event.call_id, "answered_at")


@rows.on(EntryQueued)
def _queued(work: Work, event: EntryQueued) -> None:
    if event.role is Role.PRIMARY:
        _first(work, event.call_id, "queued_at")


@rows.on(PartyJoined)
def _joined(work: Work, event: PartyJoined) -> None:
    if event.role is Role.PRIMARY:
        _first(work, event.call_id, "connected_at")


def _first(work: Work, call_id: str, column: str) -> None:
    work.db.execute(_FIRST[column], {"of_call": call_id, "now": work.at})


@rows.on(LanguageIdentified)
def _language_identified(work: Work, event: LanguageIdentified) -> None:
    if event.language is not None:
        work.db.execute(
            _DETECTED,
            {
                "of_call": event.call_id,
                "language": event.language,
                "language_confidence": event.confidence,
                "language_means": event.means,
            },
        )


@rows.on(CallLanguageSet)
def _language_set(work: Work, event: CallLanguageSet) -> None:
    values = {"of_call": event.call_id, "language": event.language}
    if event.by_agent is None:
        work.db.execute(_TOLD_BY_FLOW, {**values, "language_means": "flow"})
    else:
        work.db.execute(_CHANGE, {**values, "language_means": "agent", "language_confidence": 1.0})


@rows.on(CallEnded)
def _ended(work: Work, event: CallEnded) -> None:
    work.db.execute(
        _CHANGE,
        {
            "of_call": event.call_id,
            "ended_at": work.at,
            "disposition": event.disposition.value,
            "ended_by": event.by,
            "end_node": event.node,
            "end_reason": event.reason,
        },
    )

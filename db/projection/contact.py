"""The contact: one row a call, opened by its first event and filled as more is known."""

from typing import Any

from sqlalchemy import func, select, update

from acd.events import CallLanguageSet, EntryQueued, PartyJoined
from acd.model import Role
from db.models import Contact
from db.models.calls import BLOCKED
from db.projection.work import Projection, Work
from ivr.flow.events import CallAnswered, CallBlocked, CallEnded, CallStarted, LanguageIdentified

rows = Projection()
OPENERS = (CallStarted, CallBlocked)


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
    )


@rows.on(CallBlocked)
def _blocked(work: Work, event: CallBlocked) -> None:
    _open(work, event.call_id, calling_number=event.caller, dialled=event.dialled)
    work.db.execute(
        update(Contact)
        .where(Contact.call_id == event.call_id, Contact.disposition.is_(None))
        .values(disposition=BLOCKED, ended_at=work.at, end_reason=event.reason, ended_by="switch")
    )


def _open(work: Work, call_id: str, **values: Any) -> None:
    found = work.db.scalar(select(Contact.call_id).where(Contact.call_id == call_id))
    if found is None:
        work.insert_contact(call_id, **values)
    else:
        work.db.execute(update(Contact).where(Contact.call_id == call_id).values(**values))
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
    target = Contact.__table__.c[column]
    work.db.execute(
        update(Contact)
        .where(Contact.call_id == call_id)
        .values({column: func.coalesce(target, work.at)})
    )


@rows.on(LanguageIdentified)
def _language_identified(work: Work, event: LanguageIdentified) -> None:
    # What a person said about the language stands against later detection.
    if event.language is not None:
        work.db.execute(
            update(Contact)
            .where(
                Contact.call_id == event.call_id,
                func.coalesce(Contact.language_means, "") != "agent",
            )
            .values(
                language=event.language,
                language_confidence=event.confidence,
                language_means=event.means,
            )
        )


@rows.on(CallLanguageSet)
def _language_set(work: Work, event: CallLanguageSet) -> None:
    change = update(Contact).where(Contact.call_id == event.call_id)
    if event.by_agent is None:
        # The distributor repeats what the flow told it: news only when nothing was known.
        change = change.where(Contact.language.is_(None)).values(language_means="flow")
    else:
        change = change.values(language_means="agent", language_confidence=1.0)
    work.db.execute(change.values(language=event.language))


@rows.on(CallEnded)
def _ended(work: Work, event: CallEnded) -> None:
    work.db.execute(
        update(Contact)
        .where(Contact.call_id == event.call_id)
        .values(
            ended_at=work.at,
            disposition=event.disposition.value,
            ended_by=event.by,
            end_node=event.node,
            end_reason=event.reason,
        )
    )

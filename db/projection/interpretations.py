"""Interpreters, each from being asked for to leaving."""

from sqlalchemy import bindparam, update

from acd.events import EntryEnded, EntryQueued, OfferMade, PartyJoined, PartyLeft
from acd.interpreters.events import InterpreterBilled
from acd.plan.model import Role
from db.models import Interpretation
from db.projection.work import Projection, Work, table_of

rows = Projection()

_table = table_of(Interpretation)
_OF_ENTRY = update(_table).where(_table.c.entry_id == bindparam("of_entry"))
_ONE_MORE = _OF_ENTRY.values(attempts=_table.c.attempts + 1)


@rows.on(EntryQueued)
def _asked(work: Work, event: EntryQueued) -> None:
    if event.role is Role.INTERPRETER:
        work.add(
            Interpretation,
            id=work.id,
            call_id=event.call_id,
            entry_id=event.entry_id,
            language=event.language,
            reason=event.reason,
            requested_at=work.at,
        )


@rows.on(OfferMade)
def _offered(work: Work, event: OfferMade) -> None:
    if event.role is Role.INTERPRETER:
        work.db.execute(_ONE_MORE, {"of_entry": event.entry_id})


@rows.on(EntryEnded)
def _found(work: Work, event: EntryEnded) -> None:
    if event.role is Role.INTERPRETER:
        _set(work, event.entry_id, found_at=work.at, outcome=event.outcome.value)


@rows.on(PartyJoined)
def _joined(work: Work, event: PartyJoined) -> None:
    if event.role is Role.INTERPRETER:
        _set(
            work,
            event.entry_id,
            connected_at=work.at,
            agent_id=event.agent_id,
            vendor=event.vendor,
        )


@rows.on(PartyLeft)
def _left(work: Work, event: PartyLeft) -> None:
    if event.role is Role.INTERPRETER:
        _set(work, event.entry_id, left_at=work.at)


@rows.on(InterpreterBilled)
def _billed(work: Work, event: InterpreterBilled) -> None:
    _set(
        work,
        event.entry_id,
        billed_s=event.billed_s,
        cost_micros=event.cost_micros,
        currency=event.currency,
    )


def _set(work: Work, entry_id: str, **values: object) -> None:
    work.db.execute(_OF_ENTRY, {"of_entry": entry_id, **values})

"""Segments of what an agent does to bring others in, beside talk, hold and queue.

consult      ConsultStarted ─> ConsultEnded          the agent's; the caller's wait is in `hold`
consulted    PartyJoined ─> PartyTookOver | PartyLeft          the other agent's (`segments`)
outside      GuestJoined ─> GuestLeft                somebody outside, as long as they are there
conference   ConferenceStarted ─> ConferenceEnded    more than one person with the caller
transfer     CallTransferStarted ─> CallTransferEnded

`queue` is who was wanted, `offer_id` the consult, the guest's leg or the transfer; a transfer's
`role` is its manner, blind or attended.
"""

from sqlalchemy import bindparam, select, update

from acd.consults.messages import (
    CallTransferEnded,
    CallTransferStarted,
    ConferenceEnded,
    ConferenceStarted,
    ConsultEnded,
    ConsultStarted,
    GuestJoined,
    GuestLeft,
    PartyTookOver,
)
from acd.plan.model import Role
from db.models import Segment
from db.projection.stretches import close_segments, closing, open_segment
from db.projection.work import Projection, Work, table_of

rows = Projection()

_segment = table_of(Segment)
_CLOSE = closing(
    _segment.c.offer_id == bindparam("of_offer"),
    _segment.c.kind == bindparam("of_kind"),
)
_CLOSE_CONFERENCE = closing(
    _segment.c.call_id == bindparam("of_call"),
    _segment.c.kind == "conference",
)
_CONSULTED = select(_segment).where(
    _segment.c.offer_id == bindparam("of_offer"),
    _segment.c.kind == "consulted",
    _segment.c.ended_at.is_(None),
)
# On hold at that moment: they talk as the caller's own when the hold is over.
_HELD_AS_PRIMARY = (
    update(_segment)
    .where(
        _segment.c.offer_id == bindparam("of_offer"),
        _segment.c.kind == "hold",
        _segment.c.ended_at.is_(None),
    )
    .values(role=Role.PRIMARY.value)
)


def _close(work: Work, kind: str, offer_id: str, outcome: str, reason: str = "") -> None:
    bound = {"of_kind": kind, "of_offer": offer_id}
    close_segments(work, _CLOSE, outcome=outcome, reason=reason, **bound)


@rows.on(ConsultStarted)
def _consult_started(work: Work, event: ConsultStarted) -> None:
    open_segment(
        work,
        "consult",
        event.call_id,
        agent_id=event.agent_id,
        queue=event.target.label,
        offer_id=event.consult_id,
    )


@rows.on(ConsultEnded)
def _consult_ended(work: Work, event: ConsultEnded) -> None:
    _close(work, "consult", event.consult_id, event.outcome.value)


@rows.on(PartyTookOver)
def _took_over(work: Work, event: PartyTookOver) -> None:
    row = work.db.execute(_CONSULTED, {"of_offer": event.offer_id}).mappings().first()
    if row is None:
        work.db.execute(_HELD_AS_PRIMARY, {"of_offer": event.offer_id})
        return
    _close(work, "consulted", event.offer_id, "took_over")
    kept = ("agent_id", "queue", "language", "entry_id", "offer_id")
    open_segment(
        work,
        "talk",
        row["call_id"],
        role=Role.PRIMARY.value,
        **{name: row[name] for name in kept},
    )


@rows.on(GuestJoined)
def _guest_joined(work: Work, event: GuestJoined) -> None:
    open_segment(work, "outside", event.call_id, queue=event.target.label, offer_id=event.offer_id)


@rows.on(GuestLeft)
def _guest_left(work: Work, event: GuestLeft) -> None:
    _close(work, "outside", event.offer_id, "left", event.reason)


@rows.on(ConferenceStarted)
def _conference_started(work: Work, event: ConferenceStarted) -> None:
    open_segment(work, "conference", event.call_id, agent_id=event.by_agent)


@rows.on(ConferenceEnded)
def _conference_ended(work: Work, event: ConferenceEnded) -> None:
    given = {"of_call": event.call_id, "ended_at": work.at, "outcome": "ended"}
    work.db.execute(_CLOSE_CONFERENCE, given)


@rows.on(CallTransferStarted)
def _transfer_started(work: Work, event: CallTransferStarted) -> None:
    open_segment(
        work,
        "transfer",
        event.call_id,
        agent_id=event.agent_id,
        queue=event.target.label,
        role=event.manner.value,
        offer_id=event.transfer_id,
    )


@rows.on(CallTransferEnded)
def _transfer_ended(work: Work, event: CallTransferEnded) -> None:
    _close(work, "transfer", event.transfer_id, event.outcome.value)

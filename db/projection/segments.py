"""Segments: which stretch of a call was what.

ivr          CallStarted ─> QueueEntered | TransferStarted | CallEnded; again at the next node
             entered once no queue, talk or transfer goes on
queue        EntryQueued ─> EntryEnded             one per entry
ring         OfferMade ─> OfferEnded               one per offer
talk         PartyJoined | PartyResumed ─> PartyHeld | PartyLeft     role primary
interpreter  the same                                                role interpreter
hold         PartyHeld ─> PartyResumed | PartyLeft
wrap_up      AgentStateChanged(wrap_up) ─> the agent's next state
transfer     TransferStarted ─> TransferFinished | CallEnded
voicemail    ends at VoicemailLeft, as long as the message; lies within ivr
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, insert, select, update

from acd.events import (
    AgentState,
    AgentStateChanged,
    EntryEnded,
    EntryQueued,
    OfferEnded,
    OfferMade,
    PartyHeld,
    PartyJoined,
    PartyLeft,
    PartyResumed,
)
from acd.model import Role
from db.models import Segment
from db.projection.work import Projection, Work
from ivr.flow.events import (
    CallEnded,
    CallStarted,
    NodeEntered,
    QueueEntered,
    TransferFinished,
    TransferStarted,
    VoicemailLeft,
)

rows = Projection()

_PARTY_KINDS = {Role.PRIMARY: "talk", Role.INTERPRETER: "interpreter"}
_LONGEST_MESSAGE_S = 86_400.0


def _open(work: Work, kind: str, call_id: str, **values: Any) -> None:
    work.db.execute(
        insert(Segment).values(
            **{"id": work.id, "kind": kind, "call_id": call_id, "started_at": work.at} | values
        )
    )


def _close(
    work: Work, *where: ColumnElement[bool], outcome: str = "", reason: str = "", **values: Any
) -> None:
    work.db.execute(
        update(Segment)
        .where(Segment.ended_at.is_(None), *where)
        .values(ended_at=work.at, outcome=outcome, reason=reason, **values)
    )


# --- the flow's -----------------------------------------------------------------------------


@rows.on(CallStarted)
def _started(work: Work, event: CallStarted) -> None:
    _open(work, "ivr", event.call_id)


@rows.on(NodeEntered)
def _node_entered(work: Work, event: NodeEntered) -> None:
    elsewhere = select(
        exists().where(
            Segment.call_id == event.call_id,
            Segment.ended_at.is_(None),
            Segment.kind.in_(("ivr", "queue", "talk", "hold", "transfer")),
        )
    )
    if not work.db.scalar(elsewhere):
        _open(work, "ivr", event.call_id)


@rows.on(QueueEntered)
def _queue_entered(work: Work, event: QueueEntered) -> None:
    _close(work, Segment.call_id == event.call_id, Segment.kind == "ivr", outcome="queued")


@rows.on(TransferStarted)
def _transfer_started(work: Work, event: TransferStarted) -> None:
    _close(work, Segment.call_id == event.call_id, Segment.kind == "ivr", outcome="transferred")
    reason = "emergency" if event.emergency else ""
    _open(work, "transfer", event.call_id, queue=event.destination, reason=reason)


@rows.on(TransferFinished)
def _transfer_finished(work: Work, event: TransferFinished) -> None:
    _close(
        work,
        Segment.call_id == event.call_id,
        Segment.kind == "transfer",
        outcome="answered" if event.answered else "not_answered",
        reason=event.reason,
    )


@rows.on(VoicemailLeft)
def _voicemail(work: Work, event: VoicemailLeft) -> None:
    # `max` first: it also turns NaN into 0.
    length_s = min(max(0.0, event.duration_s), _LONGEST_MESSAGE_S)
    _open(
        work,
        "voicemail",
        event.call_id,
        started_at=work.at - timedelta(seconds=length_s),
        ended_at=work.at,
        language=event.language,
    )


@rows.on(CallEnded)
def _ended(work: Work, event: CallEnded) -> None:
    _close(
        work,
        Segment.call_id == event.call_id,
        Segment.kind.in_(("ivr", "transfer")),
        outcome="ended",
        reason=event.reason,
    )


# --- the distributor's ------------------------------------------------------------------------


@rows.on(EntryQueued)
def _queued(work: Work, event: EntryQueued) -> None:
    _open(
        work,
        "queue",
        event.call_id,
        queue=event.queue,
        role=event.role.value,
        language=event.language,
        entry_id=event.entry_id,
    )


@rows.on(EntryEnded)
def _entry_ended(work: Work, event: EntryEnded) -> None:
    _close(
        work,
        Segment.entry_id == event.entry_id,
        Segment.kind == "queue",
        outcome=event.outcome.value,
        agent_id=event.agent_id,
    )


@rows.on(OfferMade)
def _offer_made(work: Work, event: OfferMade) -> None:
    _open(
        work,
        "ring",
        event.call_id,
        agent_id=event.agent_id,
        role=event.role.value,
        entry_id=event.entry_id,
        offer_id=event.offer_id,
    )


@rows.on(OfferEnded)
def _offer_ended(work: Work, event: OfferEnded) -> None:
    of_offer = Segment.offer_id == event.offer_id
    _close(
        work,
        of_offer,
        Segment.kind == "ring",
        outcome=event.outcome.value,
        reason=event.reason,
    )


@rows.on(PartyJoined)
def _joined(work: Work, event: PartyJoined) -> None:
    _open(
        work,
        _PARTY_KINDS[event.role],
        event.call_id,
        agent_id=event.agent_id,
        queue=event.queue,
        role=event.role.value,
        entry_id=event.entry_id,
        offer_id=event.offer_id,
    )


@rows.on(PartyHeld)
def _held(work: Work, event: PartyHeld) -> None:
    _switch(work, event.offer_id, ("talk", "interpreter"), hold=True)


@rows.on(PartyResumed)
def _resumed(work: Work, event: PartyResumed) -> None:
    _switch(work, event.offer_id, ("hold",), hold=False)


def _switch(work: Work, offer_id: str, kinds: tuple[str, ...], *, hold: bool) -> None:
    """Close the party's open segment of one of `kinds` and open its counterpart."""
    open_one = (
        Segment.offer_id == offer_id,
        Segment.kind.in_(kinds),
        Segment.ended_at.is_(None),
    )
    row = work.db.execute(select(Segment.__table__).where(*open_one)).mappings().first()
    if row is None:
        return
    _close(work, *open_one, outcome="held" if hold else "resumed")
    _open(
        work,
        "hold" if hold else _PARTY_KINDS[Role(row["role"])],
        row["call_id"],
        **{name: row[name] for name in ("agent_id", "queue", "role", "entry_id", "offer_id")},
    )


@rows.on(PartyLeft)
def _left(work: Work, event: PartyLeft) -> None:
    _close(
        work,
        Segment.offer_id == event.offer_id,
        Segment.kind.in_(("talk", "interpreter", "hold")),
        outcome="left",
        reason=event.reason,
    )


@rows.on(AgentStateChanged)
def _agent_state(work: Work, event: AgentStateChanged) -> None:
    _close(
        work,
        Segment.agent_id == event.agent_id,
        Segment.kind == "wrap_up",
        outcome=event.state.value,
        reason=event.reason,
    )
    if event.state is AgentState.WRAP_UP:
        call_id = event.call_id or _last_call(work, event.agent_id)
        if call_id is not None:
            _open(work, "wrap_up", call_id, agent_id=event.agent_id)


def _last_call(work: Work, agent_id: str) -> str | None:
    return work.db.scalar(
        select(Segment.call_id)
        .where(Segment.agent_id == agent_id, Segment.kind.in_(("talk", "interpreter")))
        .order_by(Segment.id.desc())
        .limit(1)
    )

"""Segments: which stretch of a call was what.

ivr          CallStarted ─> QueueEntered | TransferStarted | CallEnded; again at the next node
             entered once no queue, talk or transfer goes on
queue        EntryQueued ─> EntryEnded             one per entry
ring         OfferMade ─> OfferEnded               one per offer
talk         PartyJoined | PartyResumed ─> PartyHeld | PartyLeft     role primary
interpreter  the same                                                role interpreter
consulted    the same                                                role consulted
dial         see `db.projection.callbacks`
hold         PartyHeld ─> PartyResumed | PartyLeft
wrap_up      AgentStateChanged(wrap_up) ─> the agent's next state
transfer     TransferStarted ─> TransferFinished | CallEnded
voicemail    ends at VoicemailLeft, as long as the message; lies within ivr
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, bindparam, select

from acd.consults.messages import Manner
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
from acd.plan.model import Role
from db.models import Segment
from db.projection.stretches import close_segments, closing, open_segment
from db.projection.work import Projection, Work, table_of
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

_PARTY_KINDS = {Role.PRIMARY: "talk", Role.INTERPRETER: "interpreter", Role.CONSULTED: "consulted"}
_SPOKEN = tuple(_PARTY_KINDS.values())
_LONGEST_MESSAGE_S = 86_400.0

_segment = table_of(Segment)
_is_open = _segment.c.ended_at.is_(None)
_of_call = _segment.c.call_id == bindparam("of_call")
_of_entry = _segment.c.entry_id == bindparam("of_entry")
_of_offer = _segment.c.offer_id == bindparam("of_offer")
_of_agent = _segment.c.agent_id == bindparam("of_agent")


def _is(*kinds: str) -> ColumnElement[bool]:
    return _segment.c.kind.in_(kinds)


_CLOSE_IVR = closing(_of_call, _is("ivr"))
# Those of the distributor have an id of their own (`db.projection.consults`).
_of_flow = _segment.c.offer_id.is_(None)
_CLOSE_TRANSFER = closing(_of_call, _is("transfer"), _of_flow)
_CLOSE_FLOW = closing(_of_call, _is("ivr", "transfer"), _of_flow)
_CLOSE_QUEUE = closing(_of_entry, _is("queue"))
_CLOSE_RING = closing(_of_offer, _is("ring"))
_CLOSE_PARTY = closing(_of_offer, _is(*_SPOKEN, "hold"))
_CLOSE_SPEAKING = closing(_of_offer, _is(*_SPOKEN))
_CLOSE_HOLD = closing(_of_offer, _is("hold"))
_CLOSE_WRAP_UP = closing(_of_agent, _is("wrap_up"))

_ELSEWHERE = (
    select(_segment.c.id)
    .where(_of_call, _is_open, _is("ivr", "queue", "talk", "hold", "outside", "transfer"))
    .limit(1)
)
_SPEAKING = select(_segment).where(_of_offer, _is_open, _is(*_SPOKEN))
_HELD = select(_segment).where(_of_offer, _is_open, _is("hold"))
_LAST_CALL = (
    select(_segment.c.call_id)
    .where(_of_agent, _is(*_SPOKEN))
    .order_by(_segment.c.id.desc())
    .limit(1)
)


# --- the flow's -----------------------------------------------------------------------------


@rows.on(CallStarted)
def _started(work: Work, event: CallStarted) -> None:
    if not event.is_outbound:
        open_segment(work, "ivr", event.call_id)


@rows.on(NodeEntered)
def _node_entered(work: Work, event: NodeEntered) -> None:
    if work.db.scalar(_ELSEWHERE, {"of_call": event.call_id}) is None:
        open_segment(work, "ivr", event.call_id)


@rows.on(QueueEntered)
def _queue_entered(work: Work, event: QueueEntered) -> None:
    close_segments(work, _CLOSE_IVR, of_call=event.call_id, outcome="queued")


@rows.on(TransferStarted)
def _transfer_started(work: Work, event: TransferStarted) -> None:
    close_segments(work, _CLOSE_IVR, of_call=event.call_id, outcome="transferred")
    open_segment(
        work,
        "transfer",
        event.call_id,
        queue=event.destination,
        agent_id=event.by_agent or None,
        role=Manner.BLIND.value if event.by_agent else None,
        reason="emergency" if event.emergency else "",
    )


@rows.on(TransferFinished)
def _transfer_finished(work: Work, event: TransferFinished) -> None:
    close_segments(
        work,
        _CLOSE_TRANSFER,
        of_call=event.call_id,
        outcome="answered" if event.answered else "not_answered",
        reason=event.reason,
    )


@rows.on(VoicemailLeft)
def _voicemail(work: Work, event: VoicemailLeft) -> None:
    # `max` first: it also turns NaN into 0.
    length_s = min(max(0.0, event.duration_s), _LONGEST_MESSAGE_S)
    open_segment(
        work,
        "voicemail",
        event.call_id,
        started_at=work.at - timedelta(seconds=length_s),
        ended_at=work.at,
        language=event.language,
    )


@rows.on(CallEnded)
def _ended(work: Work, event: CallEnded) -> None:
    close_segments(
        work,
        _CLOSE_FLOW,
        of_call=event.call_id,
        outcome="ended",
        reason=event.reason,
    )


# --- the distributor's ------------------------------------------------------------------------


@rows.on(EntryQueued)
def _queued(work: Work, event: EntryQueued) -> None:
    open_segment(
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
    close_segments(
        work,
        _CLOSE_QUEUE,
        of_entry=event.entry_id,
        outcome=event.outcome.value,
        agent_id=event.agent_id,
    )


@rows.on(OfferMade)
def _offer_made(work: Work, event: OfferMade) -> None:
    open_segment(
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
    close_segments(
        work,
        _CLOSE_RING,
        of_offer=event.offer_id,
        outcome=event.outcome.value,
        reason=event.reason,
    )


@rows.on(PartyJoined)
def _joined(work: Work, event: PartyJoined) -> None:
    open_segment(
        work,
        _PARTY_KINDS[event.role],
        event.call_id,
        agent_id=event.agent_id,
        queue=event.queue,
        language=event.language,
        role=event.role.value,
        entry_id=event.entry_id,
        offer_id=event.offer_id,
    )


@rows.on(PartyHeld)
def _held(work: Work, event: PartyHeld) -> None:
    _switch(work, event.offer_id, hold=True)


@rows.on(PartyResumed)
def _resumed(work: Work, event: PartyResumed) -> None:
    _switch(work, event.offer_id, hold=False)


def _switch(work: Work, offer_id: str, *, hold: bool) -> None:
    """Close the party's open segment and open its counterpart: speaking, or on hold."""
    found = work.db.execute(_SPEAKING if hold else _HELD, {"of_offer": offer_id})
    row = found.mappings().first()
    if row is None:
        return
    if hold:
        close_segments(work, _CLOSE_SPEAKING, of_offer=offer_id, outcome="held")
    else:
        close_segments(work, _CLOSE_HOLD, of_offer=offer_id, outcome="resumed")
    open_segment(
        work,
        "hold" if hold else _PARTY_KINDS[Role(row["role"])],
        row["call_id"],
        **{name: row[name] for name in ("agent_id", "queue", "role", "entry_id", "offer_id")},
    )


@rows.on(PartyLeft)
def _left(work: Work, event: PartyLeft) -> None:
    close_segments(
        work,
        _CLOSE_PARTY,
        of_offer=event.offer_id,
        outcome="left",
        reason=event.reason,
    )


@rows.on(AgentStateChanged)
def _agent_state(work: Work, event: AgentStateChanged) -> None:
    close_segments(
        work,
        _CLOSE_WRAP_UP,
        of_agent=event.agent_id,
        outcome=event.state.value,
        reason=event.reason,
    )
    if event.state is AgentState.WRAP_UP:
        call_id = event.call_id or _last_call(work, event.agent_id)
        if call_id is not None:
            open_segment(work, "wrap_up", call_id, agent_id=event.agent_id)


def _last_call(work: Work, agent_id: str) -> str | None:
    call_id: str | None = work.db.scalar(_LAST_CALL, {"of_agent": agent_id})
    return call_id

"""Callbacks, and the outbound contact under the same id that their attempts are part of.

A segment of the kind `dial` is one attempt: CallbackDialled ─> CallbackAnswered |
CallbackAttemptFailed | CallbackEnded.
"""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from acd.callbacks.callback import CallbackState
from acd.callbacks.messages import (
    CallbackAnswered,
    CallbackAttemptFailed,
    CallbackBooked,
    CallbackDialled,
    CallbackEnded,
    CallbackOutcome,
    CallbackQueued,
    CallbackRebooked,
)
from db.models import Callback, Contact, Segment, Task
from db.models.calls import OUTBOUND
from db.projection.stretches import close_segments
from db.projection.work import Projection, Work, table_of
from db.types import utc

rows = Projection()

_callback, _contact, _segment = table_of(Callback), table_of(Contact), table_of(Segment)
_CHANGE = update(_callback).where(
    _callback.c.callback_id == bindparam("of_callback"), _callback.c.ended_at.is_(None)
)
_FIND = select(
    _callback.c.call_id, _callback.c.number, _callback.c.language, _callback.c.task_id
).where(_callback.c.callback_id == bindparam("of_callback"), _callback.c.ended_at.is_(None))
_KNOWN = select(_callback.c.id).where(_callback.c.callback_id == bindparam("of_callback"))
_MAKE_OUTBOUND = update(_contact).where(_contact.c.call_id == bindparam("of_call"))
_CLOSE_DIAL = update(_segment).where(
    _segment.c.call_id == bindparam("of_call"),
    _segment.c.kind == "dial",
    _segment.c.ended_at.is_(None),
)


_LAST_S = 253_402_214_400.0  # 9999-12-31, the end of every calendar


_GIVEN_UP = frozenset({CallbackOutcome.UNREACHED, CallbackOutcome.EXPIRED})


def _time(at: float) -> datetime:
    return utc(min(max(0.0, at), _LAST_S))


def _change(work: Work, callback_id: str, **values: object) -> None:
    work.db.execute(_CHANGE, {"of_callback": callback_id, **values})


def _close_dial(work: Work, callback_id: str, outcome: str, reason: str = "") -> None:
    close_segments(work, _CLOSE_DIAL, outcome=outcome, reason=reason, of_call=callback_id)


@rows.on(CallbackBooked)
def _booked(work: Work, event: CallbackBooked) -> None:
    if work.db.scalar(_KNOWN, {"of_callback": event.callback_id}) is not None:
        return
    work.add(
        Callback,
        id=work.id,
        callback_id=event.callback_id,
        call_id=event.call_id,
        booked_at=work.at,
        number=event.number,
        queue=event.queue,
        language=event.language,
        waiting_since=_time(event.waiting_since),
        not_before=_time(event.not_before),
        not_after=_time(event.not_after),
        state=CallbackState.RESTING.value,
        agent_id=event.agent_id,
        task_id=event.task_id,
    )


@rows.on(CallbackRebooked)
def _rebooked(work: Work, event: CallbackRebooked) -> None:
    _change(
        work,
        event.callback_id,
        not_before=_time(event.not_before),
        not_after=_time(event.not_after),
    )


@rows.on(CallbackQueued)
def _queued(work: Work, event: CallbackQueued) -> None:
    """The first time it is queued its contact is opened, before the distributor speaks of it."""
    found = work.db.execute(_FIND, {"of_callback": event.callback_id}).first()
    if found is None:
        return
    _change(work, event.callback_id, state=CallbackState.QUEUED.value)
    if not work.has_contact(event.callback_id):
        work.insert_contact(
            event.callback_id,
            calling_number=found.number,
            direction=OUTBOUND,
            language=found.language,
            language_means="flow" if found.language else None,
        )
        work.known_calls.add(event.callback_id)


@rows.on(CallbackDialled)
def _dialled(work: Work, event: CallbackDialled) -> None:
    _change(
        work,
        event.callback_id,
        state=CallbackState.DIALLING.value,
        attempts=event.attempt,
        attempted_at=work.at,
    )
    if work.has_contact(event.callback_id):
        work.add(Segment, id=work.id, kind="dial", call_id=event.callback_id, started_at=work.at)


@rows.on(CallbackAnswered)
def _answered(work: Work, event: CallbackAnswered) -> None:
    _change(work, event.callback_id, state=CallbackState.ANSWERED.value)
    _close_dial(work, event.callback_id, "answered")


@rows.on(CallbackAttemptFailed)
def _attempt_failed(work: Work, event: CallbackAttemptFailed) -> None:
    _change(
        work,
        event.callback_id,
        state=CallbackState.RESTING.value,
        last_reason=event.reason.value,
    )
    _close_dial(work, event.callback_id, "not_reached", event.reason.value)


@rows.on(CallbackEnded)
def _ended(work: Work, event: CallbackEnded) -> None:
    """What was given up becomes a task; what an agent called for a task leaves that one."""
    _close_dial(work, event.callback_id, event.outcome.value)
    found = work.db.execute(_FIND, {"of_callback": event.callback_id}).first()
    if found is not None and event.outcome in _GIVEN_UP and not found.task_id:
        work.add(
            Task,
            id=work.id,
            task_id=work.next_serial("task", prefix="T"),
            call_id=found.call_id,
            created_at=work.at,
            number=found.number,
            language=found.language,
            path="",
            duration_s=0.0,
            kind="callback",
            state="open",
        )
    _change(
        work,
        event.callback_id,
        state=CallbackState.ENDED.value,
        ended_at=work.at,
        outcome=event.outcome.value,
    )

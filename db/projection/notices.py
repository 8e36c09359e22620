"""Notices, from the proposal or the switching on to the end.

Of one name there is one open row at most: a new beginning ends what an event that is missing left
open.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, update

from db.models import NoticeRow
from db.projection.work import Projection, Work, table_of
from ivr.flow.notice_events import (
    NoticeEdited,
    NoticeEvent,
    NoticeExpired,
    NoticeKind,
    NoticeSwitchedOff,
    NoticeSwitchedOn,
    SurgeLapsed,
    SurgeProposed,
    SurgeRejected,
    Then,
)
from ivr.flow.notices import ENDS, NoticeState

rows = Projection()

_notice = table_of(NoticeRow)
_OPEN = update(_notice).where(
    _notice.c.notice_id == bindparam("of_notice"), _notice.c.ended_at.is_(None)
)
_PROPOSED = _OPEN.where(_notice.c.state == NoticeState.PROPOSED.value)


@rows.on(SurgeProposed)
def _proposed(work: Work, event: SurgeProposed) -> None:
    _end(work, event, NoticeState.OFF)
    work.add(
        NoticeRow,
        id=work.id,
        notice_id=event.notice_id,
        state=NoticeState.PROPOSED.value,
        kind=NoticeKind.INFORMATION.value,
        text=dict(event.text),
        lines=[],
        after=Then.CONTINUE.value,
        began_at=work.at,
        since=work.at,
        until=event.until,
        actor="",
        reason="",
        code=event.code,
        inquiries=float(event.count),
        usual=event.usual,
        probability=event.probability,
        bin_s=event.bin_s,
        false_alarms_per_year=event.false_alarms_per_year,
        lapses_at=event.lapses_at,
    )


@rows.on(NoticeSwitchedOn)
def _switched_on(work: Work, event: NoticeSwitchedOn) -> None:
    values: Mapping[str, Any] = {
        "state": NoticeState.ON.value,
        "kind": event.kind.value,
        "text": dict(event.text),
        "lines": list(event.lines),
        "after": event.then.value,
        "since": work.at,
        "until": event.until,
        "actor": event.actor,
    }
    if _set(work, _PROPOSED, event, values):
        return
    _end(work, event, NoticeState.OFF)
    work.add(
        NoticeRow,
        id=work.id,
        notice_id=event.notice_id,
        began_at=work.at,
        reason="",
        **values,
    )


@rows.on(NoticeEdited)
def _edited(work: Work, event: NoticeEdited) -> None:
    changed = {"text": dict(event.text), "until": event.until, "actor": event.actor}
    _set(work, _OPEN, event, changed)


@rows.on(NoticeSwitchedOff)
def _off(work: Work, event: NoticeSwitchedOff) -> None:
    _end(work, event, ENDS[type(event)], actor=event.actor, reason=event.reason)


@rows.on(SurgeRejected)
def _rejected(work: Work, event: SurgeRejected) -> None:
    _end(work, event, ENDS[type(event)], actor=event.actor, reason=event.reason)


@rows.on(NoticeExpired)
def _expired(work: Work, event: NoticeExpired) -> None:
    _end(work, event, ENDS[type(event)])


@rows.on(SurgeLapsed)
def _lapsed(work: Work, event: SurgeLapsed) -> None:
    _end(work, event, ENDS[type(event)])


def _end(work: Work, event: NoticeEvent, state: NoticeState, **more: str) -> None:
    _set(work, _OPEN, event, {"state": state.value, "ended_at": work.at, **more})


def _set(work: Work, open_rows: Any, event: NoticeEvent, values: Mapping[str, Any]) -> bool:
    done = work.db.execute(open_rows.values(**values), {"of_notice": event.notice_id})
    return bool(done.rowcount)

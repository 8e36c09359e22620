"""What the records say of notices."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import NoticeRow
from ivr.flow.notice_events import NoticeKind, SurgeProposed, Then
from ivr.flow.notices import Notice, NoticeState


def open_notices(session: Session) -> Iterator[Notice]:
    """Return what is on or proposed, as it was last."""
    query = select(NoticeRow).where(NoticeRow.ended_at.is_(None)).order_by(NoticeRow.id)
    for row in session.scalars(query):
        yield Notice(
            notice_id=row.notice_id,
            state=NoticeState(row.state),
            kind=NoticeKind(row.kind),
            text=row.text,
            lines=tuple(row.lines),
            then=Then(row.after),
            since=row.since.timestamp(),
            until=row.until,
            actor=row.actor,
            surge=_surge(row),
        )


def past_notices(session: Session, *, most: int) -> Sequence[NoticeRow]:
    """Return the notices that came to their end, the latest first."""
    query = (
        select(NoticeRow)
        .where(NoticeRow.ended_at.is_not(None))
        .order_by(NoticeRow.id.desc())
        .limit(most)
    )
    found = session.scalars(query).all()
    session.expunge_all()
    return found


def _surge(row: NoticeRow) -> SurgeProposed | None:
    if row.code is None:
        return None
    return SurgeProposed(
        notice_id=row.notice_id,
        code=row.code,
        count=int(row.inquiries or 0),
        usual=row.usual or 0.0,
        probability=row.probability or 0.0,
        bin_s=row.bin_s or 0.0,
        false_alarms_per_year=row.false_alarms_per_year or 0.0,
        text=row.text,
        until=row.until,
        lapses_at=row.lapses_at or 0.0,
    )

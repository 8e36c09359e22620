"""The last test call to each number."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import DialTest


@dataclass(frozen=True, slots=True, kw_only=True)
class DialTestRow:
    """What came of a test call; `reason` is '' if it was passed. Times in seconds."""

    at: datetime
    number: str
    alias: str
    flow: str
    passed: bool
    reason: str
    prompt: str
    answered_s: float | None
    speech_s: float | None


def last_dial_tests(session: Session) -> tuple[DialTestRow, ...]:
    """Return the last test of each number, by number."""
    latest = select(func.max(DialTest.id)).group_by(DialTest.number)
    query = select(DialTest).where(DialTest.id.in_(latest)).order_by(DialTest.number)
    return tuple(
        DialTestRow(
            at=row.at,
            number=row.number,
            alias=row.alias,
            flow=row.flow,
            passed=row.passed,
            reason=row.reason,
            prompt=row.prompt,
            answered_s=row.answered_s,
            speech_s=row.speech_s,
        )
        for row in session.scalars(query)
    )

"""The figures that cities set themselves targets for, each with its formula.

They are GB/T 33358's and those of published yearly reports: the share of callers who reach a
person, calls for each agent and day, satisfaction; and what became of the promises to call back.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.callbacks.messages import CallbackOutcome
from acd.plan.model import Role
from db.models import Answer, Callback, Contact, Segment
from db.models.calls import BLOCKED, INBOUND
from db.queries.figures import share

WINDOW: Final = timedelta(hours=24)
_HOUR: Final = timedelta(hours=1)
_TAKEN_BACK: Final = (CallbackOutcome.CALLED_IN, CallbackOutcome.CANCELLED)
SATISFIED: Final = 4
"""The lowest answer from 1 to 5 that counts as satisfied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectRate:
    """`rate` = heard a person / (asked for one and no longer wait, or could not be taken at all).

    `ends_at` is when the period ends, which the calls have started in.
    """

    ends_at: datetime
    connected: int
    sought: int
    rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectRates:
    """Of the day, of the 24 hours before its end (or before now), and of its worst 24 hours.

    The worst is sought among the periods of 24 hours that end with an hour of the day; None where
    nobody sought a person in any.
    """

    day: ConnectRate
    latest_24_h: ConnectRate
    lowest_24_h: ConnectRate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """`calls_per_agent` = calls talked / agents who talked with a caller."""

    agents: int
    calls: int
    calls_per_agent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """A survey's question: `satisfied` = answers of 4 or 5 / answers. No answer does not count."""

    question: str
    answers: int
    mean: float
    satisfied: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackFigures:
    """Callbacks by the day they were booked on, and by how they have ended since.

    `reached` = served / (all that have ended, less those who rang again themselves or cancelled).
    """

    booked: int
    open: int
    outcomes: dict[str, int]
    attempts: int
    reached: float | None


def connect_rates(
    session: Session, start: datetime, end: datetime, now: datetime | None
) -> ConnectRates:
    """Count the inbound calls from 24 hours before the day on; `now` ends a day that goes on."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    query = select(
        Contact.started_at,
        Contact.queued_at,
        Contact.connected_at,
        Contact.ended_at,
        Contact.disposition,
    ).where(
        Contact.started_at >= start - WINDOW,
        Contact.started_at < end,
        Contact.direction == INBOUND,
    )
    sought = sorted(
        (call.started_at, call.connected_at is not None)
        for call in session.execute(query)
        if call.disposition == BLOCKED
        or (call.queued_at is not None and (call.connected_at or call.ended_at))
    )
    until = end if now is None else max(start, min(now, end))
    hours = [start + timedelta(hours=hour) for hour in range(1, 1 + round((end - start) / _HOUR))]
    rolling = [_rate(sought, hour - WINDOW, hour) for hour in hours if hour <= until]
    return ConnectRates(
        day=_rate(sought, start, until),
        latest_24_h=_rate(sought, until - WINDOW, until),
        lowest_24_h=min(
            (each for each in rolling if each.rate is not None),
            key=lambda each: (each.rate or 0.0, each.ends_at),
            default=None,
        ),
    )


def _rate(sought: Sequence[tuple[datetime, bool]], begin: datetime, end: datetime) -> ConnectRate:
    within = [connected for at, connected in sought if begin <= at < end]
    return ConnectRate(
        ends_at=end,
        connected=sum(within),
        sought=len(within),
        rate=share(sum(within), len(within)),
    )


def workload(segments: Sequence[Segment]) -> Workload:
    """Count the calls that agents talked on, each once for each agent; interpreters apart."""
    talked = {
        (each.agent_id, each.call_id)
        for each in segments
        if each.kind == "talk" and each.role == Role.PRIMARY and each.agent_id
    }
    agents = {agent_id for agent_id, _ in talked}
    calls = len({call_id for _, call_id in talked})
    return Workload(agents=len(agents), calls=calls, calls_per_agent=share(calls, len(agents)))


def satisfaction(session: Session, start: datetime, end: datetime) -> tuple[Satisfaction, ...]:
    """Return each question of a survey that was answered on calls of the period."""
    query = (
        select(Answer.variable, Answer.value)
        .join(Contact, Contact.call_id == Answer.call_id)
        .where(Contact.started_at >= start, Contact.started_at < end, Answer.kind == "survey")
    )
    given: defaultdict[str, list[int]] = defaultdict(list)
    for row in session.execute(query):
        given[row.variable].append(int(row.value))
    return tuple(
        Satisfaction(
            question=question,
            answers=len(values),
            mean=sum(values) / len(values),
            satisfied=share(sum(value >= SATISFIED for value in values), len(values)),
        )
        for question, values in sorted(given.items())
    )


def callback_figures(session: Session, start: datetime, end: datetime) -> CallbackFigures:
    """Count the callbacks that callers booked in the period; an agent's own calls are none."""
    query = select(Callback.outcome, Callback.attempts).where(
        Callback.booked_at >= start, Callback.booked_at < end, Callback.agent_id == ""
    )
    rows = session.execute(query).all()
    outcomes = Counter(row.outcome for row in rows if row.outcome is not None)
    due = sum(outcomes.values()) - sum(outcomes[each] for each in _TAKEN_BACK)
    return CallbackFigures(
        booked=len(rows),
        open=sum(row.outcome is None for row in rows),
        outcomes=dict(sorted(outcomes.items())),
        attempts=sum(row.attempts for row in rows),
        reached=share(outcomes[CallbackOutcome.SERVED], due),
    )

"""What each agent did between two moments: logged in, paused and why, talking, wrapping up."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from acd.events import AgentState, AgentStatus
from acd.plan.model import PauseReason
from db.models import AgentPeriod, AgentSession, Segment

_Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentActivity:
    """One agent. Times in seconds; what goes on still counts up to now.

    `available_s`: ready and waiting for a call. `paused_s` by reason. `paid_s` = logged in without
    unpaid pauses; `productive_s` = talk + hold + wrap-up + pauses that count as work. A pause whose
    reason the city does not list is paid and not productive. `calls` were spoken on.
    `occupancy` = (talk + hold + wrap-up) / (talk + hold + wrap-up + available).
    """

    agent_id: str
    first_login: datetime | None
    last_logout: datetime | None
    logged_in_s: float
    available_s: float
    paused_s: dict[str, float]
    ringing_s: float
    talk_s: float
    hold_s: float
    wrap_up_s: float
    not_responding_s: float
    calls: int
    paid_s: float
    productive_s: float
    occupancy: float | None


def agent_activity(
    session: Session,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    reasons: Mapping[str, PauseReason],
) -> tuple[AgentActivity, ...]:
    """Return everyone who was logged in between `start` and `end`, by id."""
    until = min(end, now)
    sessions: defaultdict[str, list[AgentSession]] = defaultdict(list)
    for each in session.scalars(
        select(AgentSession)
        .where(
            AgentSession.started_at < until,
            or_(AgentSession.ended_at.is_(None), AgentSession.ended_at > start),
        )
        .order_by(AgentSession.id)
    ):
        sessions[each.agent_id].append(each)
    periods: defaultdict[str, list[AgentPeriod]] = defaultdict(list)
    for period in session.scalars(
        select(AgentPeriod).where(
            AgentPeriod.started_at < until,
            or_(AgentPeriod.ended_at.is_(None), AgentPeriod.ended_at > start),
        )
    ):
        periods[period.agent_id].append(period)
    calls = dict(
        session.execute(
            select(Segment.agent_id, func.count(Segment.call_id.distinct()))
            .where(
                Segment.kind.in_(("talk", "interpreter")),
                Segment.started_at >= start,
                Segment.started_at < until,
            )
            .group_by(Segment.agent_id)
        ).all()
    )
    return tuple(
        _activity(
            agent_id,
            sessions[agent_id],
            periods[agent_id],
            calls.get(agent_id, 0),
            (start, until),
            reasons,
        )
        for agent_id in sorted(sessions)
    )


def _activity(
    agent_id: str,
    sessions: list[AgentSession],
    periods: list[AgentPeriod],
    calls: int,
    window: _Span,
    reasons: Mapping[str, PauseReason],
) -> AgentActivity:
    spent: defaultdict[str, float] = defaultdict(float)
    paused: defaultdict[str, float] = defaultdict(float)
    idle: list[_Span] = []
    available: list[_Span] = []
    for period in periods:
        span = _within((period.started_at, period.ended_at or window[1]), window)
        if period.axis == "state":
            spent[period.value] += _seconds(span)
            if period.value == AgentState.IDLE:
                idle.append(span)
        elif period.value == AgentStatus.PAUSED:
            paused[period.reason] += _seconds(span)
        elif period.value == AgentStatus.AVAILABLE:
            available.append(span)
    logged_in_s = sum(
        _seconds(_within((s.started_at, s.ended_at or window[1]), window)) for s in sessions
    )
    available_s = sum(_seconds(_within(one, other)) for one in idle for other in available)
    work_s = sum(spent[s] for s in (AgentState.TALKING, AgentState.HOLD, AgentState.WRAP_UP))
    unpaid_s = sum(s for name, s in paused.items() if name in reasons and not reasons[name].paid)
    at_work_s = sum(s for name, s in paused.items() if name in reasons and reasons[name].productive)
    ended = [s.ended_at for s in sessions]
    known_ends = [end for end in ended if end is not None and end <= window[1]]
    return AgentActivity(
        agent_id=agent_id,
        first_login=min(s.started_at for s in sessions),
        last_logout=max(known_ends) if len(known_ends) == len(ended) else None,
        logged_in_s=logged_in_s,
        available_s=available_s,
        paused_s=dict(sorted(paused.items())),
        ringing_s=spent[AgentState.RINGING],
        talk_s=spent[AgentState.TALKING],
        hold_s=spent[AgentState.HOLD],
        wrap_up_s=spent[AgentState.WRAP_UP],
        not_responding_s=spent[AgentState.NOT_RESPONDING],
        calls=calls,
        paid_s=max(0.0, logged_in_s - unpaid_s),
        productive_s=work_s + at_work_s,
        occupancy=work_s / (work_s + available_s) if work_s + available_s else None,
    )


def _within(span: _Span, window: _Span) -> _Span:
    """The part of the span that lies in the window; of no length where none does."""
    start = max(span[0], window[0])
    return start, max(start, min(span[1], window[1]))


def _seconds(span: _Span) -> float:
    return (span[1] - span[0]).total_seconds()

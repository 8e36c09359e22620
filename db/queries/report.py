"""One day in figures. A call belongs to the day on which it started, in the city's time zone."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acd.events import EntryOutcome
from acd.plan.model import Role
from db.models import Contact, FaqPlay, Segment
from db.models.calls import BLOCKED, INBOUND
from db.queries.figures import ServiceLevel, Spent, Waits, share
from db.queries.forecast import QueueForecasts, wait_forecasts
from db.queries.targets import (
    CallbackFigures,
    ConnectRates,
    Satisfaction,
    Workload,
    callback_figures,
    connect_rates,
    satisfaction,
    workload,
)
from db.queries.transfers import Transfers
from ivr.flow.events import Disposition

_TOP_NUMBERS = 5
_APART = ("hold", "wrap_up", "interpreter", "consult", "conference")
_KINDS = ("queue", "talk", "transfer", *_APART)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCount:
    """How often a number called."""

    number: str
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A queue's entries of the day by how they ended. `wait`: those that were connected."""

    queue: str
    entries: int
    connected: int
    abandoned: int
    timed_out: int
    unstaffed: int
    withdrawn: int
    overflowed: int
    closed: int
    still_open: int
    wait: Waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """Agents' time on the day's calls. Talk is without hold; each hold and wrap-up is counted.

    `consult` is the time agents were aside with somebody else or sought them, which their callers
    spent on hold; `conference` the time a caller had more than one person.

    `mean_handle_s` = (talk + hold + wrap-up) / calls answered by a person.
    """

    talk: Spent
    hold: Spent
    wrap_up: Spent
    interpreter: Spent
    consult: Spent
    conference: Spent
    mean_handle_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqFigures:
    """`containment` = calls that ended with an answer from the FAQs / calls taken."""

    plays: int
    calls_contained: int
    containment: float | None
    most_asked: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """See the fields. `taken` = calls - blocked. `answered`: a person was heard.

    `answer_time` runs from asking for a person to hearing one.
    """

    day: date
    start: datetime
    end: datetime
    calls: int
    blocked: int
    failed: int
    taken: int
    answered: int
    abandoned_in_menu: int
    abandoned_in_queue: int
    in_progress: int
    dispositions: dict[str, int]
    answer_time: Waits
    service_level: ServiceLevel
    handling: Handling
    transfers: Transfers
    connect: ConnectRates
    workload: Workload
    satisfaction: tuple[Satisfaction, ...]
    callbacks: CallbackFigures
    faq: FaqFigures
    languages: dict[str, int]
    queues: tuple[QueueRow, ...]
    forecasts: tuple[QueueForecasts, ...]
    interpreter_wait: Waits
    distinct_numbers: int
    withheld_numbers: int
    top_numbers: tuple[NumberCount, ...]


def day_bounds(day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Return the day's first moment and the next day's; `zone` None is this machine's zone."""

    def midnight(of: date) -> datetime:
        local = datetime.combine(of, time.min, tzinfo=zone)
        return local if zone is not None else local.astimezone()

    return midnight(day), midnight(day + timedelta(days=1))


def day_report(
    session: Session,
    day: date,
    *,
    zone: tzinfo | None,
    threshold_s: float = 30.0,
    now: datetime | None = None,
) -> DayReport:
    """Count the inbound calls that started on `day`.

    `threshold_s` is that of the service level; `now` is told of a day that goes on, so that the
    last 24 hours are those before it.
    """
    start, end = day_bounds(day, zone)
    calls = session.execute(
        select(
            Contact.disposition,
            Contact.calling_number,
            Contact.language,
            Contact.queued_at,
            Contact.connected_at,
            Contact.ended_at,
        ).where(
            Contact.started_at >= start,
            Contact.started_at < end,
            Contact.direction == INBOUND,
        )
    ).all()
    dispositions = Counter(call.disposition for call in calls if call.disposition is not None)
    blocked = dispositions[BLOCKED]
    queued = [call for call in calls if call.queued_at is not None]
    answer_times = [
        (call.connected_at - call.queued_at).total_seconds() for call in queued if call.connected_at
    ]
    over = [call for call in queued if call.connected_at is None and call.ended_at is not None]
    abandoned = [
        (call.ended_at - call.queued_at).total_seconds()
        for call in over
        if call.disposition == Disposition.ABANDONED_IN_QUEUE
    ]
    segments = _segments(session, start, end)
    numbers = Counter(call.calling_number for call in calls if call.calling_number)
    answered = sum(call.connected_at is not None for call in calls)
    taken = len(calls) - blocked
    return DayReport(
        day=day,
        start=start,
        end=end,
        calls=len(calls),
        blocked=blocked,
        failed=dispositions[Disposition.FAILED],
        taken=taken,
        answered=answered,
        abandoned_in_menu=dispositions[Disposition.ABANDONED_IN_MENU],
        abandoned_in_queue=dispositions[Disposition.ABANDONED_IN_QUEUE],
        in_progress=sum(call.disposition is None for call in calls),
        dispositions=dict(sorted(dispositions.items())),
        answer_time=Waits.of(answer_times),
        service_level=ServiceLevel.of(
            threshold_s=threshold_s,
            answered=answer_times,
            abandoned=abandoned,
            left=len(over) - len(abandoned),
        ),
        handling=_handling(segments, answered),
        transfers=Transfers.of(segments),
        connect=connect_rates(session, start, end, now),
        workload=workload(segments),
        satisfaction=satisfaction(session, start, end),
        callbacks=callback_figures(session, start, end),
        faq=_faq(session, start, end, dispositions[Disposition.ANSWERED_BY_FAQ], taken),
        languages=dict(Counter(call.language or "unknown" for call in calls).most_common()),
        queues=_queues(segments),
        forecasts=wait_forecasts(session, start, end),
        interpreter_wait=Waits.of(
            _length_s(each)
            for each in segments
            if each.kind == "queue"
            and each.role == Role.INTERPRETER
            and each.outcome == EntryOutcome.CONNECTED
        ),
        distinct_numbers=len(numbers),
        withheld_numbers=sum(not call.calling_number for call in calls),
        top_numbers=tuple(
            NumberCount(number=number, calls=count)
            for number, count in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
        )[:_TOP_NUMBERS],
    )


def _segments(session: Session, start: datetime, end: datetime) -> Sequence[Segment]:
    query = (
        select(Segment)
        .join(Contact, Contact.call_id == Segment.call_id)
        .where(
            Contact.started_at >= start,
            Contact.started_at < end,
            Contact.direction == INBOUND,
            Segment.kind.in_(_KINDS),
        )
        .order_by(Segment.id)
    )
    return session.scalars(query).all()


def _length_s(segment: Segment) -> float:
    return (segment.ended_at - segment.started_at).total_seconds() if segment.ended_at else 0.0


def _handling(segments: Sequence[Segment], answered: int) -> Handling:
    lengths: defaultdict[str, list[float]] = defaultdict(list)
    for segment in segments:
        if segment.ended_at is not None:
            lengths[segment.kind].append(_length_s(segment))
    # A hold cuts the talk in two: what is counted is talk per call and agent, not its pieces.
    talk: defaultdict[str | None, float] = defaultdict(float)
    for segment in segments:
        if segment.kind == "talk" and segment.ended_at is not None:
            talk[segment.offer_id] += _length_s(segment)
    spent = {kind: Spent.of(lengths[kind]) for kind in _APART}
    talked = Spent.of(list(talk.values()))
    total = talked.total_s + spent["hold"].total_s + spent["wrap_up"].total_s
    return Handling(talk=talked, **spent, mean_handle_s=total / answered if answered else None)


def _queues(segments: Sequence[Segment]) -> tuple[QueueRow, ...]:
    by_queue: defaultdict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.kind == "queue":
            by_queue[segment.queue or ""].append(segment)
    rows = []
    for queue, entries in sorted(by_queue.items()):
        outcomes = Counter(entry.outcome for entry in entries if entry.ended_at is not None)
        rows.append(
            QueueRow(
                queue=queue,
                entries=len(entries),
                **{outcome.value: outcomes[outcome] for outcome in EntryOutcome},
                still_open=sum(entry.ended_at is None for entry in entries),
                wait=Waits.of(
                    _length_s(each) for each in entries if each.outcome == EntryOutcome.CONNECTED
                ),
            )
        )
    return tuple(rows)


def _faq(
    session: Session, start: datetime, end: datetime, contained: int, taken: int
) -> FaqFigures:
    query = (
        select(FaqPlay.faq, func.count())
        .join(Contact, Contact.call_id == FaqPlay.call_id)
        .where(Contact.started_at >= start, Contact.started_at < end)
        .group_by(FaqPlay.faq)
    )
    plays = dict(iter(session.execute(query)))
    return FaqFigures(
        plays=sum(plays.values()),
        calls_contained=contained,
        containment=share(contained, taken),
        most_asked=dict(sorted(plays.items(), key=lambda item: (-item[1], item[0]))),
    )

"""What consults, conferences and transfers leave in the segments and in the report."""

from datetime import UTC, date
from typing import Any

from acd.consults.messages import (
    CallTransferEnded,
    CallTransferStarted,
    ConferenceEnded,
    ConferenceStarted,
    ConsultEnded,
    ConsultOutcome,
    ConsultStarted,
    GuestJoined,
    GuestLeft,
    Manner,
    PartyTookOver,
    Target,
    TargetKind,
    TransferOutcome,
)
from acd.events import PartyHeld, PartyJoined, PartyLeft, PartyResumed
from acd.plan.model import Role
from db.codec import Event
from db.ledger import LedgerEntry
from db.models import Segment
from db.queries import call_story, day_report
from db.store import Store
from ivr.flow.events import (
    CallEnded,
    CallStarted,
    Disposition,
    TransferFinished,
    TransferStarted,
)
from tests.db.rows import rows as rows_of
from tests.db.story import NOON

HOUSING = Target(kind=TargetKind.QUEUE, name="housing")
PARKS = Target(kind=TargetKind.DESTINATION, name="parks", number="5553000")
CALL: dict[str, Any] = {"call_id": "c1"}
ANN: dict[str, Any] = {"offer_id": "o1", "agent_id": "1001"}
EVE: dict[str, Any] = {"offer_id": "o2", "agent_id": "1003"}
STARTED = CallStarted(**CALL, caller="2125550100", dialled="311", flow="main", flow_version="v")
ENDED = CallEnded(
    **CALL, disposition=Disposition.SERVED, by="flow", node="to_person", reason="served"
)
TALK = PartyJoined(**CALL, **ANN, entry_id="e1", role=Role.PRIMARY, queue="general")
CONSULT = ConsultStarted(**CALL, consult_id="k1", agent_id="1001", target=HOUSING)


def tell(store: Store, *told: tuple[float, Event]) -> None:
    store.append(
        [
            LedgerEntry(boot_id="boot", seq=number, at=NOON + at_s, event=event)
            for number, (at_s, event) in enumerate(told, 1)
        ]
    )


def rows(store: Store, *kinds: str) -> list[tuple[Any, ...]]:
    return [
        (s.kind, s.agent_id, s.queue, s.role, s.outcome, (s.ended_at - s.started_at).seconds)
        for s in rows_of(store, Segment)
        if s.kind in kinds
    ]


def attended() -> tuple[tuple[float, Event], ...]:
    """Ann talks 10 s, consults Eve for 20 s, and Eve has the caller for 30 s."""
    return (
        (0, STARTED),
        (0, TALK),
        (10, PartyHeld(**CALL, **ANN)),
        (10, CONSULT),
        (15, PartyJoined(**CALL, **EVE, entry_id="e2", role=Role.CONSULTED, queue="housing")),
        (
            30,
            ConsultEnded(
                **CALL, consult_id="k1", agent_id="1001", outcome=ConsultOutcome.COMPLETED
            ),
        ),
        (
            30,
            CallTransferStarted(
                **CALL,
                transfer_id="t1",
                agent_id="1001",
                manner=Manner.ATTENDED,
                target=HOUSING,
            ),
        ),
        (
            30,
            CallTransferEnded(**CALL, transfer_id="t1", outcome=TransferOutcome.COMPLETED),
        ),
        (30, PartyTookOver(**CALL, **EVE)),
        (30, PartyLeft(**CALL, **ANN, entry_id="e1", role=Role.PRIMARY, reason="transferred")),
        (60, PartyLeft(**CALL, **EVE, entry_id="e2", role=Role.PRIMARY, reason="agent_hung_up")),
        (60, ENDED),
    )


def test_each_phase_of_an_attended_transfer_has_its_own_time(store: Store) -> None:
    tell(store, *attended())
    assert rows(store, "talk", "hold", "consult", "consulted", "transfer") == [
        ("talk", "1001", "general", "primary", "held", 10),
        ("hold", "1001", "general", "primary", "left", 20),
        ("consult", "1001", "housing", None, "completed", 20),
        ("consulted", "1003", "housing", "consulted", "took_over", 15),
        ("transfer", "1001", "housing", "attended", "completed", 0),
        ("talk", "1003", "housing", "primary", "left", 30),
    ]


def test_who_takes_over_while_on_hold_talks_as_the_callers_own_afterwards(store: Store) -> None:
    told = list(attended())
    held = next(at for at, (_, event) in enumerate(told) if isinstance(event, PartyTookOver))
    told.insert(held, (25, PartyHeld(**CALL, **EVE)))
    told.insert(held + 2, (40, PartyResumed(**CALL, **EVE)))
    tell(store, *sorted(told, key=lambda each: each[0]))
    assert rows(store, "talk")[-1] == ("talk", "1003", "housing", "primary", "left", 20)


def test_a_guest_and_a_conference_lie_beside_the_talk(store: Store) -> None:
    tell(
        store,
        (0, STARTED),
        (0, TALK),
        (5, GuestJoined(**CALL, offer_id="g1", target=PARKS)),
        (10, ConferenceStarted(**CALL, by_agent="1001")),
        (40, GuestLeft(**CALL, offer_id="g1", reason="hung_up")),
        (40, ConferenceEnded(**CALL)),
        (50, PartyLeft(**CALL, **ANN, entry_id="e1", role=Role.PRIMARY, reason="agent_hung_up")),
        (50, ENDED),
    )
    assert rows(store, "talk", "outside", "conference") == [
        ("talk", "1001", "general", "primary", "left", 50),
        ("outside", None, "parks", None, "left", 35),
        ("conference", "1001", None, None, "ended", 30),
    ]


def test_a_transfer_by_the_flow_does_not_end_one_by_an_agent(store: Store) -> None:
    began = CallTransferStarted(
        **CALL, transfer_id="t1", agent_id="1001", manner=Manner.BLIND, target=HOUSING
    )
    ended = CallTransferEnded(**CALL, transfer_id="t1", outcome=TransferOutcome.ABANDONED)
    tell(store, (0, STARTED), (1, began), (5, ENDED), (5, ended))
    assert rows(store, "transfer") == [("transfer", "1001", "housing", "blind", "abandoned", 4)]


def test_the_report_counts_transfers_by_manner_and_the_time_of_consults(store: Store) -> None:
    outside = TransferStarted(**CALL, destination="parks", emergency=False, by_agent="1001")
    failed = TransferFinished(**CALL, destination="parks", answered=False, reason="busy")
    by_flow = TransferStarted(**CALL, destination="parks", emergency=False)
    done = TransferFinished(**CALL, destination="parks", answered=True, reason="answer")
    tell(store, *attended(), (61, outside), (62, failed), (63, by_flow), (64, done))
    with store.session() as session:
        report = day_report(session, date(2026, 7, 15), zone=UTC)
    assert (report.transfers.blind, report.transfers.attended, report.transfers.failed) == (1, 1, 1)
    assert (report.handling.consult.count, report.handling.consult.total_s) == (1, 20)
    assert report.handling.hold.total_s == 20


def test_the_story_tells_it_without_a_number(store: Store) -> None:
    number = Target(kind=TargetKind.NUMBER, number="2125550199")
    tell(
        store,
        *attended()[:2],
        (10, ConsultStarted(**CALL, consult_id="k2", agent_id="1001", target=number)),
        (12, GuestJoined(**CALL, offer_id="g1", target=number)),
        (20, GuestLeft(**CALL, offer_id="g1", reason="hung_up")),
    )
    with store.session() as session:
        story = call_story(session, "c1")
    assert story is not None
    told = [step.text for step in story.steps]
    assert "1001 consults number" in told
    assert not any("2125550199" in text for text in told)

"""What supervisors on conversations leave in the segments and in the story of the call."""

from typing import Any

from alembic import command
from sqlalchemy import select, text

from acd.supervision.messages import (
    Mode,
    SupervisionEnded,
    SupervisionModeEntered,
    SupervisionRefused,
    SupervisionStarted,
)
from db.codec import Event
from db.ledger import LedgerEntry
from db.migrate import migration_config
from db.models import Segment
from db.queries import call_story
from db.queries.supervisions import OpenSupervision, open_supervisions
from db.rebuild import check, rebuild
from db.store import Store
from ivr.flow.events import CallStarted, ControllerStarted
from tests.db.rows import derived_rows
from tests.db.story import NOON

WHO: dict[str, Any] = {"call_id": "c1", "supervisor_id": "9001", "agent_id": "1001"}
SUE: dict[str, Any] = {"supervision_id": "s1", **WHO}
ARRIVED = CallStarted(
    call_id="c1", caller="2125550100", dialled="311", flow="main", flow_version="v"
)
STARTED = SupervisionStarted(**SUE, mode=Mode.LISTEN)


def entered(mode: Mode) -> SupervisionModeEntered:
    return SupervisionModeEntered(**SUE, mode=mode)


def ended(reason: str) -> SupervisionEnded:
    return SupervisionEnded(**SUE, reason=reason)


def tell(store: Store, *told: tuple[float, Event], boot: str = "b1") -> None:
    store.append(
        [
            LedgerEntry(boot_id=boot, seq=number, at=NOON + at_s, event=event)
            for number, (at_s, event) in enumerate(told, 1)
        ]
    )


def listened(store: Store) -> list[tuple[Any, ...]]:
    """Who was on whose conversation, when, in which mode: one query."""
    query = (
        select(
            Segment.agent_id,
            Segment.supervised_agent_id,
            Segment.kind,
            Segment.started_at,
            Segment.ended_at,
            Segment.outcome,
            Segment.reason,
        )
        .where(Segment.role == "supervisor")
        .order_by(Segment.id)
    )
    with store.session() as session:
        return [
            (who, whom, how, at.timestamp() - NOON, to and to.timestamp() - NOON, outcome, why)
            for who, whom, how, at, to, outcome, why in session.execute(query)
        ]


def test_who_listened_to_whom_when_and_how(store: Store) -> None:
    tell(
        store,
        (0, ARRIVED),
        (10, STARTED),
        (12, entered(Mode.LISTEN)),
        (20, entered(Mode.BARGE)),
        (30, ended("conversation_over")),
    )
    assert listened(store) == [
        ("9001", "1001", "listen", 12, 20, "barge", ""),
        ("9001", "1001", "barge", 20, 30, "left", "conversation_over"),
    ]
    before = derived_rows(store)
    rebuild(store)
    assert derived_rows(store) == before


def test_the_story_of_the_call_tells_it(store: Store) -> None:
    refused = SupervisionRefused(**{**WHO, "supervisor_id": "1002"}, mode=Mode.BARGE, reason="no")
    tell(
        store,
        (0, ARRIVED),
        (1, refused),
        (10, STARTED),
        (12, entered(Mode.WHISPER)),
        (30, ended("conversation_over")),
    )
    with store.session() as session:
        story = call_story(session, "c1")
    assert story is not None
    assert [step.text for step in story.steps][1:] == [
        "1002 may not barge on 1001 (no)",
        "9001 asks to be on 1001's conversation: listen",
        "9001 is on 1001's conversation: whisper",
        "9001 is off 1001's conversation (conversation over)",
    ]
    (whispered,) = (each for each in story.segments if each.kind == "whisper")
    assert (whispered.agent_id, whispered.supervised_agent_id) == ("9001", "1001")


def test_a_supervisor_found_after_a_crash_was_there_until_then(store: Store) -> None:
    tell(store, (0, ARRIVED), (10, STARTED), (12, entered(Mode.LISTEN)))
    with store.session() as session:
        assert open_supervisions(session) == (OpenSupervision(supervision_id="s1", **WHO),)
    tell(store, (60, ControllerStarted(version="1", profile="p")), boot="b2")
    gone = [("9001", "1001", "listen", 12, 12, "", "controller_restarted")]
    assert listened(store) == gone
    tell(
        store,
        (60, ControllerStarted(version="1", profile="p")),
        (61, ended("controller_restarted")),
        boot="b3",
    )
    assert listened(store) == [("9001", "1001", "listen", 12, 61, "left", "controller_restarted")]
    assert check(store) == ()


def test_rows_of_before_the_column_have_it_after_the_migration(store: Store) -> None:
    tell(store, (0, ARRIVED), (10, STARTED), (12, entered(Mode.LISTEN)))
    before = listened(store)
    with store.writing() as db:
        command.downgrade(migration_config(db), "0011")
        assert db.scalar(text("SELECT count(*) FROM segment WHERE role = 'supervisor'")) == 1
        command.upgrade(migration_config(db), "head")
    assert listened(store) == before
    assert check(store) == ()

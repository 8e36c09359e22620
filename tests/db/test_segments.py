"""Which stretch of a call was what, and when it began and ended."""

import pytest

from acd.events import AgentState, AgentStateChanged, EntryOutcome, OfferOutcome
from acd.plan.model import Role
from db.models import (
    AgentPeriod,
    AgentSession,
    Contact,
    Intake,
    LanguageIdentification,
    Offer,
    Segment,
    Task,
)
from db.store import Store
from ivr.flow.desk_events import IntakeSaved, TaskDone
from ivr.flow.events import (
    CallBlocked,
    ControllerStarted,
    Disposition,
    NodeEntered,
    TransferFinished,
    TransferStarted,
)
from tests.db.rows import rows
from tests.db.story import NOON, Story


def _spans(store: Store, call: str = "c1") -> list[tuple[str, float, float | None, str | None]]:
    """Kind, start and end in seconds after noon, agent."""

    def after_noon(at) -> float | None:
        return None if at is None else round(at.timestamp() - NOON, 3)

    return [
        (each.kind, after_noon(each.started_at), after_noon(each.ended_at), each.agent_id)
        for each in rows(store, Segment, call_id=call)
    ]


def test_a_served_call(store: Store) -> None:
    story = Story()
    story.served_call()
    store.append(story.entries)
    assert _spans(store) == [
        ("ivr", 0, 3.5, None),
        ("queue", 3.5, 8.75, "ana"),
        ("ring", 4.5, 8.75, "ana"),
        ("talk", 9, 19, "ana"),
        ("hold", 19, 25, "ana"),
        ("talk", 25, 29, "ana"),
        ("wrap_up", 29, 49, "ana"),
    ]
    (contact,) = rows(store, Contact)
    assert contact.disposition == "served"
    assert (contact.connected_at - contact.queued_at).total_seconds() == 5.5
    (offer,) = rows(store, Offer)
    assert (offer.rang_at - offer.made_at).total_seconds() == 0.25
    assert offer.outcome == "accepted"
    assert offer.receipt["candidates"][0] == {
        "agent_id": "ben",
        "rejected": "paused",
        "sort_key": [],
    }


def test_hanging_up_while_on_hold_ends_the_hold(store: Store) -> None:
    story = Story()
    story.served_call()
    upto_held = next(n for n, e in enumerate(story.entries) if "Held" in type(e.event).__name__)
    story.entries = story.entries[: upto_held + 1]
    story.now = story.entries[-1].at
    story.leave(after=3)
    store.append(story.entries)
    assert _spans(store)[-2:] == [("hold", 19, 22, "ana"), ("wrap_up", 22, None, "ana")]


def test_back_from_the_queue_the_flow_goes_on(store: Store) -> None:
    story = Story()
    story.arrive()
    story.enqueue()
    story.end_entry(EntryOutcome.TIMED_OUT, after=10)
    story.add(NodeEntered(call_id="c1", node="voicemail", type="voicemail"))
    story.voicemail(after=10, length=8)
    story.finish(Disposition.VOICEMAIL)
    store.append(story.entries)
    assert _spans(store) == [
        ("ivr", 0, 3.5, None),
        ("queue", 3.5, 13.5, None),
        ("ivr", 13.5, 24.5, None),
        ("voicemail", 15.5, 23.5, None),
    ]


def test_nodes_entered_while_waiting_open_nothing(store: Store) -> None:
    story = Story()
    story.arrive()
    story.enqueue()
    story.add(NodeEntered(call_id="c1", node="comfort", type="say"), after=2)
    store.append(story.entries)
    assert [kind for kind, *_ in _spans(store)] == ["ivr", "queue"]


def test_abandoned_while_ringing_whoever_reports_first(store: Store) -> None:
    story = Story()
    story.arrive()
    story.enqueue()
    story.offer()
    story.finish(Disposition.ABANDONED_IN_QUEUE, after=2)
    story.end_offer(OfferOutcome.CANCELLED, after=0)
    story.end_entry(EntryOutcome.ABANDONED)
    store.append(story.entries)
    _, queue, ring = rows(store, Segment)
    assert (queue.outcome, ring.outcome) == ("abandoned", "cancelled")
    assert queue.ended_at == ring.ended_at


def test_an_interpreter_has_segments_of_her_own(store: Store) -> None:
    story = Story()
    story.arrive()
    story.enqueue()
    story.queue(queue="interpreters", entry="e2", role=Role.INTERPRETER)
    story.offer()
    story.connect()
    story.offer(agent="ima", entry="e2", role=Role.INTERPRETER)
    story.connect(agent="ima", entry="e2", queue="interpreters", role=Role.INTERPRETER)
    story.hold(agent="ima", after=5, length=2)
    story.leave(agent="ima", entry="e2", role=Role.INTERPRETER, reason="released", after=5)
    story.leave(after=4)
    store.append(story.entries)
    spans = [span for span in _spans(store) if span[0] in ("talk", "interpreter", "hold")]
    assert spans == [
        ("talk", 9, 30.5, "ana"),
        ("interpreter", 14.5, 19.5, "ima"),
        ("hold", 19.5, 21.5, "ima"),
        ("interpreter", 21.5, 26.5, "ima"),
    ]
    (contact,) = rows(store, Contact)
    assert contact.connected_at.timestamp() == NOON + 9


def test_a_transfer_out(store: Store) -> None:
    story = Story()
    story.arrive()
    story.add(TransferStarted(call_id="c1", destination="911", emergency=True), after=1)
    story.add(TransferFinished(call_id="c1", destination="911", answered=True), after=30)
    story.add(NodeEntered(call_id="c1", node="after", type="say"))
    story.finish(Disposition.EMERGENCY)
    store.append(story.entries)
    assert _spans(store) == [
        ("ivr", 0, 1.5, None),
        ("transfer", 1.5, 31.5, None),
        ("ivr", 31.5, 32.5, None),
    ]


def test_wrap_up_without_a_call_belongs_to_the_last_one(store: Store) -> None:
    story = Story()
    story.served_call()
    story.add(AgentStateChanged(agent_id="ana", state=AgentState.WRAP_UP), after=1)
    story.add(AgentStateChanged(agent_id="new", state=AgentState.WRAP_UP), after=1)
    store.append(story.entries)
    assert _spans(store)[-1] == ("wrap_up", 50, None, "ana")


def test_a_restart_ends_what_a_killed_controller_left_open(store: Store) -> None:
    before = Story()
    before.log_in()
    before.arrive()
    before.enqueue()
    before.offer()
    store.append(before.entries)
    after = Story(boot_id="boot-2", start=before.now + 3600)
    after.add(ControllerStarted(version="1", profile="p"))
    store.append(after.entries)
    assert [end for _, _, end, _ in _spans(store)] == [3.5, 4.75, 4.75]
    (contact,) = rows(store, Contact)
    assert (contact.disposition, contact.end_reason) == ("failed", "controller_restarted")
    assert contact.ended_at.timestamp() == before.now
    assert all(each.ended_at for each in rows(store, AgentPeriod) + rows(store, AgentSession))

    after.finish(Disposition.SERVED, after=60)
    store.append(after.entries)
    (contact,) = rows(store, Contact)
    assert (contact.disposition, contact.ended_by) == ("served", "caller")


def test_what_a_person_says_about_the_language_stands(store: Store) -> None:
    story = Story()
    story.arrive()
    story.speak("en")
    story.override_language("es")
    story.speak("fr")
    story.speak(None)
    store.append(story.entries)
    (contact,) = rows(store, Contact)
    found = (contact.language, contact.language_confidence, contact.language_means)
    assert found == ("es", 1.0, "agent")
    findings = rows(store, LanguageIdentification)
    assert [(each.language, each.by_agent) for each in findings] == [
        ("en", None),
        ("es", "ana"),
        ("fr", None),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("name", "surname"),
    [("Ana Ortiz", "Ortiz"), ("de la Cruz, Ana", "de la Cruz"), ("", ""), ("Cher", "Cher")],
)
def test_an_intake_is_linked_to_the_call_and_may_be_corrected(
    store: Store, name: str, surname: str
) -> None:
    story = Story()
    story.arrive()
    first = IntakeSaved(call_id="c1", serial="S1", agent_id="ana", need="a lamp is out")
    story.add(first)
    story.add(
        IntakeSaved(
            call_id="c1",
            serial="S1",
            agent_id="ben",
            need="two lamps are out",
            name=name,
            service_type="lights",
            contact_type="help",
        ),
        after=30,
    )
    store.append(story.entries)
    (intake,) = rows(store, Intake)
    assert (intake.serial, intake.calling_number) == ("S1", "+12125550123")
    assert intake.at.timestamp() == NOON + 0.5
    assert (intake.surname, intake.need, intake.agent_id) == (surname, "two lamps are out", "ben")


def test_a_message_becomes_a_task_until_it_is_done(store: Store) -> None:
    story = Story()
    story.arrive()
    story.voicemail()
    story.voicemail()
    store.append(story.entries)
    first, second = rows(store, Task)
    assert (first.task_id, first.number, first.state) == ("T2026-000001", "+12125550123", "open")
    story.add(TaskDone(task_id="T2026-000001", agent_id="ana", outcome="reached"), after=9)
    story.add(TaskDone(task_id="T2026-000001", agent_id="ben", outcome="late"), after=9)
    store.append(story.entries)
    first, second = rows(store, Task)
    assert (first.state, first.done_by, first.outcome) == ("done", "ana", "reached")
    assert second.state == "open"


def test_a_blocked_call_is_a_contact_apart_from_failed_ones(store: Store) -> None:
    story = Story()
    story.add(CallBlocked(call_id="b", caller="+15", dialled="311", reason="max_calls"))
    store.append(story.entries)
    (contact,) = rows(store, Contact)
    assert (contact.disposition, contact.end_reason) == ("blocked", "max_calls")
    assert rows(store, Segment) == []


def test_sessions_and_periods_of_an_agent(store: Store) -> None:
    story = Story()
    story.log_in()
    story.log_in(after=5)
    story.log_out(after=10)
    story.log_in(after=20)
    store.append(story.entries)
    first, second = rows(store, AgentSession)
    assert (first.ended_at - first.started_at).total_seconds() == 15
    assert second.ended_at is None
    values = [(each.axis, each.value, each.ended_at is None) for each in rows(store, AgentPeriod)]
    assert values[-3:] == [
        ("status", "logged_out", False),
        ("status", "available", True),
        ("state", "idle", True),
    ]

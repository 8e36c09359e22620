"""Callbacks on record: their row, their outbound contact, the task that one given up leaves."""

from acd.callbacks.messages import (
    CallbackAnswered,
    CallbackAttemptFailed,
    CallbackBooked,
    CallbackDialled,
    CallbackEnded,
    CallbackOutcome,
    CallbackQueued,
    NotReached,
)
from db.models import Callback, Contact, Segment, Task
from db.queries import list_callbacks, list_tasks, open_callback_record
from db.store import Store
from ivr.flow.desk_events import TaskDone, TaskTaken
from ivr.flow.events import (
    ControllerStarted,
)
from tests.db.rows import rows
from tests.db.story import NOON, Story

NUMBER = "+12125550123"


def booked(callback_id: str = "b1", *, task_id: str = "") -> CallbackBooked:
    return CallbackBooked(
        callback_id=callback_id,
        call_id="c1",
        number=NUMBER,
        queue="general",
        language="es",
        skills={},
        priority=0,
        waiting_since=NOON - 60,
        not_before=NOON,
        not_after=NOON + 3600,
        task_id=task_id,
    )


def story(*, task_id: str = "") -> Story:
    """One attempt that came to nothing."""
    told = Story()
    told.arrive()
    told.add(booked(task_id=task_id))
    told.add(CallbackQueued(callback_id="b1"))
    told.add(CallbackDialled(callback_id="b1", attempt=1), after=10)
    told.add(CallbackAttemptFailed(callback_id="b1", attempt=1, reason=NotReached.BUSY), after=5)
    return told


def end(told: Story, outcome: CallbackOutcome) -> None:
    told.add(CallbackEnded(callback_id="b1", outcome=outcome, attempts=1))


def test_attempts_are_segments_of_an_outbound_contact(store: Store) -> None:
    told = story()
    told.add(CallbackDialled(callback_id="b1", attempt=2), after=10)
    told.add(CallbackAnswered(callback_id="b1", attempt=2), after=4)
    store.append(told.entries)
    (contact,) = rows(store, Contact, direction="outbound")
    assert (contact.call_id, contact.calling_number, contact.language) == ("b1", NUMBER, "es")
    dials = [
        (each.outcome, each.reason, (each.ended_at - each.started_at).total_seconds())
        for each in rows(store, Segment, kind="dial")
    ]
    assert dials == [("not_reached", "busy", 5), ("answered", "", 4)]
    (callback,) = rows(store, Callback)
    assert (callback.state, callback.attempts) == ("answered", 2)


def test_a_callback_that_is_given_up_becomes_a_task(store: Store) -> None:
    told = story()
    end(told, CallbackOutcome.UNREACHED)
    end(told, CallbackOutcome.UNREACHED)
    store.append(told.entries)
    (task,) = rows(store, Task)
    assert (task.kind, task.number, task.language, task.state) == ("callback", NUMBER, "es", "open")
    assert task.call_id == "c1"


def test_a_callback_that_was_served_or_was_for_a_task_leaves_none(store: Store) -> None:
    told = story(task_id="T2026-000007")
    end(told, CallbackOutcome.UNREACHED)
    store.append(told.entries)
    assert rows(store, Task) == []


def test_the_first_agent_to_take_a_task_has_it_until_it_is_done(store: Store) -> None:
    told = story()
    end(told, CallbackOutcome.EXPIRED)
    for agent_id in ("ana", "ben"):
        told.add(TaskTaken(task_id="T2026-000001", agent_id=agent_id), after=5)
    store.append(told.entries)
    (task,) = rows(store, Task)
    assert (task.state, task.owner) == ("taken", "ana")
    assert task.taken_at.timestamp() == told.now - 5
    told.add(TaskDone(task_id="T2026-000001", agent_id="ana", outcome="reached"), after=5)
    told.add(TaskTaken(task_id="T2026-000001", agent_id="ben"), after=5)
    store.append(told.entries)
    (task,) = rows(store, Task)
    assert (task.state, task.owner, task.outcome) == ("done", "ana", "reached")
    with store.session() as session:
        assert list_tasks(session) == []
        assert len(list_tasks(session, done=True)) == 1


def test_a_restart_ends_no_contact_that_is_still_to_be_called(store: Store) -> None:
    told = story()
    told.add(ControllerStarted(version="1", profile="x"), after=60)
    store.append(told.entries)
    assert [each.call_id for each in rows(store, Contact) if each.ended_at is None] == ["b1"]


def test_the_record_for_a_book_begins_with_the_oldest_open_callback(store: Store) -> None:
    told = story()
    end(told, CallbackOutcome.UNREACHED)
    told.add(booked("b2"))
    store.append(told.entries)
    with store.session() as session:
        ((event, at),) = open_callback_record(session)
        assert event == booked("b2")
        assert at == told.now
        (open_one,) = list_callbacks(session)
        assert open_one.callback_id == "b2"
        assert [each.callback_id for each in list_callbacks(session, ended=True)] == ["b1", "b2"]

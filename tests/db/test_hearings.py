"""Who heard the recordings of a call: rows, story, and made anew from the ledger."""

from db.models import Hearing
from db.queries import call_story
from db.queries.recordings import recorded_call
from db.rebuild import check, rebuild
from db.store import Store
from ivr.flow.desk_events import HearingWay, RecordingHeard, RecordingWithheld, TaskTaken
from ivr.flow.events import RecordingKept
from tests.db.story import Story

HEARD = RecordingHeard(
    call_id="c1",
    part=1,
    kind="conversation",
    path="c1.wav",
    listener_id="9001",
    way=HearingWay.WRITTEN,
)
WITHHELD = RecordingWithheld(
    call_id="c1", part=2, path="", listener_id="ben", way=HearingWay.DESK, reason="not ben's"
)


def test_each_hearing_is_a_row_and_a_step_and_outlives_a_rebuild(store: Store) -> None:
    story = Story()
    story.served_call()
    story.add(RecordingKept(call_id="c1", path="c1.wav", duration_s=9.0, sides={}))
    story.add(HEARD, after=60)
    story.add(WITHHELD, after=1)
    store.append(story.entries)
    for _ in range(2):
        with store.session() as session:
            told = call_story(session, "c1")
            assert session.query(Hearing).count() == 2
        assert told is not None
        assert [(row.listener_id, row.part, row.way, row.refusal) for row in told.hearings] == [
            ("9001", 1, "written", ""),
            ("ben", 2, "desk", "not ben's"),
        ]
        assert [step.text for step in told.steps][-2:] == [
            "9001 hears recording 1 (conversation, written)",
            "ben does not hear recording 2 (not ben's)",
        ]
        rebuild(store)
    assert check(store) == ()


def test_a_call_is_theirs_who_spoke_or_took_its_task(store: Store) -> None:
    story = Story()
    story.log_in()
    story.served_call()
    story.arrive("c2")
    story.voicemail("c2")
    store.append(story.entries)
    with store.session() as session:
        served, message = recorded_call(session, "c1"), recorded_call(session, "c2")
        assert recorded_call(session, "c9") is None
    assert served is not None
    assert (served.agents, served.parts) == ({"ana"}, ())
    assert message is not None
    assert ([part.kind for part in message.parts], message.agents) == (["voicemail"], set())
    story.add(TaskTaken(task_id="T2026-000001", agent_id="ben"))
    store.append(story.entries)
    with store.session() as session:
        message = recorded_call(session, "c2")
    assert message is not None
    assert message.agents == {"ben"}

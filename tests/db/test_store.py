"""What `append` promises: one transaction, any number of times."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.errors import EntriesRejected, LedgerOrderError
from db.ledger import LedgerEntry
from db.models import Contact, LedgerRow
from db.projection import project
from db.rebuild import check, rebuild
from db.store import Store
from ivr.flow.desk_events import NoteAdded
from ivr.flow.events import (
    CallStarted,
)
from tests.db.rows import derived_rows, rows
from tests.db.story import NOON, Story
from tests.db.strategies import calls, chaos

FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _story() -> list[LedgerEntry]:
    story = Story()
    story.log_in()
    story.served_call()
    return story.entries


def test_a_batch_sent_again_changes_nothing(store: Store) -> None:
    entries = _story()
    assert store.append(entries) == len(entries)
    before = derived_rows(store)
    assert store.append(entries) == 0
    assert store.append(entries[3:9]) == 0
    assert derived_rows(store) == before


def test_an_overlapping_batch_adds_only_what_is_new(store: Store) -> None:
    entries = _story()
    assert store.append(entries[:7]) == 7
    assert store.append(entries[2:]) == len(entries) - 7
    assert store.append([*entries, *entries]) == 0
    assert [row.id for row in rows(store, LedgerRow)] == list(range(1, len(entries) + 1))


def test_repeats_within_one_batch_count_once(store: Store) -> None:
    entries = _story()
    assert store.append([*entries[:5], *entries]) == len(entries)
    assert len(rows(store, LedgerRow)) == len(entries)


def test_numbers_may_be_left_out_but_not_come_late(store: Store) -> None:
    early, skipped, late = _story()[:3]
    assert store.append([early, late]) == 2
    with pytest.raises(LedgerOrderError, match="Entry 2 of boot boot-1 comes after entry 3"):
        store.append([skipped])
    assert len(rows(store, LedgerRow)) == 2


def test_a_crash_in_mid_transaction_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = _story()
    store.append(entries[:4])
    before = derived_rows(store)
    done = 0

    def project_then_die(work, event) -> None:
        nonlocal done
        done += 1
        if done == 6:
            raise KeyboardInterrupt
        project(work, event)

    with monkeypatch.context() as patch:
        patch.setattr("db.store.project", project_then_die)
        with pytest.raises(KeyboardInterrupt):
            store.append(entries)
    assert derived_rows(store) == before
    assert store.append(entries) == len(entries) - 4
    assert check(store) == ()


def test_what_a_line_can_carry_is_stored(store: Store) -> None:
    story = Story()
    story.arrive(caller='Jos\udce9 \0 "x"\n' + "7" * 5000)
    story.add(NoteAdded(call_id="c1", agent_id="ana", text="n\0te " * 2000))
    assert store.append(story.entries) == 4
    (contact,) = rows(store, Contact)
    assert contact.calling_number.startswith('Jos\ufffd \ufffd "x"\n777')
    assert len(contact.calling_number) == 255
    assert check(store) == ()


def test_times_come_back_aware_and_exact(store: Store) -> None:
    story = Story(start=NOON + 0.123456)
    story.arrive()
    store.append(story.entries)
    (contact,) = rows(store, Contact)
    assert contact.started_at.isoformat() == "2026-07-15T12:00:00.123456+00:00"
    assert contact.answered_at.isoformat() == "2026-07-15T12:00:00.623456+00:00"


def test_serials_count_up_within_a_year(store: Store) -> None:
    last_second_of_2026 = 1_798_761_599.0
    story = Story(start=last_second_of_2026)
    story.arrive("a")
    story.arrive("b")
    story.arrive("c", after=5)
    store.append(story.entries)
    serials = {contact.call_id: contact.serial for contact in rows(store, Contact)}
    assert serials == {"a": "2026-000001", "b": "2026-000002", "c": "2027-000001"}


def test_data_the_database_refuses_are_rejected_for_good(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.projection.work.Work.next_serial", lambda *_, **__: "same")
    story = Story()
    story.arrive("a")
    story.arrive("b")
    with pytest.raises(EntriesRejected, match="refuses the data"):
        store.append(story.entries)
    assert rows(store, LedgerRow) == []


@st.composite
def _batches(draw: st.DrawFn, entries: list[LedgerEntry]) -> list[list[LedgerEntry]]:
    """The entries cut into batches, each of which may reach back over what was sent."""
    batches, sent = [], 0
    while sent < len(entries):
        upto = draw(st.integers(sent + 1, len(entries)))
        back = draw(st.integers(0, sent))
        batches.append(entries[back:upto])
        sent = upto
    return batches


@FEW
@given(data=st.data())
def test_splits_and_repeats_make_no_difference(store: Store, data: st.DataObject) -> None:
    entries = data.draw(st.one_of(calls(), chaos()))
    _empty(store)
    store.append(entries)
    at_once = derived_rows(store)
    _empty(store)
    for batch in data.draw(_batches(entries)):
        store.append(batch)
    assert derived_rows(store) == at_once
    assert rebuild(store).events == len(entries)
    assert derived_rows(store) == at_once


def test_each_database_gives_the_same_rows(new_postgres_url, tmp_path) -> None:
    with (
        Store.open(f"sqlite:///{tmp_path / 'records.db'}") as light,
        Store.open(new_postgres_url()) as heavy,
    ):

        @FEW
        @given(entries=st.one_of(calls(), chaos()))
        def compare(entries) -> None:
            for store in (light, heavy):
                _empty(store)
                store.append(entries)
            assert derived_rows(light) == derived_rows(heavy)

        compare()


def _empty(store: Store) -> None:
    with store.writing() as db:
        db.execute(LedgerRow.__table__.delete())
    rebuild(store)


def test_check_names_the_table_that_was_touched(store: Store) -> None:
    store.append(_story())
    assert check(store) == ()
    with store.writing() as db:
        db.execute(Contact.__table__.update().values(dialled="somebody wrote here"))
    (difference,) = check(store)
    assert (difference.table, difference.changed) == ("contact", 1)
    rebuild(store)
    assert check(store) == ()


def test_an_event_before_its_call_started_opens_a_bare_contact(store: Store) -> None:
    story = Story()
    story.hear_faq("late")
    story.arrive("late")
    store.append(story.entries)
    (contact,) = rows(store, Contact)
    assert (contact.serial, contact.calling_number) == ("2026-000001", "+12125550123")


def test_the_same_call_started_twice_is_one_contact(store: Store) -> None:
    story = Story()
    story.arrive()
    story.add(CallStarted(call_id="c1", caller="+1", dialled="311", flow="main", flow_version="v2"))
    store.append(story.entries)
    (contact,) = rows(store, Contact)
    assert contact.flow_version == "v2"

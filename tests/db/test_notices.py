from db.models import NoticeRow
from db.queries.notices import open_notices, past_notices
from db.rebuild import check
from db.store import Store
from ivr.flow.notice_events import NoticeEdited, NoticeExpired, NoticeSwitchedOff, SurgeRejected
from ivr.flow.notices import Notice, NoticeBook
from tests.db.story import NOON, Story
from tests.flow.test_notices import T0, on, surge


def kept(store: Store, story: Story) -> list[Notice]:
    store.append(story.entries)
    assert check(store) == ()
    with store.session() as session:
        return list(open_notices(session))


def past(store: Store) -> list[NoticeRow]:
    with store.session() as session:
        return list(past_notices(session, most=10))


def test_a_book_taken_up_from_the_records_is_the_one_that_was(store: Store) -> None:
    book, story = NoticeBook(), Story()
    book.propose(surge(), now=NOON)
    book.switch_on(on("web", lines=("311", "5551000")), now=NOON)
    book.switch_on(on("storm"), now=NOON)
    book.edit("web", actor="9002", text={"en": "Up soon."}, until=T0 + 90, now=NOON)
    book.switch_off("storm", actor="9001", reason="over", now=NOON)
    for event in book.take_outputs():
        story.add(event)
    again = NoticeBook()
    again.resume(kept(store, story))
    assert again.all() == book.all()
    assert [each.notice_id for each in again.all()] == ["surge-snow", "web"]


def test_an_approved_proposal_keeps_its_figures(store: Store) -> None:
    book, story = NoticeBook(), Story()
    book.propose(surge(), now=NOON)
    book.switch_on(book.get("surge-snow").approved("9001"), now=NOON)
    for event in book.take_outputs():
        story.add(event)
    (notice,) = kept(store, story)
    assert (notice.surge, notice.actor) == (surge(), "9001")


def test_the_end_of_each_is_on_record_with_who_and_why(store: Store) -> None:
    story = Story()
    for event in (
        on("web"),
        NoticeSwitchedOff(notice_id="web", actor="9001", reason="repaired"),
        on("web"),
        NoticeExpired(notice_id="web"),
        surge(),
        SurgeRejected(notice_id="surge-snow", actor="9002", reason="it is known"),
    ):
        story.add(event, after=60)
    assert kept(store, story) == []
    rows = [(row.notice_id, row.state, row.actor, row.reason) for row in past(store)]
    assert rows == [
        ("surge-snow", "rejected", "9002", "it is known"),
        ("web", "expired", "9001", ""),
        ("web", "off", "9001", "repaired"),
    ]


def test_what_has_no_beginning_changes_nothing(store: Store) -> None:
    story = Story()
    story.add(NoticeEdited(notice_id="web", actor="9001", text={"en": "x"}, until=T0))
    story.add(NoticeExpired(notice_id="web"))
    assert kept(store, story) == []
    assert past(store) == []

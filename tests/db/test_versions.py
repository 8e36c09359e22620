from db.rebuild import check, rebuild
from db.store import Store
from db.versions import Content, content_of, proposals, store_content, versions
from ivr.flow.city_events import (
    VersionApproved,
    VersionProposed,
    VersionPublished,
    VersionRejected,
    VersionRolledBack,
)
from tests.db.story import NOON, Story


def content(version: str, text: str = "name: Town\n") -> Content:
    return Content(
        version=version, files={"city.yaml": text}, recordings={"en/main.hello.wav": "ab12"}
    )


def published(number: int) -> VersionPublished:
    return VersionPublished(
        version_id=number, content=f"hash-{number}", author="Sue", note=f"number {number}"
    )


def record(store: Store, event: VersionPublished) -> None:
    story = Story()
    story.add(event)
    store.append(story.entries)


def test_versions_are_numbered_and_the_last_act_says_which_is_served(store: Store) -> None:
    story = Story()
    for number in (1, 2, 3):
        assert store_content(store, content(f"hash-{number}"), at=NOON) == number
        story.add(published(number), after=60)
    back = VersionRolledBack(version_id=2, content="hash-2", author="Max", note="too long")
    story.add(back, after=60)
    store.append(story.entries)
    with store.session() as session:
        found = versions(session)
    assert [each.version_id for each in found] == [3, 2, 1]
    assert [each.note for each in found] == ["number 3", "number 2", "number 1"]
    served = [each for each in found if each.served_since is not None]
    assert [each.version_id for each in served] == [2]
    assert served[0].served_since is not None
    assert served[0].served_since > found[0].published_at


def test_a_proposal_is_not_served_and_a_newer_one_takes_its_place(store: Store) -> None:
    story = Story()
    story.add(published(1))
    for number in (2, 3, 4):
        proposed = VersionProposed(
            version_id=number, content=f"hash-{number}", author="Sue", note=f"number {number}"
        )
        story.add(proposed, after=60)
        if number == 3:
            no = VersionRejected(version_id=3, content="hash-3", author="Max", note="too curt")
            story.add(no, after=60)
    store.append(story.entries)
    with store.session() as session:
        assert [(each.version_id, each.state.value, each.why) for each in proposals(session)] == [
            (4, "waiting", ""),
            (3, "rejected", "too curt"),
            (2, "replaced", ""),
        ]
        (only,) = versions(session)
    assert only.served_since is not None
    yes = VersionApproved(version_id=4, content="hash-4", author="Max", note="")
    story.add(yes, after=60)
    story.add(published(4))
    store.append(story.entries[-2:])
    assert check(store) == ()
    with store.session() as session:
        newest, first = versions(session)
        assert proposals(session)[0].decided_by == "Max"
    assert (newest.version_id, newest.approved_by, first.approved_by) == (4, "Max", "")
    assert first.served_since is None


def test_files_come_back_as_they_were_and_outlive_a_rebuild(store: Store) -> None:
    text = 'name: "Ü"\r\n# 中文\n\ttab\n'
    store_content(store, content("a", text), at=NOON)
    record(store, published(1))
    rebuild(store)
    assert check(store) == ()
    with store.session() as session:
        assert content_of(session, 1) == content("a", text)
        assert content_of(session, 2) is None
        assert [each.author for each in versions(session)] == ["Sue"]


def test_a_number_is_never_given_twice(store: Store) -> None:
    """Neither when a version was stored and never served, nor when its files are gone."""
    assert store_content(store, content("a"), at=NOON) == 1
    assert store_content(store, content("b"), at=NOON) == 2
    record(store, published(7))
    assert store_content(store, content("c"), at=NOON) == 8

from db.rebuild import check, rebuild
from db.store import Store
from db.versions import Content, content_of, store_content, versions
from ivr.flow.city_events import VersionPublished, VersionRolledBack
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

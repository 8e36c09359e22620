"""The draft on a test number."""

from pathlib import Path

import pytest

from agent_desk.port import DeskRefusal
from hotline.cities.draft import DraftLine
from hotline.settings import Settings
from ivr.flow.profile import Profile, load_profile
from ivr.prompts.store import PrepareReport
from tests.hotline.test_versions import Town


class Prompts:
    """Counts what was prepared."""

    def __init__(self) -> None:
        self.prepared = 0

    async def prepare(self, profile: Profile, *, asked: object) -> PrepareReport:
        self.prepared += 1
        return PrepareReport(made=0, cached=0, recorded=0, failed={})


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.edit('"5551000": {flow: main', '"5551000": {flow: main, draft: true', "city.yaml")
    return town


@pytest.fixture
def draft(town: Town) -> DraftLine:
    published = load_profile(town.city)
    return DraftLine(
        Settings(city=town.city, state_dir=town.state),
        published=lambda: published,
        backlog=Prompts(),  # type: ignore[arg-type]
        asked=tuple,
    )


async def test_the_test_number_alone_is_served_by_the_files_as_they_change(
    town: Town, draft: DraftLine
) -> None:
    assert draft.serves("5551000") is None
    await draft.look()
    first = draft.serves("5551000")
    assert first is not None
    assert draft.serves("311") is None
    assert draft.serves("999") is None
    town.edit("Hello.", "Good day.")
    await draft.look()
    second = draft.serves("5551000")
    assert second is not None
    assert second.version != first.version
    await draft.look()
    assert draft.backlog.prepared == 2  # type: ignore[attr-defined]


async def test_a_broken_draft_keeps_the_last_good_one_and_says_so(
    town: Town, draft: DraftLine
) -> None:
    await draft.look()
    good = draft.serves("5551000")
    town.edit("next: language", "next: nowhere")
    await draft.look()
    assert draft.serves("5551000") is good
    assert "nowhere" in draft.warning
    with pytest.raises(DeskRefusal, match=r"main\.flow\.yaml:\d+:\d+: .*nowhere") as caught:
        await draft.take()
    assert caught.value.status == 422
    town.edit("next: nowhere", "next: language")
    await draft.look()
    assert draft.warning == ""


async def test_without_a_test_number_nothing_is_looked_at(town: Town) -> None:
    town.edit(", draft: true", "", "city.yaml")
    published = load_profile(town.city)
    town.edit("next: language", "next: nowhere")
    prompts = Prompts()
    draft = DraftLine(
        Settings(city=town.city, state_dir=town.state),
        published=lambda: published,
        backlog=prompts,  # type: ignore[arg-type]
        asked=tuple,
    )
    await draft.look()
    assert (draft.warning, prompts.prepared) == ("", 0)

"""Which spoken prompts are kept for the versions on record."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from hotline.cities.pruning import PromptKeeper, prune
from hotline.errors import HotlineError
from hotline.settings import Settings
from ivr.flow.commands import Prompt
from ivr.prompts.cache import DAY_S
from tests.hotline.test_publishing import run
from tests.hotline.test_versions import NOW, Town

OLD_S = NOW - 900 * DAY_S
TEXTS = ("Hello.", "Second.", "Third.", "Draft.", "7")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


async def spoken(town: Town, settings: Settings) -> dict[str, Path]:
    """Publish three versions and leave a draft; speak the text of each, long ago, and a value."""
    for before, text in zip(("", *TEXTS), TEXTS[:4], strict=False):
        if before:
            town.edit(before, text)
        if text != "Draft.":
            town.publish()
    store = settings.prompt_store(settings.load_city())
    prompts = [Prompt(name="x", language="en", text=text) for text in TEXTS]
    await store.prepare(prompts)
    files: dict[str, Path] = {}
    for prompt in prompts:
        path = store.path_of(prompt)
        assert path is not None
        files[prompt.text] = path
        os.utime(path, (OLD_S, OLD_S))
    return files


def left(files: dict[str, Path]) -> list[str]:
    return [text for text, path in files.items() if path.exists()]


def settings_of(town: Town, versions: int) -> Settings:
    return Settings(city=town.city, state_dir=town.state, keep_prompts_versions=versions)


@pytest.mark.parametrize(
    ("versions", "kept"),
    [(1, ["Third.", "Draft."]), (2, ["Second.", "Third.", "Draft."])],
)
async def test_the_latest_versions_and_the_folder_keep_theirs(
    town: Town, versions: int, kept: Sequence[str]
) -> None:
    settings = settings_of(town, versions)
    files = await spoken(town, settings)
    would = await prune(settings, now=NOW, dry_run=True)
    assert (would.files, would.removed) == (len(TEXTS), len(TEXTS) - len(kept))
    assert await prune(settings, now=NOW, dry_run=False) == would
    assert left(files) == kept


async def test_the_version_served_keeps_its_own_however_old(town: Town, tmp_path: Path) -> None:
    files = await spoken(town, settings_of(town, 1))
    assert run(town, "rollback", "1", "--as", "Max").exit_code == 0
    await prune(settings_of(town, 1), now=NOW, dry_run=False)
    assert left(files) == ["Hello.", "Third.", "Draft."]


async def test_nothing_goes_while_it_is_not_known_what_a_version_needs(town: Town) -> None:
    settings = settings_of(town, 3)
    files = await spoken(town, settings)
    town.spoil_record_of(2)
    with pytest.raises(HotlineError, match="nothing was removed"):
        await prune(settings, now=NOW, dry_run=False)
    assert left(files) == list(TEXTS)


async def test_what_a_service_plays_has_been_used_today(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = await spoken(town, settings_of(town, 3))
    settings = settings_of(town, 1)
    town.edit("Draft.", "Hello.")
    store = settings.prompt_store(settings.load_city())
    value = Prompt(name="numbers/7", language="en", text="7")
    await store.fetch([value])
    os.utime(files["Second."], (OLD_S, OLD_S))
    config = town.state.parent / "hotline.yaml"
    config.write_text("city: town\nstate_dir: var\nkeep_prompts_versions: 1\n", "utf-8")
    monkeypatch.setenv("HOTLINE_CONFIG", str(config))
    await PromptKeeper([store]).prune()
    assert left(files) == ["Hello.", "Third.", "7"]

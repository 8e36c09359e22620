"""Spoken prompts that nobody uses are removed, and no others."""

import os
import time
from pathlib import Path

import pytest

from ivr.prompts.cache import DAY_S, PromptCache, Pruned


@pytest.fixture
def cache(tmp_path: Path) -> PromptCache:
    return PromptCache(tmp_path / "prompts")


def kept(cache: PromptCache, text: str, *, days: float) -> Path:
    path = cache.path("speech", text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sound")
    used_at = time.time() - days * DAY_S
    os.utime(path, (used_at, used_at))
    return path


def test_what_is_old_and_not_needed_goes(cache: PromptCache) -> None:
    old, needed, new = (
        kept(cache, text, days=age) for text, age in (("a", 40), ("b", 40), ("c", 9))
    )
    since = time.time() - 30 * DAY_S
    would = cache.prune(needed={needed}, unused_since=since, dry_run=True)
    assert old.exists()
    assert would == cache.prune(needed={needed}, unused_since=since)
    assert would == Pruned(files=3, removed=1, removed_bytes=5)
    assert [path.exists() for path in (old, needed, new)] == [False, True, True]


def test_what_is_found_counts_as_used_now(cache: PromptCache) -> None:
    path = kept(cache, "a", days=40)
    assert cache.has(path)
    assert cache.prune(needed=(), unused_since=time.time() - DAY_S).removed == 0
    assert not cache.has(cache.path("speech", "never spoken"))


def test_other_files_of_the_folder_stay(cache: PromptCache, tmp_path: Path) -> None:
    kept(cache, "a", days=40)
    voices = tmp_path / "prompts" / "voices.json"
    voices.write_text("{}")
    os.utime(voices, (0, 0))
    cache.prune(needed=(), unused_since=time.time())
    assert voices.exists()

"""A city is loaded without the collector of circular garbage, which is left as it was."""

import gc
import weakref
from pathlib import Path

import pytest

from hotline.cities import loading
from hotline.cities.loading import load_city
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile, load_profile
from tests.flow.small_city import write_city


def test_the_collector_pauses_while_a_city_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[bool] = []

    def load(path: Path) -> Profile:
        runs.append(gc.isenabled())
        return load_profile(path)

    monkeypatch.setattr(loading, "load_profile", load)
    city = write_city(tmp_path)
    assert load_city(city) == load_profile(city)
    (city / "city.yaml").write_text("name: [\n")
    with pytest.raises(SourceErrors):
        load_city(city)
    assert runs == [False, False]
    assert gc.isenabled()


def test_a_city_is_freed_without_the_collector(tmp_path: Path) -> None:
    profile = load_city(write_city(tmp_path))
    index = weakref.ref(profile.index)
    gc.disable()
    try:
        del profile
        assert index() is None
    finally:
        gc.enable()

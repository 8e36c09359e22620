"""The city that `bench.flows` measures is one that can be served, and calls go about in it."""

from pathlib import Path

import pytest

from bench import flow_city, flow_figures


def test_the_city_has_as_many_nodes_and_items_as_asked(tmp_path: Path) -> None:
    city = tmp_path / "city"
    flow_city.write_city(city, nodes=61, items=20)
    figures = flow_figures.load(city)
    assert figures["nodes"] == 61
    # Beside the made-up ones the city has some of its own.
    assert figures["items"] >= 20
    walked = flow_figures.walk(city, calls=20, seed=1)
    assert walked["nodes_a_call"] > 5
    assert walked["inputs_a_call"] > walked["nodes_a_call"] / 2


def test_all_readers_are_told_of(tmp_path: Path) -> None:
    city = tmp_path / "city"
    flow_city.write_city(city, nodes=flow_city.SMALLEST, items=1)
    figures = flow_figures.parse(city)
    assert figures["ours_s"]
    assert set(figures) == {"yaml_mb", "ours_s", "pyyaml_s", "pyyaml_c_s", "ruamel_s"}


def test_too_few_nodes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 26"):
        flow_city.write_city(tmp_path / "city", nodes=25, items=1)

"""`hotline lines` tells where the numbers lead."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotline.cli import cli

EXAMPLES = Path(__file__).resolve().parents[2] / "flows" / "examples"


def lines(tmp_path: Path, *words: str) -> Result:
    config = tmp_path / "hotline.yaml"
    config.write_text(f"city: {EXAMPLES}\nstate_dir: {tmp_path}\n", "utf-8")
    return CliRunner().invoke(cli, ["--config", str(config), "lines", *words])


@pytest.fixture(autouse=True)
def _settings_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_CONFIG", "")


def test_every_number_with_its_times(tmp_path: Path) -> None:
    result = lines(tmp_path)
    assert result.exit_code == 0
    assert "5555100\tTravel line\ttravel" in result.output
    told = json.loads(lines(tmp_path, "--json").output)["lines"]
    hall, school = [line for line in told if line["number"] == "5551400"]
    assert (hall["until"], school["since"]) == ("2026-06-30", "2026-07-01")
    assert hall["good_today"] is not school["good_today"]


def test_every_place_with_what_is_done(tmp_path: Path) -> None:
    assert "dig\t811\t811\ttold only" in lines(tmp_path, "--agencies").output
    told = json.loads(lines(tmp_path, "--agencies", "--json").output)["agencies"]
    (parks,) = [place for place in told if place["name"] == "parks"]
    assert parks["districts"] == ["north", "south"]
    assert parks["open_now"] is True


def test_a_city_that_is_not_there_is_told(tmp_path: Path) -> None:
    config = tmp_path / "hotline.yaml"
    config.write_text(f"city: {tmp_path / 'none'}\n", "utf-8")
    result = CliRunner().invoke(cli, ["--config", str(config), "lines"])
    assert result.exit_code == 1
    assert f"{tmp_path / 'none'}:1:1: there is no such folder" in result.output

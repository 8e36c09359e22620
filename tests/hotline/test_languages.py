import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acd.interpreters.serving import ServedBy, service_of
from acd.plan.model import QueueKind
from acd.plan.vendors import Vendor
from hotline.cli import cli
from ivr.flow.catalogue import catalogue
from tests.acd.harness import agent, plan

PLAN = plan(
    agent("ann", QueueKind.GENERAL, en=5, es=3),
    agent("ina", QueueKind.INTERPRETER, so=5, es=5),
    vendors=(
        Vendor(name="first", rank=1, number="1", languages={"so": "", "am": ""}, lines_count=2),
        Vendor(name="second", rank=2, number="2", languages={"am": ""}),
    ),
)


@pytest.mark.parametrize(
    ("tag", "way"),
    [
        ("es-MX", ServedBy.NATIVE),
        ("so", ServedBy.INTERPRETER),
        ("am-ET", ServedBy.VENDOR),
        ("quc", ServedBy.NOBODY),
    ],
)
def test_the_best_way_counts(tag: str, way: ServedBy) -> None:
    assert service_of(PLAN, tag).served_by is way


def test_vendors_come_in_their_order_and_each_once() -> None:
    assert service_of(PLAN, "am").vendors == ("first", "second")


def test_only_who_is_on_duty_serves() -> None:
    assert service_of(PLAN, "so", {"first:2"}).served_by is ServedBy.VENDOR
    assert service_of(PLAN, "so", set()).served_by is ServedBy.NOBODY
    assert service_of(PLAN, "en", {"ina"}).natives == ()


def test_the_catalogue_has_far_more_languages_than_a_city_needs() -> None:
    known = catalogue()
    assert len(known) >= 170
    assert {"en", "es", "zh", "yue", "ht", "so", "am", "prs", "quc", "hmn"} <= known.keys()
    assert all(name.strip() == name and name for name in known.values())
    assert len({name.lower() for name in known.values()}) == len(known), "a language twice"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    config = tmp_path / "hotline.yaml"
    city = Path(__file__).resolve().parents[2] / "flows" / "demo_city"
    config.write_text(f"city: {city}\nstate_dir: {tmp_path / 'state'}\n")
    monkeypatch.setenv("HOTLINE_CONFIG", str(config))

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(cli, ["languages", *words])

    return invoke


def test_the_demo_citys_languages_are_told(run, tmp_path: Path) -> None:
    result = run("--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    by_tag = {each["tag"]: each for each in told["languages"]}
    assert told["basis"] == "configured"
    assert by_tag["es"]["served_by"] == "native"
    assert by_tag["fr"]["interpreters"] == ["2001"]
    assert (by_tag["am"]["served_by"], by_tag["am"]["message"]) == ("nobody", True)
    assert sum(told["counts"].values()) == len(told["languages"]) >= 170
    assert not (tmp_path / "state").exists(), "looking made secrets"


def test_whoever_asks_for_one_learns_by_the_exit_status(run) -> None:
    assert run("fr-CA", "es").exit_code == 0
    result = run("fr", "quc")
    assert result.exit_code == 1
    assert "quc\tK'iche'\tnobody" in result.stdout
    only = run("--unserved").stdout
    assert "\nquc\t" in only
    assert "\nfr\t" not in only

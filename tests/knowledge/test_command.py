"""`hotline knowledge ...` on a folder."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotline.cli.knowledge import knowledge
from tests.knowledge.cities import city_with, medical_city

ON = ("--on", "2023-11-15")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    medical_city(folder)
    return folder


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(knowledge, [*words, "--city", str(folder)])


def test_the_tree_is_listed_level_by_level(folder: Path) -> None:
    top = run(folder, "list")
    assert "YB\tMedical insurance\t2\tHealthcare Security Bureau" in top.output.splitlines()
    below = json.loads(run(folder, "list", "yb-tj", "--json").output)
    assert [each["code"] for each in below] == ["YB-TJ-1"]


def test_an_item_is_shown_with_its_fields(folder: Path) -> None:
    shown = run(folder, "show", "YB-TJ-1", *ON)
    assert shown.exit_code == 0
    told = dict(line.split(maxsplit=1) for line in shown.output.splitlines())
    assert told["in_force.legal_basis"] == "Social Insurance Law, article 58"
    assert told["in_force.documents"] == "Identity card; Employment contract"
    assert told["in_force.version"] == "2"
    before = json.loads(run(folder, "show", "YB-TJ-1", "--on", "2023-11-14", "--json").output)
    assert before["in_force"]["version"] == 1
    assert [each["version"] for each in before["to_come"]] == [2]


def test_an_unknown_code_is_one_sentence(folder: Path) -> None:
    wrong = run(folder, "show", "YB-TJ-l")
    assert wrong.exit_code == 1
    assert "there is no item 'YB-TJ-l' (did you mean 'YB-TJ-1'?)" in str(wrong.exception)


def test_words_are_searched_for(folder: Path) -> None:
    found = run(folder, "search", "service", "hall", "--json", *ON)
    assert (found.exit_code, json.loads(found.output)[0]["code"]) == (0, "YB-TJ-1-1")
    assert run(folder, "search", "xyzzy").exit_code == 1


def test_stale_items_make_the_status_1(folder: Path) -> None:
    assert run(folder, "stale", "--on", "2023-11-13").exit_code == 0
    found = run(folder, "stale", "--on", "2023-11-14", "--json")
    assert found.exit_code == 1
    assert json.loads(found.output) == [
        {
            "code": "YB-TJ-1-1",
            "owner": "Healthcare Security Bureau",
            "why": "changed",
            "due": "2023-11-13",
            "reviewed_on": "2023-06-01",
        }
    ]
    linted = run(folder, "lint", "--on", "2023-11-14")
    assert linted.exit_code == 1
    assert "/knowledge/medical.yaml:43:17: items.YB-TJ-1-1.changed_on: changed on" in linted.output


def test_lint_tells_of_the_knowledge_alone(folder: Path, tmp_path: Path) -> None:
    good = run(folder, "lint", "--on", "2023-11-13")
    assert (good.exit_code, good.output) == (0, "8 items: good\n")
    bad = city_with(tmp_path, one="items: {A: {title: {en: A}, parent: B}}\n")
    flow = (bad / "main.flow.yaml").read_text().replace("start: pick_up", "start: none")
    (bad / "main.flow.yaml").write_text(flow)
    linted = json.loads(run(bad, "lint", "--json").output)
    assert (linted["ok"], [each["field"] for each in linted["problems"]]) == (
        False,
        ["items.A.title", "items.A.parent"],
    )


def test_the_public_export_has_nothing_internal(folder: Path) -> None:
    text = run(folder, "export", *ON).output
    for inside in ("Li Wei", "enrolment office", "issues the card", "form 3", "Security Bureau"):
        assert inside not in text
    questions = {each["code"]: each for each in json.loads(text)["questions"]}
    assert set(questions) == {"garbage", "noise", "heat", "YB-TJ-1", "YB-TJ-1-1"}
    assert questions["YB-TJ-1"]["answer"]["en"] == "Your employer insures you within fifteen days."
    table = list(csv.DictReader(run(folder, "export", "--csv", *ON).output.splitlines()))
    assert [row["code"] for row in table] == list(questions)
    assert table[3]["documents"] == "Identity card; Employment contract"
    assert run(folder, "export", "--csv", "--json").exit_code == 2

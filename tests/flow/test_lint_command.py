import json
from pathlib import Path

from click.testing import CliRunner

from hotline.cli.flow import flow
from tests.flow.small_city import write_city


def test_a_good_folder(tmp_path: Path) -> None:
    result = CliRunner().invoke(flow, ["lint", str(write_city(tmp_path))])
    assert result.exit_code == 0
    assert result.output.startswith("Testville, version ")


def test_problems_are_listed_and_the_status_is_1(tmp_path: Path) -> None:
    folder = write_city(tmp_path, main_flow=("start: pick_up", "start: pickup"))
    plain = CliRunner().invoke(flow, ["lint", str(folder)])
    assert plain.exit_code == 1
    assert f"{folder}/main.flow.yaml:1:8: start: unknown node 'pickup'" in plain.output
    as_json = CliRunner().invoke(flow, ["lint", "--json", str(folder)])
    assert as_json.exit_code == 1
    (problem,) = json.loads(as_json.output)["problems"]
    assert (problem["line"], problem["column"], problem["field"]) == (1, 8, "start")


def test_advice_is_told_and_leaves_the_status_0(tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    (folder / "sounds").mkdir()
    (folder / "sounds/readme.txt").write_text("")
    plain = CliRunner().invoke(flow, ["lint", str(folder)])
    assert plain.exit_code == 0
    assert f"{folder}/sounds/readme.txt:1:1: is no recording" in plain.output
    as_json = json.loads(CliRunner().invoke(flow, ["lint", "--json", str(folder)]).output)
    assert as_json["ok"] is True
    assert [each["file"] for each in as_json["advice"]] == [f"{folder}/sounds/readme.txt"]


def test_a_skill_of_an_agent_that_nothing_asks_for_is_advised_on(tmp_path: Path) -> None:
    folder = write_city(
        tmp_path,
        routing=(
            "kinds: [general]",
            "skills: {housng: 3, library: 2}, kinds: [general]",
        ),
        main_flow=("queue: general\n", "queue: general\n    skills: {library: 2}\n"),
    )
    result = CliRunner().invoke(flow, ["lint", str(folder)])
    assert result.exit_code == 0
    (told,) = [line for line in result.output.splitlines() if line.endswith("[advice]")]
    assert "skills.housng: no queue and no flow asks for housng" in told


def test_no_such_folder_is_wrong_usage(tmp_path: Path) -> None:
    assert CliRunner().invoke(flow, ["lint", str(tmp_path / "none")]).exit_code == 2

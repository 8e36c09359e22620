import json
from pathlib import Path

import pytest
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


def test_transcripts_are_read_too(tmp_path: Path) -> None:
    folder = write_city(tmp_path, main_flow=("start: pick_up", "start: pickup"))
    (folder / "calls.test.yaml").write_text("tests:\n  - {name: one, turnz: []}\n", "utf-8")
    told = CliRunner().invoke(flow, ["lint", str(folder)]).output.splitlines()
    assert [line.split(":")[0].removeprefix(f"{folder}/") for line in told[:2]] == [
        "main.flow.yaml",
        "calls.test.yaml",
    ]
    assert any("tests.0.turnz: unknown key (did you mean 'turns'?)" in line for line in told)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("faq.yaml", "faqs.yaml"),
        ("calls.tests.yaml", "calls.test.yaml"),
        ("extra.flows.yaml", "extra.flow.yaml"),
        ("knowlege/fees.yaml", "knowledge"),
        ("old-things.yaml", None),
    ],
)
def test_a_file_that_nothing_reads_is_advised_on(
    tmp_path: Path, name: str, near: str | None
) -> None:
    folder = write_city(tmp_path)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("a: 1\n", "utf-8")
    (told,) = advice(folder)
    assert told.startswith(f"{name}:1:1: is not read")
    assert near is None or f"did you mean {near!r}?" in told


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (
            "pinned: [{question: garbage, since: 2027-05-01, until: 2027-01-01}]",
            "pinned.0: 'until' is before 'since', 2027-05-01: never in force",
        ),
        ("pinned: [garbage, garbage]", "pinned.1: 'garbage' is pinned twice"),
        (
            "pinned: [garbage]\n    banned: [garbage]",
            "pinned.0: 'garbage' is banned at all times, so never pinned",
        ),
    ],
)
def test_a_rule_that_does_nothing_is_advised_on(tmp_path: Path, rules: str, told: str) -> None:
    (line,) = advice(write_city(tmp_path, main_flow=("pinned: [garbage]", rules)))
    assert f"nodes.top.{told}" in line


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


def advice(folder: Path) -> list[str]:
    result = CliRunner().invoke(flow, ["lint", str(folder)])
    assert result.exit_code == 0, result.output
    told = [line for line in result.output.splitlines() if line.endswith("[advice]")]
    return [line.removeprefix(f"{folder}/") for line in told]


def test_a_queue_that_nothing_leads_to_is_advised_on(tmp_path: Path) -> None:
    general = "general: {kind: general}"
    spare = "spare: {kind: general}"
    (told,) = advice(write_city(tmp_path, routing=(general, f"{general}\n  {spare}")))
    assert told.startswith(
        "routing.yaml:3:3: queues.spare: no node and no overflow leads callers to this queue ("
    )
    by_overflow = general.replace("}", ", overflow: {after_s: 30, queue: spare}}")
    assert advice(write_city(tmp_path, routing=(general, f"{by_overflow}\n  {spare}"))) == []


def test_an_exit_that_no_node_names_is_advised_on_with_both_places(tmp_path: Path) -> None:
    general = "general: {kind: general}"
    out = general.replace("}", ", overflow: {after_s: 30, exit: nowhere}}")
    (told,) = advice(write_city(tmp_path, routing=(general, out)))
    assert told.startswith(
        "routing.yaml:2:58: queues.general.overflow.exit: no enqueue node names the exit 'nowhere' "
        f"in its 'on_overflowed': callers go to 'message', as {tmp_path}/main.flow.yaml:63:19 says"
    )
    named = (
        "on_timed_out: message",
        "on_overflowed: {nowhere: message}\n    on_timed_out: message",
    )
    assert advice(write_city(tmp_path, routing=(general, out), main_flow=named)) == []


def test_no_such_folder_is_wrong_usage(tmp_path: Path) -> None:
    assert CliRunner().invoke(flow, ["lint", str(tmp_path / "none")]).exit_code == 2

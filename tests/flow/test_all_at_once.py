"""What is wrong in one place hides nothing elsewhere, and makes nothing else wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.cli.flow import flow
from ivr.flow.checks import check
from ivr.flow.loading.folder import read_folder
from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import load_profile
from tests.flow.small_city import write_city


def edited(folder: Path, *edits: tuple[str, str, str]) -> Path:
    write_city(folder)
    for name, old, new in edits:
        file = folder / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
    return folder


def told(folder: Path) -> list[str]:
    with pytest.raises(SourceErrors) as caught:
        load_profile(folder)
    assert check(read_folder(folder)).problems
    return [f"{Path(each.file).name} {each.field}" for each in caught.value.problems]


FAULTS = (
    ("city.yaml", '"5551000": {flow: main', '"5551000": {flow: mian'),
    ("faqs.yaml", "{en: Be quiet., es: Silencio.}", "{en: Be quiet.}"),
    ("main.flow.yaml", "text: {en: Hello., es: Hola.}", "text: {en: Hello.}"),
    ("main.flow.yaml", "timeout_s: 4", "timout_s: 4"),
    ("main.flow.yaml", "goto: bye", "goto: bey"),
)


def test_five_faults_in_three_files_are_told_in_one_run(tmp_path: Path) -> None:
    assert told(edited(tmp_path, *FAULTS)) == [
        "city.yaml lines.5551000.flow",
        "faqs.yaml faqs.noise.answer",
        "main.flow.yaml nodes.welcome.text",
        "main.flow.yaml nodes.language.timout_s",
        "main.flow.yaml nodes.leave.goto",
    ]


def test_lint_says_that_the_proofs_wait(tmp_path: Path) -> None:
    folder = str(edited(tmp_path, *FAULTS))
    plain = CliRunner().invoke(flow, ["lint", folder])
    assert "the proofs wait until these are mended" in plain.output
    as_json = CliRunner().invoke(flow, ["lint", "--json", folder])
    assert json.loads(as_json.output)["proofs_wait"] is True


def test_a_value_that_cannot_be_read_hides_no_other_of_its_node(tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        ("main.flow.yaml", "holidays: [2026-12-25]", "holidays: [2026-02-30]\n    opn: x"),
    )
    assert told(folder) == ["main.flow.yaml ", "main.flow.yaml nodes.hours.opn"]


@pytest.mark.parametrize(
    "name", ["city.yaml", "faqs.yaml", "languages.yaml", "routing.yaml", "main.flow.yaml"]
)
def test_a_file_that_cannot_be_read_makes_nothing_else_wrong(tmp_path: Path, name: str) -> None:
    write_city(tmp_path)
    (tmp_path / name).write_text("a: [\n")
    assert {each.split()[0] for each in told(tmp_path)} == {name}


def test_every_blank_that_is_wrong_is_told(tmp_path: Path) -> None:
    folder = edited(
        tmp_path, ("main.flow.yaml", "{en: Hello.,", '{en: "{foo} {bar} {now.time|bar}",')
    )
    assert told(folder) == ["main.flow.yaml nodes.welcome.text.en"] * 3


def test_nodes_behind_one_that_is_cut_off_are_told_with_it(tmp_path: Path) -> None:
    orphans = (
        "  orphan: {type: goto, goto: second}\n"
        "  second: {type: goto, goto: third}\n"
        "  third: {type: goto, goto: bye}\n"
        "  leave: {"
    )
    folder = edited(tmp_path, ("main.flow.yaml", "  leave: {", orphans))
    (problem,) = check(read_folder(folder)).problems
    assert (problem.field, problem.message) == ("nodes.orphan", "no way leads here")
    assert problem.hint == "remove it, or go to it; behind it: 2 more"

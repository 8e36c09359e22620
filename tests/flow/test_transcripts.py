"""Golden transcripts: those of the demo city hold, and a turn that does not says where and why."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.cli.flow import flow
from ivr.flow.loading.source import SourceErrors
from ivr.flow.profile import Profile, load_profile
from ivr.flow.rehearsal.transcripts import play_all, read_transcripts
from tests.flow.small_city import write_city

DEMO = Path(__file__).parents[2] / "flows" / "demo_city"

CALL = """\
tests:
  - name: hello
    at: 2026-07-14 10:00
    turns:
{turns}
    ends: {ends}
"""


def played(folder: Path, profile: Profile, *turns: str, ends: str = "abandoned_in_menu") -> str:
    text = CALL.format(turns="\n".join(f"      - {turn}" for turn in turns), ends=ends)
    (folder / "a.test.yaml").write_text(text, encoding="utf-8")
    (result,) = play_all(read_transcripts(folder), profile)
    if result.problem is None:
        return ""
    assert result.problem.file == f"{folder}/a.test.yaml"
    return f"{result.problem.line}: {result.problem.field}: {result.problem.message}"


def test_the_demo_city_is_as_its_stories_tell() -> None:
    calls = list(play_all(read_transcripts(DEMO), load_profile(DEMO)))
    assert len(calls) >= 10
    assert [str(call.problem) for call in calls if call.problem] == []


@pytest.mark.parametrize(
    "turns",
    [
        ["hears: Hello.", "hears: Hola.", "hangs_up: true"],
        ["hears: [Hello. Hola., Count ...]", "hangs_up: true"],
        ['hears: ["...", Cuente hasta tres.]', "is_at: language", "hangs_up: true"],
        ['hears: "..."', "keys: 1", "not_hears: Hello.", "hangs_up: true"],
        ["keys: 1", "hears: 'You may ask:'", "waits: 1.5", "hangs_up: true"],
    ],
)
def test_what_is_heard_is_compared_text_by_text(
    city: Profile, tmp_path: Path, turns: list[str]
) -> None:
    assert played(tmp_path, city, *turns) == ""


@pytest.mark.parametrize(
    ("turns", "problem"),
    [
        (
            ["hears: Good morning."],
            "5: tests.0.turns.0.hears: expected 'Good morning.', but heard 'Hello.' | 'Hola.' | "
            "'Count to three.' | 'Cuente hasta tres.'; at 'language' the flow waits for the caller",
        ),
        (
            ['hears: "..."', "hears: Goodbye."],
            "6: tests.0.turns.1.hears: expected 'Goodbye.', but nothing more is heard; "
            "at 'language' the flow waits for the caller",
        ),
        (
            ["hears: Hello.", "not_hears: Hel..."],
            "6: tests.0.turns.1.not_hears: 'Hel...' was heard",
        ),
        (
            ["says: help"],
            "5: tests.0.turns.0.says: nobody listens: at 'welcome' something is being said",
        ),
        (
            ["types: help"],
            "5: tests.0.turns.0.types: the callers of this line do not type ('texts' of the "
            "number): at 'welcome' something is being said",
        ),
        (
            ["agent: joins"],
            "5: tests.0.turns.0.agent: nobody waits for an agent: at 'welcome' something is "
            "being said",
        ),
        (
            ["destination: answers"],
            "5: tests.0.turns.0.destination: nothing is dialled: at 'welcome' something is "
            "being said",
        ),
        (
            ["queue: full"],
            "5: tests.0.turns.0.queue: the call is in no queue: at 'welcome' something is "
            "being said",
        ),
        (
            ["corrects: fre"],
            "5: tests.0.turns.0.corrects: unknown language 'fre' (did you mean 'fr'?)",
        ),
        (
            ["is_at: menu"],
            "5: tests.0.turns.0.is_at: expected the call at 'menu', but at 'welcome' something "
            "is being said",
        ),
        (
            ["hangs_up: true", "keys: 1"],
            "6: tests.0.turns.1.keys: the call has ended at 'welcome': abandoned_in_menu",
        ),
        (
            ["keys: 1"],
            "6: tests.0.ends: the call goes on: at 'top' the flow waits for the caller",
        ),
    ],
)
def test_a_turn_that_fails_says_where_and_what_came(
    city: Profile, tmp_path: Path, turns: list[str], problem: str
) -> None:
    assert played(tmp_path, city, *turns) == problem


def test_the_end_is_compared(city: Profile, tmp_path: Path) -> None:
    problem = played(tmp_path, city, "hangs_up: true", ends="served")
    assert problem == "6: tests.0.ends: expected served, but it is abandoned_in_menu"


def test_a_transcript_that_says_nothing_sensible(tmp_path: Path) -> None:
    turns = "      - {keys: 1, says: one}\n      - queue: lost\n      - {queue: full, exit: x}"
    text = CALL.format(turns=turns, ends="happily")
    (tmp_path / "b.test.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceErrors) as caught:
        read_transcripts(tmp_path)
    assert [problem.line for problem in caught.value.problems] == [5, 6, 7, 8]


def test_a_moment_that_no_clock_has_is_told_with_its_place(tmp_path: Path) -> None:
    text = CALL.format(turns="      - hangs_up: true", ends="abandoned_in_menu")
    (tmp_path / "c.test.yaml").write_text(text.replace("2026-07-14", "9999-12-31"), "utf-8")
    with pytest.raises(SourceErrors, match=r"3:9: tests.0.at: must be a year from 1970 to 2999"):
        read_transcripts(tmp_path)


def test_tests_are_no_part_of_a_version(tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    before = load_profile(folder).version
    text = CALL.format(turns="      - hangs_up: true", ends="abandoned_in_menu")
    (folder / "main.test.yaml").write_text(text, encoding="utf-8")
    assert load_profile(folder).version == before


def test_the_command_tells_each_failure_and_its_status(tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    good = CALL.format(turns="      - hangs_up: true", ends="abandoned_in_menu")
    (folder / "a.test.yaml").write_text(good, encoding="utf-8")
    result = CliRunner().invoke(flow, ["test", str(folder)])
    assert (result.exit_code, result.output) == (
        0,
        "Testville: 1 of 1 calls as written, 0 s of talk\n",
    )
    (folder / "b.test.yaml").write_text(good.replace("abandoned_in_menu", "served"), "utf-8")
    result = CliRunner().invoke(flow, ["test", str(folder)])
    assert result.exit_code == 1
    assert f"{folder}/b.test.yaml:6:11: tests.0.ends: expected served" in result.output
    assert "1 of 2 calls as written" in result.output
    result = CliRunner().invoke(flow, ["test", "--json", str(folder)])
    told = json.loads(result.output)
    assert (result.exit_code, told["ok"], len(told["calls"])) == (1, False, 2)
    result = CliRunner().invoke(flow, ["test", "--json", "-k", "nothing", str(folder)])
    assert result.exit_code == 1
    assert "no call is named like 'nothing'" in str(result.exception)
    assert told["calls"][1]["problem"]["line"] == 6

"""The commands as they are typed: output, exit status, no traceback whatever happens."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from db.models import Contact
from db.store import Store
from hotline.cli import cli, reading
from ivr.flow.events import Disposition
from tests.db.story import Story


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    settings = tmp_path / "hotline.yaml"
    settings.write_text(f"state_dir: {tmp_path / 'state'}\n")
    monkeypatch.setenv("HOTLINE_CONFIG", str(settings))
    return f"sqlite:///{tmp_path / 'state' / 'hotline.db'}"


@pytest.fixture
def records(url: str) -> str:
    story = Story()
    story.log_in()
    story.served_call()
    story.arrive("c2", caller="\x1b[31m+12125559999")
    story.voicemail("c2")
    story.finish(Disposition.VOICEMAIL, "c2")
    with Store.open(url) as store:
        store.append(story.entries)
    return url


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def _json(*arguments: str) -> dict:
    result = _run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_failure_is_json_for_whoever_asked_for_it(url: str) -> None:
    failed = _run("calls", "--json")
    assert failed.exit_code == 1
    told = json.loads(failed.stdout)
    assert "hotline run" in told["error"]
    assert told["problems"] == []
    in_words = _run("calls")
    assert (in_words.exit_code, in_words.stdout) == (1, "")
    assert in_words.stderr == f"hotline: {told['error']}\n"


def test_problems_of_the_city_are_json_one_by_one(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hotline.yaml").write_text("city: nowhere\ntrunks: {}\n")
    failed = _run("report", "--json")
    assert failed.exit_code == 1
    (problem,) = json.loads(failed.stdout)["problems"]
    assert (problem["line"], problem["field"]) == (2, "trunks")


@pytest.mark.usefixtures("records")
def test_calls_are_lines_with_tabs_in_a_pipe() -> None:
    result = _run("calls")
    assert result.exit_code == 0
    header, newest, oldest = result.stdout.splitlines()
    assert header.split("\t")[:3] == ["serial", "started", "number"]
    assert newest.split("\t")[0] == "2026-000002"
    assert oldest.split("\t")[2] == "•••0123"
    assert "\x1b" not in result.stdout


@pytest.mark.usefixtures("records")
def test_numbers_are_shown_only_on_demand() -> None:
    assert _json("calls", "--disposition", "served")["calls"][0]["calling_number"] == "•••0123"
    shown = _json("calls", "--show-numbers", "--limit", "1", "--since", "2026-07-15")["calls"]
    assert [call["calling_number"] for call in shown] == ["\x1b[31m+12125559999"]
    assert _json("calls", "--language", "xx") == {"calls": []}


@pytest.mark.usefixtures("records")
def test_the_story_of_a_call() -> None:
    result = _run("calls", "show", "2026-000001")
    assert result.exit_code == 0
    assert "4.500\toffered to ana" in result.stdout
    assert "why: ben: not possible, paused" in result.stdout
    assert "hold\t19.0\t6.0\tana" in result.stdout
    told = _json("calls", "show", "c1")
    assert told["call"]["duration_s"] == 29
    assert told["steps"][0]["at_s"] == 0
    message = _run("calls", "show", "c2")
    assert "task T2026-000001: call back •••9999, open" in message.stdout


@pytest.mark.usefixtures("records")
def test_the_report_of_a_day() -> None:
    result = _run("report", "2026-07-15", "--zone", "UTC")
    assert result.exit_code == 0
    assert "service level\t100.0 %\tanswered_in_time / offered" in result.stdout
    assert "general\t1\t1\t0" in result.stdout
    figures = _json("report", "2026-07-15", "--zone", "UTC", "--threshold", "1")
    assert figures["service_level"]["answered_late"] == 1
    assert figures["service_level"]["offered"] == 1
    assert _json("report", "today", "--zone", "UTC")["calls"] == 0


@pytest.mark.usefixtures("records")
def test_where_callers_are_lost(tmp_path: Path) -> None:
    city = Path(__file__).parents[2] / "flows/demo_city"
    (tmp_path / "hotline.yaml").write_text(f"state_dir: {tmp_path / 'state'}\ncity: {city}\n")
    days = ("--from", "2026-07-01", "--to", "2026-07-31")
    result = _run("report", "drop-off", *days)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].split("\t")[:5] == [
        "flow",
        "node",
        "type",
        "calls",
        "lost",
    ]
    assert "0 of 2 calls were lost." in result.stdout
    nodes = _json("report", "drop-off", *days, "--line", "city")["nodes"]
    assert ("welcome", 2) in [(node["node"], node["calls"]) for node in nodes]
    assert _json("report", "drop-off")["nodes"] == []
    picture = _run("flow", "graph", "--drop-off", *days)
    assert "<svg" in picture.stdout
    assert "lost 0 of 2" in picture.stdout
    for day in ("0001-01-01", "9999-12-31"):
        assert _run("report", day).exit_code == 2
        assert _run("report", "drop-off", "--to", day, "--from", day).exit_code == 2
    assert "did you mean 'main'?" in _run("report", "drop-off", "--flow", "mian").output
    nobodys = _run("report", "drop-off", "--line", "nope")
    assert (nobodys.exit_code, "no line 'nope'" in nobodys.output) == (1, True)
    assert _run("flow", "graph", "--from", "2026-07-01").exit_code == 2
    backwards = _run("report", "drop-off", "--from", "2026-07-02", "--to", "2026-07-01")
    assert backwards.exit_code == 2


@pytest.mark.usefixtures("records")
def test_tasks() -> None:
    (task,) = _json("tasks")["tasks"]
    assert (task["task_id"], task["number"]) == ("T2026-000001", "•••9999")
    assert "T2026-000001" in _run("tasks", "--all").stdout


def test_rebuild_and_check(records: str) -> None:
    assert _run("records", "rebuild", "--check").exit_code == 0
    with Store.open(records) as store, store.writing() as db:
        db.execute(Contact.__table__.update().values(dialled="x"))
    result = _run("records", "rebuild", "--check")
    assert (result.exit_code, result.stdout.splitlines()[1]) == (1, "contact\t0\t0\t2")
    failed = _run("records", "rebuild", "--check", "--json")
    assert (failed.exit_code, json.loads(failed.stdout)["same"]) == (1, False)
    assert _json("records", "rebuild")["rows"]["contact"] == 2
    assert _json("records", "rebuild", "--check") == {"same": True, "differences": []}


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (
            ["calls", "show", "nobody"],
            1,
            "hotline: there is no call nobody on record: see `hotline calls`\n",
        ),
        (["calls", "--limit", "0"], 2, "--limit"),
        (["calls", "--since", "soon"], 2, "--since"),
        (["calls", "--disposition", "lost"], 2, "--disposition"),
        (["report", "yesterdayish", "--zone", "UTC"], 2, "neither 'today' nor a date"),
        (["report", "today", "--zone", "Mars/Olympus"], 2, "no time zone Mars/Olympus"),
        (["calls", "show"], 2, "Missing argument"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], status: int, said: str) -> None:
    result = _run(*arguments)
    assert result.exit_code == status
    assert said in result.stderr


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize(
    "arguments",
    [
        ["calls"],
        ["calls", "show", "c1"],
        ["report", "today", "--zone", "UTC"],
        ["tasks"],
        ["records", "rebuild", "--check"],
    ],
)
def test_without_a_database_one_sentence(arguments: list[str]) -> None:
    result = _run(*arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    (line,) = result.stderr.splitlines()
    assert "There is no database" in line
    assert "hotline run" in line


def test_a_ledger_of_a_later_version_is_one_sentence(records: str) -> None:
    with Store.open(records) as store, store.writing() as db:
        db.exec_driver_sql("UPDATE ledger SET kind = 'Teleported' WHERE call_id = 'c1'")
    for arguments in (["calls", "show", "c1"], ["records", "rebuild"]):
        result = _run(*arguments)
        assert result.exit_code == 1
        assert "'Teleported', which this version does not know" in result.stderr
    assert _run("calls").exit_code == 0


@pytest.mark.usefixtures("url")
def test_nothing_on_record_yet(url: str) -> None:
    Store.open(url).close()
    assert _run("calls").stdout == "No calls on record.\n"
    assert _run("tasks").stdout == "Nothing is left to be done.\n"


def test_on_a_terminal_rows_are_a_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr(reading, "Console", lambda: Console(width=60, force_terminal=True))
    reading.print_rows("Title", ("a", "b"), [("[bold]x[/bold]", "\x1b]0;title\x07")])
    printed = capsys.readouterr().out
    assert "[bold]x[/bold]" in printed
    assert "\x1b]0" not in printed

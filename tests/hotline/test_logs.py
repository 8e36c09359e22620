"""Nothing personal leaves unmasked; nothing innocent is hidden."""

import ast
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from hotline import logs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    logs.configure("debug")
    yield stream
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("", ""),
        ("12", "•••"),
        ("1001", "•••"),
        ("2125550100", "•••00"),
        ("+12125550100", "•••00"),
    ],
)
def test_a_number_keeps_its_last_two_digits_at_most(
    written: io.StringIO, number: str, shown: str
) -> None:
    structlog.get_logger().info("told", number=number)
    assert json.loads(written.getvalue())["number"] == shown


@pytest.mark.parametrize("key", ["caller", "number", "calling_number", "caller_id"])
def test_numbers_are_masked(written: io.StringIO, key: str) -> None:
    structlog.get_logger().info("told", **{key: "2125550177"})
    line = json.loads(written.getvalue())
    assert line[key] == "•••77"
    assert "21255" not in written.getvalue()


@pytest.mark.parametrize(
    "key",
    ["key", "digits", "words", "transcript", "caller_name", "text", "need", "name", "outcome"],
)
def test_what_callers_key_and_say_is_hidden(written: io.StringIO, key: str) -> None:
    structlog.get_logger().bind(**{key: "no heat"}).warning("told", call_id="call-1")
    line = json.loads(written.getvalue())
    assert line[key] == "•••"
    assert line["call_id"] == "call-1"


def test_a_number_that_is_missing_is_no_fault(written: io.StringIO) -> None:
    structlog.get_logger().info("told", caller=None)
    assert json.loads(written.getvalue())["caller"] == ""


def test_a_failure_is_one_line_of_json(written: io.StringIO) -> None:
    try:
        raise ValueError("line one\nline two")
    except ValueError:
        structlog.get_logger().exception("failed", caller="2125550177")
    (line,) = written.getvalue().splitlines()
    assert "ValueError" in json.loads(line)["exception"]


def test_levels_below_the_wanted_one_are_silent(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.configure("warning")
    structlog.get_logger().info("quiet")
    assert written.getvalue() == ""


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for package in ("acd", "agent_desk", "asterisk_conf", "db", "hotline", "ivr", "recognizers"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr
                    in ("debug", "info", "warning", "error", "exception", "critical")
                    and "log" in ast.unparse(node.func.value)
                ):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_log_call_has_a_static_name_and_no_personal_data_under_another_key() -> None:
    calls = list(log_calls())
    assert len(calls) > 30
    for where, call in calls:
        assert isinstance(call.args[0], ast.Constant), where
        for keyword in call.keywords:
            value = ast.unparse(keyword.value)
            if keyword.arg in logs._HIDDEN:
                # `name=prompt.name` and the like would be hidden for nothing.
                assert "prompt" not in value, where
            if keyword.arg not in logs._NUMBERS | logs._HIDDEN:
                for personal in (
                    "caller_id",
                    ".caller",
                    ".number",
                    ".text",
                    ".words",
                    ".digits",
                    ".outcome",
                ):
                    assert not value.endswith(personal), where

"""What is written for the record, numbers of versions, and files that cannot be written."""

import sys
from pathlib import Path

import pytest

from agent_desk.requests import Publish
from hotline.cli import main

PUBLISH = ("flow", "publish", "--note", "new")


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[object, str]:
    monkeypatch.setattr(sys, "argv", ["hotline", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*PUBLISH, "--as", ""), "must not be blank"),
        ((*PUBLISH, "--as", " \t"), "must not be blank"),
        ((*PUBLISH, "--as", "bob\nx"), "holds a control character"),
        ((*PUBLISH, "--as", "b" * 201), "has 201 characters, 200 at most"),
        (("flow", "publish", "--note", "  ", "--as", "ann"), "must not be blank"),
        (("flow", "propose", "--note", "\x1b[2J", "--as", "ann"), "holds a control character"),
        (("flow", "approve", "1", "--as", ""), "must not be blank"),
        (("flow", "reject", "1", "--why", "n" * 4001, "--as", "ann"), "4000 at most"),
        (("notice", "off", "a", "--as", ""), "must not be blank"),
        (("flow", "show", "9" * 23), "not in the range"),
        (("flow", "rollback", "9" * 23, "--as", "ann"), "not in the range"),
    ],
)
def test_what_cannot_stand_on_record_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    status, err = run(monkeypatch, capsys, *words)
    assert status == 2
    assert told in err


def test_the_desk_takes_no_other_names() -> None:
    with pytest.raises(ValueError, match="holds a control character"):
        Publish(author="bob\nx", note="new")
    with pytest.raises(ValueError, match="holds a control character"):
        Publish(author="bob", note="new\x1b[2J")
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert Publish(author=persian, note="new").author == persian


def test_a_folder_that_cannot_be_made_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    below = tmp_path / "file" / "schemas"
    assert run(monkeypatch, capsys, "flow", "schema", "--write", str(below)) == (
        1,
        f"hotline: {below}: Not a directory\n",
    )

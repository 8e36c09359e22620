import json
from pathlib import Path

import pytest

from hotline.errors import SettingsError
from hotline.secrets_file import Secrets


def test_secrets_are_made_once_and_kept_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "secrets.json"
    secrets = Secrets.open(path)
    made = (secrets.ami, secrets.desk, secrets.device("agent1001"))
    assert len(set(made)) == 3
    assert all(len(each) >= 20 for each in made)
    assert path.stat().st_mode & 0o777 == 0o600
    again = Secrets.open(path)
    assert (again.ami, again.desk, again.device("agent1001")) == made


def test_many_telephones_get_their_passwords_at_once(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    known = Secrets.open(path).device("agent7")
    words = Secrets.open(path).devices(f"agent{number}" for number in range(1000))
    assert len(set(words.values())) == 1000
    assert words["agent7"] == known
    assert Secrets.open(path).device("agent999") == words["agent999"]


def test_nothing_is_written_before_a_secret_is_asked_for(tmp_path: Path) -> None:
    Secrets.open(tmp_path / "secrets.json")
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_behind_does_not_make_the_file_readable(tmp_path: Path) -> None:
    left = tmp_path / "secrets.new"
    left.write_text("half")
    left.chmod(0o644)
    assert Secrets.open(tmp_path / "secrets.json").ami
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert not left.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '"ami"', "7", '{"ami": 5}', "\udcff"])
def test_a_damaged_file_is_told_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match=r"cannot read the secrets in .*secrets\.json"):
        Secrets.open(path)
    assert path.read_bytes() == content.encode("utf-8", "surrogateescape")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot write"):
        _ = Secrets.open(tmp_path / "file" / "secrets.json").desk


def test_two_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first, second = Secrets.open(path), Secrets.open(path)
    assert first.ami == second.ami
    first.desk, second.device("a")
    assert set(json.loads(path.read_text())) == {"ami", "desk", "device:a"}

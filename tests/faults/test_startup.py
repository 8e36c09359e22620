"""`hotline run` on a machine where something is wrong: one sentence and status 1, no traceback."""

import shutil
import socket
from pathlib import Path

import pytest

from asterisk_conf.process import AsteriskProcess
from hotline.settings import Settings
from tests.faults.rig import CITY, command, free_port, write_config

pytestmark = pytest.mark.asterisk


async def told(settings: Settings, name: str) -> str:
    """Return the one line that is not JSON."""
    code, output = await command(write_config(settings, f"{name}.yaml"), "run")
    assert code == 1, output
    assert "Traceback" not in output, output
    lines = [line for line in output.splitlines() if not line.startswith("{")]
    assert len(lines) == 1, output
    return lines[0]


@pytest.mark.parametrize("name", ["agi", "audiosocket", "desk"])
async def test_a_port_that_is_taken(
    settings: Settings, asterisk: AsteriskProcess, name: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ports = settings.ports.model_copy(update={name: port})
        line = await told(settings.model_copy(update={"ports": ports}), "taken")
    assert line.startswith(f"hotline: port {port} (ports.{name}) ")
    assert "is the service running already?" in line


async def test_no_asterisk(settings: Settings) -> None:
    ports = settings.ports.model_copy(update={"ami": free_port()})
    line = await told(settings.model_copy(update={"ports": ports}), "no-asterisk")
    assert "is Asterisk running? (`hotline asterisk start`)" in line


async def test_a_wrong_secret(settings: Settings, asterisk: AsteriskProcess) -> None:
    other = settings.state_dir / "other"
    other.mkdir()
    (other / "prompts").symlink_to(settings.prompts_dir)
    line = await told(settings.model_copy(update={"state_dir": other}), "secret")
    assert f"Asterisk does not run with the secret in {other}" in line
    assert "is Asterisk running?" not in line


@pytest.mark.parametrize("below", ["hotline.db", "deep/er/hotline.db"])
async def test_a_database_that_cannot_be_made(settings: Settings, below: str) -> None:
    file = settings.state_dir / "a-file"
    file.write_text("")
    line = await told(settings.model_copy(update={"database": f"sqlite:///{file}/{below}"}), "db")
    assert str(file) in line


async def test_a_state_folder_that_cannot_be_made(settings: Settings, tmp_path: Path) -> None:
    file = settings.state_dir / "b-file"
    file.write_text("")
    config = tmp_path / "hotline.yaml"
    config.write_text(f"city: {CITY}\nstate_dir: {file}/state\n")
    code, output = await command(config, "run")
    assert code == 1
    assert "Traceback" not in output
    assert str(file) in output
    assert len(output.splitlines()) == 1


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CITY, tmp_path / "city"))


def change(city: Path, file: str, old: str, new: str) -> int:
    """Change a city's file; return the number of the line."""
    text = (city / file).read_text("utf-8")
    assert old in text
    (city / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("city.yaml", "zone: America/New_York", "zone: [America"),
        ("city.yaml", "zone: America/New_York", "zone: America/Old_York"),
        ("main.flow.yaml", "      es: Adiós.", "      fr: Adieu."),
    ],
)
async def test_a_mistake_in_a_city_is_told_with_its_place(
    settings: Settings, city: Path, tmp_path: Path, file: str, old: str, new: str
) -> None:
    change(city, file, old, new)
    # Where nothing was ever published no earlier version can be served instead.
    unserved = {"city": city, "state_dir": settings.state_dir / tmp_path.name}
    config = write_config(settings.model_copy(update=unserved), "mistake.yaml")
    code, output = await command(config, "run")
    assert code == 1
    assert "Traceback" not in output
    assert f"{file}:" in output

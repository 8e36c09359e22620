"""`hotline calls recording`: hear a call's recording; who does is on record."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

import click

from hotline.cli.one_line import WHO
from hotline.cli.reading import as_json_option, print_json
from hotline.desk.client import desk, quoted
from hotline.errors import HotlineError
from ivr.flow.desk_events import HearingWay

_PLAYERS: Final = (
    ("aplay", "-q"),
    ("pw-play",),
    ("paplay",),
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
)


class _SoundFile(click.Path):
    """A file in a folder that exists: told before the recording is asked for."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path.

        Raises:
            BadParameter: it is a folder, or in none.
        """
        path = Path(str(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}", param, ctx)
        return path


@click.command()
@click.argument("call")
@click.option(
    "--part",
    type=click.IntRange(1, 9999),
    default=1,
    show_default=True,
    help="Which of the call's recordings, as `hotline calls show` counts them.",
)
@click.option("--as", "listener_id", type=WHO, metavar="NAME", required=True, help="Who listens.")
@click.option("-o", "--output", type=_SoundFile(), help="Write this WAV file; without it, play.")
@as_json_option
def recording(call: str, part: int, listener_id: str, output: Path | None, as_json: bool) -> None:
    """Play or write a recording of CALL, given by its serial number or id.

    Agents may hear the calls they were on, supervisors those of their agents. Each time is on
    record, refused or not: `hotline calls show CALL`.
    """
    player = () if output is not None else _player()
    way = HearingWay.PLAYED if output is None else HearingWay.WRITTEN
    path = f"/api/calls/{quoted(call)}/recordings/{part}"
    sound = desk().download(path, {"listener_id": listener_id, "way": way.value})
    if output is not None:
        _write(sound, output)
    else:
        _play(sound, player)
    if as_json:
        print_json({"call": call, "part": part, "way": way.value, "file": output and str(output)})
    elif output is not None:
        click.echo(f"Recording {part} of call {call} is in {output}.")


def _player() -> tuple[str, ...]:
    for program, *options in _PLAYERS:
        if found := shutil.which(program):
            return (found, *options)
    names = ", ".join(program for program, *_ in _PLAYERS)
    raise HotlineError(f"nothing here plays sound ({names}): write it to a file with -o FILE")


def _write(sound: bytes, file: Path) -> None:
    """Write a file that is this user's alone, whole or not at all."""
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
            try:
                part.write(sound)
                part.flush()
                os.replace(part.name, file)
            except BaseException:
                Path(part.name).unlink()
                raise
    except OSError as error:
        raise HotlineError(f"{file} cannot be written: {error.strerror or error}") from error


def _play(sound: bytes, player: tuple[str, ...]) -> None:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(sound)
        file.flush()
        try:
            subprocess.run([*player, file.name], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise HotlineError(f"the recording could not be played: {error}") from error

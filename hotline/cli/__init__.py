"""The `hotline` command. Exit status: 0 done, 1 something is wrong with it, 2 wrong usage."""

import errno
import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from hotline import __version__
from hotline.errors import HotlineError

if TYPE_CHECKING:
    from ivr.flow.loading.problems import Problem

# Command name -> module that holds a click command of that name: imported when it is used, so
# that `hotline --help` and the small commands start fast.
_COMMANDS = {
    "agent": "hotline.cli.agent",
    "asterisk": "hotline.cli.asterisk",
    "board": "hotline.cli.board",
    "callbacks": "hotline.cli.callbacks",
    "calls": "hotline.cli.calls",
    "demo": "hotline.cli.demo",
    "dialtest": "hotline.cli.dialtest",
    "flow": "hotline.cli.flow",
    "knowledge": "hotline.cli.knowledge",
    "languages": "hotline.cli.languages",
    "lines": "hotline.cli.lines",
    "notice": "hotline.cli.notice",
    "records": "hotline.cli.records",
    "prompts": "hotline.cli.prompts",
    "public": "hotline.cli.public",
    "report": "hotline.cli.report",
    "requests": "hotline.cli.requests",
    "run": "hotline.cli.run",
    "supervise": "hotline.cli.supervise",
    "simulate": "hotline.cli.simulate",
    "tasks": "hotline.cli.tasks",
}


_JSON = "hotline.json"


class _Failure(click.ClickException):
    """A known failure: one sentence (a list of problems stands as it is), exit status 1.

    Whoever asked for JSON gets it on standard output, with the problems one by one.
    """

    def __init__(self, message: str, problems: "Iterable[Problem]" = (), *, as_json: bool) -> None:
        super().__init__(message)
        self._problems = [asdict(problem) for problem in problems]
        self._as_json = as_json

    def show(self, file: IO[Any] | None = None) -> None:
        if self._as_json:
            click.echo(json.dumps({"error": self.message, "problems": self._problems}))
        else:
            click.echo(self.message, err=True, file=file)


class _Commands(click.Group):
    """Finds commands by name, and tells every known failure in the same way."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        from asterisk_conf.errors import AsteriskError
        from db.errors import RecordsError
        from ivr.flow.loading.source import SourceErrors

        as_json = ctx.meta[_JSON]
        try:
            return super().invoke(ctx)
        except SourceErrors as error:
            raise _Failure(str(error), error.problems, as_json=as_json) from error
        except (HotlineError, AsteriskError, RecordsError) as error:
            told = str(error) if as_json else f"hotline: {error}"
            raise _Failure(told, as_json=as_json) from error
        except OSError as error:
            # A reader who has seen enough (`| head`) is click's to deal with.
            if error.errno == errno.EPIPE or error.filename is None:
                raise
            told = f"{error.filename}: {error.strerror}"
            raise _Failure(told if as_json else f"hotline: {told}", as_json=as_json) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        module = _COMMANDS.get(name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config", type=click.Path(path_type=Path), help="The settings file (default: hotline.yaml)."
)
@click.version_option(__version__)
def cli(config: Path | None) -> None:
    """Hotline: the call-centre engine behind a city's one number."""
    if config is not None:
        os.environ["HOTLINE_CONFIG"] = str(config)


def main() -> None:
    """Run the command."""
    cli(prog_name="hotline")

"""`hotline flow test`: the golden transcripts of a city."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from hotline.cities.loading import load_city
from hotline.cli.city_folder import city_argument, city_folder
from hotline.errors import HotlineError
from ivr.flow.loading.folder import TEST_SUFFIX
from ivr.flow.rehearsal.transcripts import Played, play_all, read_transcripts


@click.command("test")
@city_argument
@click.option("-k", "part", default="", help="Only the calls whose name contains this.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def flow_test(context: click.Context, city: Path | None, part: str, as_json: bool) -> None:
    """Play the transcripts of CITY in virtual time. Exit status 1 if a call goes otherwise.

    Transcripts are the *.test.yaml files of the city's folder. Without CITY it is the city of the
    settings.
    """
    folder = city_folder(city)
    sources = read_transcripts(folder)
    profile = load_city(folder)
    wanted = part.casefold()
    calls = list(play_all(sources, profile, wanted=lambda name: wanted in name.casefold()))
    failed = [call for call in calls if call.problem is not None]
    if not calls:
        what = f"no call is named like {part!r}" if sources else f"there is no *{TEST_SUFFIX}"
        raise HotlineError(f"{folder}: {what}")
    if as_json:
        click.echo(json.dumps(_as_json(calls), ensure_ascii=False))
    else:
        for call in failed:
            click.echo(f"{call.problem} [{call.name}]")
        seconds = sum(call.seconds for call in calls)
        good = len(calls) - len(failed)
        click.echo(
            f"{profile.name}: {good} of {len(calls)} calls as written, {seconds:.0f} s of talk"
        )
    context.exit(1 if failed else 0)


def _as_json(calls: list[Played]) -> dict[str, object]:
    return {
        "ok": all(call.problem is None for call in calls),
        "calls": [
            {
                "name": call.name,
                "file": call.file,
                "seconds": round(call.seconds, 1),
                "problem": asdict(call.problem) if call.problem else None,
            }
            for call in calls
        ],
    }

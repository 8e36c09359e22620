"""`hotline flow prove`: what holds of a city's flows for every line, language and hour."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import click

from hotline.cities.loading import collector_paused
from hotline.cli.city_folder import city_argument, city_folder
from ivr.flow.loading.folder import read_folder
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import profile_of
from ivr.flow.proof.prove import Proof, prove


@click.command("prove")
@city_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def flow_prove(city: Path | None, as_json: bool) -> None:
    """Prove the flows of CITY and tell the figures. Exit status 1 if a proof fails.

    `hotline flow lint` and publishing run the same proofs. Without CITY it is the city of the
    settings.
    """
    path = city_folder(city)
    try:
        with collector_paused():
            folder = read_folder(path)
            profile_of(folder)
    except SourceErrors as errors:
        if as_json:
            problems = [asdict(problem) for problem in errors.problems]
            click.echo(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False))
        else:
            click.echo(str(errors))
            click.echo(f"{len(errors.problems)} to mend", err=True)
        sys.exit(1)
    began = perf_counter()
    proof = prove(folder)
    took_s = perf_counter() - began
    if as_json:
        click.echo(json.dumps(_as_json(proof, took_s), ensure_ascii=False))
        return
    limits = folder.city.value.limits
    click.echo(
        f"{folder.city.value.name}: proven in {took_s:.2f} s: {len(proof.lines)} kinds of lines, "
        f"{len(proof.languages)} of languages, {len(proof.situations)} of hours: "
        f"{proof.places} places a call can be in"
    )
    click.echo("  every path leads to a person, a message, or a hang-up after an answer")
    click.echo("  who does nothing goes round in no circle")
    click.echo("  no key that is good everywhere has another meaning anywhere")
    for what, longest_s, limit_s in (
        ("something is said", proof.first_speech_s, limits.first_speech_s),
        ("the caller has a choice", proof.first_choice_s, limits.first_choice_s),
        ("the way to a person is told", proof.person_told_s, limits.person_told_s),
        (
            "the same, with as many notices as a call may hear, is told",
            proof.person_told_with_notices_s,
            limits.person_told_with_notices_s,
        ),
    ):
        click.echo(f"  {what} within {longest_s:.1f} s, at most {limit_s:g} s")


def _as_json(proof: Proof, took_s: float) -> dict[str, object]:
    return {
        "ok": True,
        "problems": [],
        "lines": proof.lines,
        "languages": proof.languages,
        "hours": [each.at.isoformat() for each in proof.situations],
        "places": proof.places,
        "first_speech_s": round(proof.first_speech_s, 1),
        "first_choice_s": round(proof.first_choice_s, 1),
        "person_told_s": round(proof.person_told_s, 1),
        "person_told_with_notices_s": round(proof.person_told_with_notices_s, 1),
        "took_s": round(took_s, 3),
    }

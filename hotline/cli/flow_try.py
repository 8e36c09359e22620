"""`hotline flow try`: one call rehearsed in the terminal, by keys, words and silence."""

import sys
from datetime import datetime
from pathlib import Path

import click
from pydantic import ValidationError

from hotline.cities.loading import load_city
from hotline.cli.city_folder import city_argument, city_folder
from hotline.cli.output_file import OutputFile, write_file
from hotline.cli.rehearsal_audio import write_audio
from hotline.cli.rehearsal_view import HELP, View, turn_of
from hotline.cli.schema_type import SchemaType
from hotline.errors import HotlineError
from ivr.flow.loading.folder import TEST_SUFFIX
from ivr.flow.machine import EndlessFlow
from ivr.flow.profile import Profile
from ivr.flow.rehearsal.acts import CannotAct, act
from ivr.flow.rehearsal.call import Rehearsal
from ivr.flow.rehearsal.transcript_schema import (
    NO_YEAR,
    YEARS,
    GivenSpec,
    QueueGiven,
    TurnSpec,
)
from ivr.flow.rehearsal.transcripts import transcripts_in
from ivr.flow.rehearsal.turns import given_of
from ivr.flow.rehearsal.writing import appended, heard_together, transcript
from ivr.flow.schema.fields import Dialled

_NUMBER = SchemaType("number", Dialled)


@click.command("try")
@city_argument
@click.option("--line", type=_NUMBER, help="The number dialled (default: the city's default line).")
@click.option("--at", "at_text", default="", help="Date and time by the city's clock; else now.")
@click.option("--caller", type=_NUMBER, help="The calling number (default: withheld).")
@click.option("--language", help="The language that the number is known to speak.")
@click.option("--asked", multiple=True, help="A question that is asked much, most asked first.")
@click.option("--unstaffed", multiple=True, help="A queue that nobody serves.")
@click.option(
    "--audio",
    type=OutputFile(".wav"),
    help="Write what was heard to this WAV file.",
)
@click.option(
    "--write",
    type=OutputFile(TEST_SUFFIX),
    help="Add the call to this file of transcripts (*.test.yaml).",
)
@click.option("--name", default="", help="The call's name in the file of transcripts.")
def flow_try(
    city: Path | None,
    line: str | None,
    at_text: str,
    caller: str | None,
    language: str | None,
    asked: tuple[str, ...],
    unstaffed: tuple[str, ...],
    audio: Path | None,
    write: Path | None,
    name: str,
) -> None:
    """Rehearse a call to CITY: type keys or words, an empty line is silence, /help shows more.

    Time is virtual: a prompt takes as long as its text takes to say, and nobody waits for it.
    Without CITY it is the city of the settings. Lines may come through a pipe.
    """
    before = transcripts_in(write) if write is not None else ""
    profile = load_city(city_folder(city))
    at = _moment(at_text, profile)
    try:
        given = GivenSpec(
            asked=list(asked), queues={queue: QueueGiven(staffed=False) for queue in unstaffed}
        )
    except ValidationError as error:
        raise click.UsageError(str(error.errors()[0]["msg"])) from error
    _known(profile, language, asked, unstaffed)
    call = Rehearsal(profile, at=at.timestamp(), given=given_of(given))
    dialled = line or profile.default_line.number
    if dialled not in profile.lines:
        known = profile.default_line.number
        click.echo(f"{dialled} is no line of the city: it is taken as {known}", err=True)
    try:
        turns = _rehearse(call, View(call, profile), dialled, caller or "", language)
    except EndlessFlow as error:
        raise HotlineError(str(error)) from error
    if call.ended is not None and write is not None:
        text = transcript(
            name or f"rehearsed {at:%Y-%m-%d %H:%M}",
            line=dialled,
            at=at,
            caller=caller or "",
            language=language,
            given=given,
            turns=turns,
            ends=call.ended.disposition,
        )
        write_file(write, appended(before, text))
        click.echo(f"written to {write}")
    if audio is not None:
        write_audio(call.log, profile, audio)


def _rehearse(
    call: Rehearsal, view: View, line: str, caller: str, language: str | None
) -> list[TurnSpec]:
    turns: list[TurnSpec] = []

    def heard() -> None:
        call.listen_on()
        turn = heard_together(view.show())
        if turn is not None:
            turns.append(turn)

    call.arrive(line=line, caller=caller, language=language)
    heard()
    is_terminal = sys.stdin.isatty()
    while call.ended is None:
        view.status()
        typed = _line(is_terminal)
        if typed == "/help":
            click.echo(HELP)
            continue
        turn = turn_of(typed)
        if isinstance(turn, str):
            click.echo(f"  ? {turn}")
            continue
        if not is_terminal:
            click.echo(f"> {typed}" if typed is not None else "> (hangs up)")
        try:
            act(turn, call)
        except CannotAct as error:
            click.echo(f"  ? {error}")
            continue
        turns.append(turn)
        heard()
    return turns


def _line(is_terminal: bool) -> str | None:
    """Return the next line, None when there is no more: the caller hangs up."""
    if is_terminal:
        click.echo("> ", nl=False)
    typed = sys.stdin.readline()
    if not typed and is_terminal:
        click.echo("")
    return typed.strip() if typed else None


def _moment(text: str, profile: Profile) -> datetime:
    now = datetime.now(profile.zone)
    if not text:
        return now.replace(microsecond=0)
    if len(text) == len("HH:MM") and text[2] == ":":
        text = f"{now:%Y-%m-%d} {text}"
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            "say it as 2026-12-24 18:30, or 18:30", param_hint="--at"
        ) from error
    if at.year not in YEARS:
        raise click.BadParameter(NO_YEAR, param_hint="--at")
    return at if at.tzinfo is not None else at.replace(tzinfo=profile.zone)


def _known(
    profile: Profile, language: str | None, asked: tuple[str, ...], unstaffed: tuple[str, ...]
) -> None:
    wrong = [("--language", language)] if language and language not in profile.languages else []
    wrong += [("--asked", code) for code in asked if code not in profile.knowledge.items]
    wrong += [("--unstaffed", queue) for queue in unstaffed if queue not in profile.plan.queues]
    if wrong:
        option, value = wrong[0]
        raise click.BadParameter(f"the city has no {value!r}", param_hint=option)

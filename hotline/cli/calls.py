"""`hotline calls`: the calls on record, and the whole story of one."""

from datetime import datetime

import click

from db.models.calls import BLOCKED
from db.queries import CallFilter, CallStory, call_story, list_calls
from db.queries.privacy import masked
from db.queries.story import SegmentRow
from hotline.cli.reading import (
    as_json_option,
    clock_time,
    print_json,
    print_rows,
    safe,
    seconds,
    session,
    show_numbers_option,
)
from hotline.cli.recording import recording as recording_command
from hotline.cli.why import why
from hotline.errors import NotFound
from ivr.flow.events import Disposition

_DATE_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


@click.group(invoke_without_command=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--since", type=click.DateTime(_DATE_FORMATS), help="Started then or later.")
@click.option(
    "--disposition",
    type=click.Choice([*(each.value for each in Disposition), BLOCKED]),
    help="How it ended.",
)
@click.option("--language", help="The caller's language tag, such as es.")
@as_json_option
@show_numbers_option
@click.pass_context
def calls(
    context: click.Context,
    limit: int,
    since: datetime | None,
    disposition: str | None,
    language: str | None,
    as_json: bool,
    show_numbers: bool,
) -> None:
    """Calls on record, newest first."""
    if context.invoked_subcommand is not None:
        return
    wanted = CallFilter(
        limit=limit,
        since=since.astimezone() if since else None,
        disposition=disposition,
        language=language,
    )
    with session() as records:
        found = tuple(list_calls(records, wanted))
    found = found if show_numbers else masked(found)
    if as_json:
        print_json({"calls": found})
        return
    print_rows(
        "Calls",
        ("serial", "started", "number", "language", "disposition", "wait s", "length s", "id"),
        [
            (
                call.serial,
                clock_time(call.started_at),
                call.calling_number,
                call.language,
                call.disposition or "in progress",
                seconds(call.wait_s),
                seconds(call.duration_s),
                call.call_id,
            )
            for call in found
        ],
        empty="No calls on record.",
        wide_only=("language", "wait s", "id"),
    )


calls.add_command(recording_command)
calls.add_command(why)


@calls.command()
@click.argument("call")
@as_json_option
@show_numbers_option
def show(call: str, as_json: bool, show_numbers: bool) -> None:
    """The whole story of one call, by its serial number or id.

    Each routing decision comes with its reasons.
    """
    with session() as records:
        story = call_story(records, call)
    if story is None:
        raise NotFound(f"there is no call {call} on record: see `hotline calls`")
    if not show_numbers:
        story = masked(story)
    if as_json:
        print_json(story)
    else:
        _print_story(story)


def _whose(segment: SegmentRow) -> str | None:
    if segment.supervised_agent_id is None:
        return segment.agent_id
    return f"{segment.agent_id} on {segment.supervised_agent_id}"


def _print_story(story: CallStory) -> None:
    call = story.call
    number = call.calling_number or "number withheld"
    click.echo(f"Call {safe(call.serial)}  {clock_time(call.started_at)}  from {safe(number)}")
    confidence = "" if call.language_confidence is None else f" {call.language_confidence:.2f}"
    language = f"{call.language} (by {call.language_means}{confidence})" if call.language else "?"
    click.echo(
        f"dialled {safe(call.alias or call.dialled)}, language {safe(language)}, "
        f"{call.disposition or 'in progress'}, {seconds(call.duration_s) or '?'} s, "
        f"flow {safe(call.flow)} {safe(call.flow_version)}, id {safe(call.call_id)}"
    )
    lines: list[tuple[str, str]] = []
    for step in story.steps:
        lines.append((f"{step.at_s:.3f}", step.text))
        lines.extend(("", f"  why: {reason}") for reason in step.why)
    print_rows("What happened", ("s", "step"), lines)
    print_rows(
        "Segments",
        ("segment", "from s", "length s", "agent", "queue", "outcome", "reason"),
        [
            (
                each.kind,
                seconds((each.started_at - call.started_at).total_seconds()),
                seconds(each.duration_s),
                _whose(each),
                each.queue,
                each.outcome,
                each.reason,
            )
            for each in story.segments
        ],
    )
    for intake in story.intakes:
        who = intake.name or "anonymous"
        what = f"{intake.contact_type} {intake.service_type}".strip()
        click.echo(f"intake {safe(intake.serial)}: {safe(who)}, {safe(what)}: {safe(intake.need)}")
    for note in story.notes:
        click.echo(f"note by {safe(note.agent_id)}: {safe(note.text)}")
    for task in story.tasks:
        click.echo(f"task {safe(task.task_id)}: call back {safe(task.number)}, {task.state}")
    for part, recording in enumerate(story.recordings, 1):
        length = seconds(recording.duration_s)
        click.echo(f"recording {part} ({recording.kind}, {length} s): {safe(recording.path)}")
    for hearing in story.hearings:
        how = f"refused: {hearing.refusal}" if hearing.refusal else hearing.way
        who = f"recording {hearing.part} asked for by {safe(hearing.listener_id)}"
        click.echo(f"{who}, {clock_time(hearing.at)}: {safe(how)}")

"""`hotline tasks`: people who left a message or could not be reached, and who looks after them."""

import json

import click

from db.queries import list_tasks
from db.queries.privacy import masked
from hotline.cli import reading
from hotline.cli.reading import as_json_option, clock_time, print_json, seconds, show_numbers_option
from hotline.desk.client import desk, quoted

agent_option = click.option("--agent", "agent_id", required=True, help="Who does it.")


@click.group(invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="Those that are done, too.")
@as_json_option
@show_numbers_option
@click.pass_context
def tasks(context: click.Context, every: bool, as_json: bool, show_numbers: bool) -> None:
    """People to be called by hand, oldest first: they left a message, or were not reached."""
    if context.invoked_subcommand is not None:
        return
    with reading.session() as session:
        found = tuple(list_tasks(session, done=every))
    found = found if show_numbers else masked(found)
    if as_json:
        print_json({"tasks": found})
        return
    reading.print_rows(
        "Tasks",
        ("task", "kind", "since", "number", "language", "length s", "state", "agent", "message"),
        [
            (
                task.task_id,
                task.kind,
                clock_time(task.created_at),
                task.number,
                task.language,
                seconds(task.duration_s) if task.path else "",
                task.state,
                task.done_by or task.owner,
                task.path,
            )
            for task in found
        ],
        empty="Nothing is left to be done.",
        wide_only=("language", "length s", "message"),
    )


@tasks.command()
@click.argument("task_id")
@agent_option
@as_json_option
def take(task_id: str, agent_id: str, as_json: bool) -> None:
    """Take a task over; nobody else can then."""
    result = desk().post(f"/api/tasks/{quoted(task_id)}/take", {"agent_id": agent_id})
    click.echo(json.dumps(result) if as_json else f"{task_id} is {agent_id}'s.")


@tasks.command()
@click.argument("task_id")
@agent_option
@click.option("--outcome", default="done", show_default=True, help="What came of it.")
@as_json_option
def done(task_id: str, agent_id: str, outcome: str, as_json: bool) -> None:
    """Mark a task as done."""
    body = {"agent_id": agent_id, "outcome": outcome}
    result = desk().post(f"/api/tasks/{quoted(task_id)}/done", body)
    click.echo(json.dumps(result) if as_json else f"{task_id} is done.")

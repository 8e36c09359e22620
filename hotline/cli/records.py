"""`hotline records` keeps the derived rows true to the ledger; `hotline tasks` lists call-backs."""

import sys

import click

from db.queries import list_tasks
from db.queries.privacy import masked
from db.rebuild import check, rebuild
from hotline.cli import reading
from hotline.cli.reading import as_json_option, clock_time, print_json, seconds, show_numbers_option


@click.group()
def records() -> None:
    """The ledger and the rows derived from it."""


@records.command(name="rebuild")
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit status 1 if rows differ."
)
@as_json_option
def rebuild_command(only_check: bool, as_json: bool) -> None:
    """Make all derived rows anew from the ledger, or check them against it."""
    with reading.records() as store:
        if only_check:
            differences = check(store)
            if as_json:
                print_json({"same": not differences, "differences": differences})
            elif not differences:
                click.echo("All derived rows are what the ledger gives.")
            else:
                reading.print_rows(
                    "Rows that differ from the ledger",
                    ("table", "missing", "surplus", "changed"),
                    [(d.table, d.missing, d.surplus, d.changed) for d in differences],
                )
            if differences:
                sys.exit(1)
            return
        done = rebuild(store)
    if as_json:
        print_json(done)
    else:
        total = sum(done.rows.values())
        click.echo(f"Replayed {done.events} events into {total} rows.")


@click.group(invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="Those that are done, too.")
@as_json_option
@show_numbers_option
@click.pass_context
def tasks(context: click.Context, every: bool, as_json: bool, show_numbers: bool) -> None:
    """Callers who left a message and are to be called back, oldest first."""
    if context.invoked_subcommand is not None:
        return
    with reading.session() as session:
        found = tuple(list_tasks(session, state=None if every else "open"))
    found = found if show_numbers else masked(found)
    if as_json:
        print_json({"tasks": found})
        return
    reading.print_rows(
        "Call-back tasks",
        ("task", "since", "number", "language", "length s", "state", "done by", "message"),
        [
            (
                task.task_id,
                clock_time(task.created_at),
                task.number,
                task.language,
                seconds(task.duration_s),
                task.state,
                task.done_by,
                task.path,
            )
            for task in found
        ],
        empty="Nobody is to be called back.",
    )

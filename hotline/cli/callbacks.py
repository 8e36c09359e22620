"""`hotline callbacks`: who is to be called back, and who was."""

import json

import click

from db.queries import list_callbacks
from db.queries.privacy import masked
from hotline.cli import reading
from hotline.cli.reading import as_json_option, clock_time, print_json, show_numbers_option
from hotline.desk.client import desk, quoted


@click.group(invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="Those that are over, too.")
@as_json_option
@show_numbers_option
@click.pass_context
def callbacks(context: click.Context, every: bool, as_json: bool, show_numbers: bool) -> None:
    """People who are to be called back, in the order of their places."""
    if context.invoked_subcommand is not None:
        return
    with reading.session() as session:
        found = tuple(list_callbacks(session, ended=every))
    found = found if show_numbers else masked(found)
    if as_json:
        print_json({"callbacks": found})
        return
    reading.print_rows(
        "Callbacks",
        ("id", "number", "queue", "place since", "from", "until", "state", "tries", "last"),
        [
            (
                each.callback_id,
                each.number,
                each.queue,
                clock_time(each.waiting_since),
                clock_time(each.not_before),
                clock_time(each.not_after),
                each.outcome or each.state,
                each.attempts,
                each.last_reason,
            )
            for each in found
        ],
        empty="Nobody is to be called back.",
        wide_only=("from", "until"),
    )


@callbacks.command()
@click.argument("callback_id")
@as_json_option
def cancel(callback_id: str, as_json: bool) -> None:
    """Call a person back no more."""
    result = desk().post(f"/api/callbacks/{quoted(callback_id)}/cancel", {})
    click.echo(json.dumps(result) if as_json else f"{callback_id} is cancelled.")

"""`hotline records` keeps the derived rows true to the ledger."""

import sys

import click

from db.rebuild import check, rebuild
from hotline.cli import reading
from hotline.cli.reading import as_json_option, print_json


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

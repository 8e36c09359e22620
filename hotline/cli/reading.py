"""What the commands that read the records share: opening them, and printing rows.

On a terminal rows are a table; in a pipe they are lines with tabs between the columns. Text that
came from outside is stripped of control characters before a terminal sees it.
"""

import dataclasses
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.orm import Session

from db.store import Store

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
show_numbers_option = click.option(
    "--show-numbers", is_flag=True, help="Print telephone numbers in full (default: masked)."
)


@contextmanager
def records() -> Iterator[Store]:
    """Open this machine's records for reading.

    Raises:
        RecordsError: there are none, or they cannot be read.
    """
    from hotline.settings import load_settings

    with Store.open(load_settings().database_url, create=False) as store:
        yield store


@contextmanager
def session() -> Iterator[Session]:
    """Open a session on this machine's records."""
    with records() as store, store.session() as session:
        yield session


def jsonable(value: Any) -> Any:
    """Return JSON types. A dataclass gives its fields and its properties."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        names += [name for name, item in vars(type(value)).items() if isinstance(item, property)]
        return {name: jsonable(getattr(value, name)) for name in names}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [jsonable(item) for item in value]
    return value


def print_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(jsonable(value), indent=2))


def safe(value: object) -> str:
    """Return text without anything that could steer a terminal or break a line; None is ''."""
    text = "" if value is None else str(value)
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def clock_time(at: datetime | None) -> str:
    """Return a time as this machine's clock shows it."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S") if at else ""


def seconds(value: float | None) -> str:
    """Return seconds with one decimal, '' for None."""
    return "" if value is None else f"{value:.1f}"


def percent(value: float | None) -> str:
    """Return a share as a percentage, '' for None."""
    return "" if value is None else f"{100 * value:.1f} %"


_WIDE: Final = 120


def print_rows(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    empty: str = "",
    wide_only: Sequence[str] = (),
) -> None:
    """Print a table, or `empty` when there are no rows.

    The columns in `wide_only` are left out on a terminal narrower than `_WIDE`.
    """
    if wide_only and sys.stdout.isatty() and Console().width < _WIDE:
        kept = [place for place, column in enumerate(columns) if column not in wide_only]
        columns = [columns[place] for place in kept]
        rows = [[row[place] for place in kept] for row in rows]
    cells = [[safe(cell) for cell in row] for row in rows]
    if not cells and empty:
        click.echo(empty)
    elif sys.stdout.isatty():
        _print_table(title, columns, cells)
    else:
        for line in (columns, *cells):
            click.echo("\t".join(line))


def _print_table(title: str, columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for line in cells:
        table.add_row(*(Text(cell) for cell in line))
    Console().print(table)

"""Rows of a table, each knowing where it stands."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr.flow.loading.problems import Problem, SourceErrors, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one row says, by column; columns that say nothing are left out."""

    file: str
    line: int
    values: Mapping[str, str]
    columns: Sequence[str] = ()

    def problem(self, column: str, message: str, hint: str = "") -> Problem:
        """Return a problem in one column, counted from 1; if it is missing the first."""
        place = self.columns.index(column) + 1 if column in self.columns else 1
        return Problem(
            file=self.file, line=self.line, column=place, field=column, message=message, hint=hint
        )


def read_rows(path: Path, *, known: Sequence[str], needed: Sequence[str]) -> list[Row]:
    """Read a CSV file in UTF-8 whose first line names its columns.

    A known column that ends in `_` stands for one with any language behind it: `title_` for
    `title_en`.

    Raises:
        SourceErrors: the file cannot be read, or a column is unknown, missing or given twice.
    """
    try:
        text = path.read_text("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        columns = [name.strip() for name in next(reader, [])]
        _check_columns(path, columns, known=known, needed=needed)
        rows = []
        begins = reader.line_num + 1
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if len(cells) > len(columns):
                row = Row(file=str(path), line=line, values={}, columns=columns)
                hint = "put values that have commas in quotes"
                raise SourceErrors([row.problem("", "more values than columns", hint)])
            values = {
                name: cell.strip()
                for name, cell in zip(columns, cells, strict=False)
                if cell.strip()
            }
            if values:
                rows.append(Row(file=str(path), line=line, values=values, columns=columns))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        row = Row(file=str(path), line=1, values={})
        raise SourceErrors([row.problem("", f"cannot be read: {error}")]) from error
    return rows


def _check_columns(
    path: Path, columns: Sequence[str], *, known: Sequence[str], needed: Sequence[str]
) -> None:
    head = Row(file=str(path), line=1, values={}, columns=columns)
    stems = tuple(name for name in known if name.endswith("_"))
    problems = [
        head.problem(name, "unknown column", did_you_mean(name, known))
        for name in columns
        if name not in known and not name.startswith(stems or ("\0",))
    ]
    problems += [
        head.problem(name, "the column is given twice")
        for name in sorted({name for name in columns if columns.count(name) > 1})
    ]
    problems += [
        head.problem(name, "the column is missing") for name in needed if name not in columns
    ]
    if problems:
        raise SourceErrors(problems)

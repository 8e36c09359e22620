"""Reading a table (CSV) into a model, with every error at once and its line.

The first row names the columns. A column `words.en` is the part `en` of the field `words`; where a
field is a list its items are parted by `|`. An empty cell leaves the field out, an empty row is
passed over. Cells may be parted by commas or, as some spreadsheets write them, by semicolons.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ivr.flow.loading.places import Place, Tree
from ivr.flow.loading.problems import Problem, SourceErrors, did_you_mean
from ivr.flow.loading.salvage import salvage
from ivr.flow.loading.source import Source, read_text
from ivr.flow.loading.wording import problems_of

T = TypeVar("T", bound=BaseModel)

ROWS = "rows"
"""The one field of a table's model: a row's line in the file -> the row."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and where it begins."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The fields that a table has. `lists` hold several items, `by_language` take a language."""

    plain: frozenset[str]
    lists: frozenset[str] = frozenset()
    by_language: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()


class TableSource(Source[T]):
    """A table's content. Its problems name the column: the line tells the row."""

    def problem(self, *path: str | int, message: str, hint: str = "") -> Problem:
        """Return a problem at `path`, or at the deepest part of it that the file has."""
        problem = super().problem(*path, message=message, hint=hint)
        return replace(problem, field=_column(problem.field))


def read_table(path: Path, model: type[T], columns: Columns) -> Source[T]:
    """Read one table, whose rows are the field `rows` of `model`, and keep what stands of it."""
    try:
        data, tree = _body(path, columns)
    except SourceErrors as errors:
        nowhere = Tree(Place(1, 1), Place(1, 1))
        return _what_stands(errors.problems, str(path), model, None, nowhere)
    file = str(path)
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        problems = [
            replace(problem, field=_column(problem.field))
            for problem in problems_of(error, model, tree, file)
        ]
        return _what_stands(problems, file, model, data, tree)
    return TableSource(file=file, value=value, places=lambda: tree)


def _what_stands(
    problems: Sequence[Problem], file: str, model: type[T], data: Any, tree: Tree
) -> Source[T]:
    value, gone = salvage(model, data, tree, {})
    return TableSource(
        file=file, value=value, places=lambda: tree, problems=tuple(problems), gone=gone
    )


def _body(path: Path, columns: Columns) -> tuple[dict[str, Any], Tree]:
    """Return the rows of a table, each by its line.

    Raises:
        SourceErrors: its rows cannot be told apart, or not what their cells mean.
    """
    file = str(path)
    # Spreadsheets mark UTF-8 by a byte order mark: in a table it does no harm.
    text = read_text(path, takes_mark=True).removeprefix(_MARK)
    if control := _CONTROL.search(text):
        at = control.start()
        place = Place(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        message = f"the control character U+{ord(control[0]):04X} is not allowed"
        raise SourceErrors([_problem(file, place, "", message, "remove it")])
    lines = [cells for cells in _cells(text, file) if any(cell.text for cell in cells)]
    if not lines:
        raise SourceErrors([_problem(file, Place(1, 1), "", "the table is empty")])
    header, *rows = lines
    problems = [*_header_problems(header, columns, file), *_lengths(header, rows, file)]
    if problems:
        raise SourceErrors(problems)
    start = Place(1, 1)
    body = Tree(start, start)
    data = {}
    for row in rows:
        line = str(row[0].place.line)
        data[line], body.children[line] = _row(header, row, columns)
    return {ROWS: data}, Tree(start, start, children={ROWS: body})


def _column(field: str) -> str:
    """Return a field without the row it is in: the line says that."""
    return ".".join(field.split(".")[2:])


def _row(header: list[Cell], row: list[Cell], columns: Columns) -> tuple[dict[str, Any], Tree]:
    data: dict[str, Any] = {}
    tree = Tree(row[0].place, row[0].place)
    for name, cell in zip((cell.text for cell in header), row, strict=False):
        if not cell.text:
            continue
        field, _, tag = name.partition(".")
        value: Any = cell.text
        if field in columns.lists:
            value = [item.strip() for item in cell.text.split("|") if item.strip()]
        branch = tree.children.setdefault(field, Tree(cell.place, cell.place))
        if tag:
            branch.children[tag] = Tree(cell.place, cell.place)
            data.setdefault(field, {})[tag] = value
        else:
            data[field] = value
    return data, tree


def _header_problems(header: list[Cell], columns: Columns, file: str) -> Iterator[Problem]:
    allowed = columns.plain | columns.lists
    seen: set[str] = set()
    for cell in header:
        field, dot, tag = cell.text.partition(".")
        if cell.text in seen:
            yield _problem(file, cell.place, cell.text, "the column is there twice")
        elif field in columns.by_language:
            if not tag:
                hint = f"name it {field}.en, {field}.es and so on"
                yield _problem(file, cell.place, cell.text, "the column names no language", hint)
        elif field not in allowed or dot:
            known = allowed | {f"{each}.en" for each in columns.by_language}
            hint = did_you_mean(cell.text, known)
            yield _problem(file, cell.place, cell.text, "unknown column", hint)
        seen.add(cell.text)
    for name in sorted(columns.needed - seen):
        yield _problem(file, header[0].place, name, "the column is missing")


def _lengths(header: list[Cell], rows: list[list[Cell]], file: str) -> Iterator[Problem]:
    for row in rows:
        surplus = [cell for cell in row[len(header) :] if cell.text]
        if surplus:
            message = f"the row has more than the {len(header)} cells of the first row"
            hint = "a cell with a comma in it stands in quotation marks"
            yield _problem(file, surplus[0].place, "", message, hint)


def _cells(text: str, file: str) -> Iterator[list[Cell]]:
    """Split a table as RFC 4180 has it, blanks around a cell taken away.

    Raises:
        SourceErrors: a quotation mark is never closed.
    """
    first = text.split("\n", 1)[0]
    separator = "," if "," in first or ";" not in first else ";"
    at, line, line_start, size = 0, 1, 0, len(text)
    row: list[Cell] = []
    while at <= size:
        place = Place(line, at - line_start + 1)
        if text.startswith('"', at):
            words = []
            start = at
            while True:
                end = text.find('"', at + 1)
                if end < 0:
                    raise SourceErrors([_problem(file, place, "", "the quotation is never closed")])
                words.append(text[at + 1 : end])
                at = end + 1
                if not text.startswith('"', at):
                    break
            content = '"'.join(words)
            breaks = text.count("\n", start, at)
            if breaks:
                line, line_start = line + breaks, text.rfind("\n", start, at) + 1
        else:
            content = ""
        end = at
        while end < size and text[end] not in (separator, "\n"):
            end += 1
        row.append(Cell((content + text[at:end]).strip(), place))
        if end >= size or text[end] == "\n":
            yield row
            row, line, line_start = [], line + 1, end + 1
        at = end + 1


def _problem(file: str, place: Place, field: str, message: str, hint: str = "") -> Problem:
    return Problem(
        file=file, line=place.line, column=place.column, field=field, message=message, hint=hint
    )

"""Rows as items of the knowledge. A row is one version; rows with the same code belong together.

The columns are those of a file in `knowledge/`, a language behind those that have one for each:
`title_en`, `answer_en`, `desk_en`, `words_en`. Several words, steps or documents are parted by a
semicolon. A row without an answer is a heading.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from hotline.imports.rows import Row
from ivr.flow.loading.problems import Problem, SourceErrors
from ivr.flow.loading.value_words import message_of
from ivr.flow.schema.fields import Code
from ivr.flow.schema.knowledge import ItemSpec

_ITEM: Final = ("number", "parent", "owner", "changed_on", "reviewed_on", "review_by")
_VERSION: Final = (
    *("version", "since", "until", "approved_by"),
    *("legal_basis", "agency", "duty", "method", "situation"),
)
_LISTS: Final = ("procedure", "documents")
COLUMNS: Final = ("code", *_ITEM, *_VERSION, *_LISTS, "title_", "words_", "answer_", "desk_")

_code: TypeAdapter[str] = TypeAdapter(Code)


def items_of(rows: Sequence[Row], *, first_line: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the items as a file of knowledge has them, by code, in the order of the rows.

    Raises:
        SourceErrors: with every row and column that cannot be taken.
    """
    problems: list[Problem] = []
    groups: dict[str, list[Row]] = {}
    for row in rows:
        code = row.values.get("code", "")
        try:
            _code.validate_python(code)
        except ValidationError:
            hint = "letters, digits, - and _, at most 64"
            problems.append(row.problem("code", f"{code!r} is no code", hint))
        else:
            groups.setdefault(code, []).append(row)
    items: dict[str, dict[str, Any]] = {}
    for code, group in groups.items():
        item = _item(group)
        problems += _unlike(group)
        problems += _wrong(item, group)
        problems += _untranslated(item, group, first_line)
        items[code] = item
    for code, group in groups.items():
        parent = items[code].get("parent")
        if parent is not None and parent.casefold() == code.casefold():
            problems.append(group[0].problem("parent", "an item cannot be below itself"))
    if problems:
        raise SourceErrors(problems)
    return items


def yaml_of(items: Mapping[str, Mapping[str, Any]], *, source: str) -> str:
    """Return the items as a file of `knowledge/`; equal items give an equal file."""
    lines = [f"# Made by `hotline knowledge import` from {source}: a new import replaces it."]
    lines.append("items:")
    for code, item in items.items():
        lines.append(f"  {_scalar(code)}:")
        for key, value in item.items():
            if key != "versions":
                lines.append(f"    {key}: {_scalar(value)}")
        if item.get("versions"):
            lines.append("    versions:")
            for version in item["versions"]:
                marks = ["-"] + [" "] * (len(version) - 1)
                for mark, (key, value) in zip(marks, version.items(), strict=True):
                    lines.append(f"      {mark} {key}: {_scalar(value)}")
    return "\n".join(lines) + "\n"


def _scalar(value: object) -> str:
    """Return JSON, all of which is YAML too."""
    return json.dumps(value, ensure_ascii=False)


def _item(group: Sequence[Row]) -> dict[str, Any]:
    first = group[0].values
    item: dict[str, Any] = {"title": _texts(first, "title_")}
    item |= {name: first[name] for name in _ITEM if name in first}
    words = {tag: _split(text) for tag, text in _texts(first, "words_").items()}
    if words:
        item["words"] = words
    versions = [_version(row.values) for row in _answers(group)]
    if versions:
        item["versions"] = versions
    return item


def _version(values: Mapping[str, str]) -> dict[str, Any]:
    version: dict[str, Any] = {"version": values.get("version", "1")}
    if version["version"].isdecimal():
        version["version"] = int(version["version"])
    version |= {name: values[name] for name in _VERSION[1:] if name in values}
    version |= {name: _split(values[name]) for name in _LISTS if name in values}
    version["answer"] = _texts(values, "answer_")
    desk = _texts(values, "desk_")
    return version | ({"desk": desk} if desk else {})


def _texts(values: Mapping[str, str], stem: str) -> dict[str, str]:
    return {name.removeprefix(stem): text for name, text in values.items() if name.startswith(stem)}


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _unlike(group: Sequence[Row]) -> Iterator[Problem]:
    """Report what a later row says of the item itself, unlike the first."""
    first = group[0]
    for row in group[1:]:
        for name, value in row.values.items():
            is_items = name in _ITEM or name.startswith(("title_", "words_"))
            if is_items and first.values.get(name) != value:
                message = f"is not what line {first.line} says of {row.values['code']}"
                yield row.problem(name, message, "leave it empty in the rows that follow")


def _wrong(item: Mapping[str, Any], group: Sequence[Row]) -> Iterator[Problem]:
    try:
        ItemSpec.model_validate(item)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            where = [str(part) for part in detail["loc"] if part != "[key]"]
            row, column = _place(group, where)
            yield row.problem(column, message_of(detail))


def at_its_row(problem: Problem, rows: Sequence[Row]) -> Problem:
    """Return a problem of the file that the rows become as one of the row that says it."""
    parts = problem.field.split(".")
    group = [row for row in rows if parts[:2] == ["items", row.values.get("code")]]
    if not group:
        return problem
    row, column = _place(group, parts[2:])
    return row.problem(column, problem.message, problem.hint)


def _answers(group: Sequence[Row]) -> list[Row]:
    return [row for row in group if _texts(row.values, "answer_")]


def _place(group: Sequence[Row], where: Sequence[str]) -> tuple[Row, str]:
    """Return the row of an item, and the column, that say what stands there in the item."""
    row, name, *below = group[0], *(where or ["code"])
    answers = {str(n): row for n, row in enumerate(_answers(group))}
    if name == "versions" and len(below) > 1 and below[0] in answers:
        row, (name, *below) = answers[below[0]], below[1:]
    if name in ("title", "words", "answer", "desk"):
        name = f"{name}_{below[0]}" if below else f"{name}_"
    return row, name


def _untranslated(
    item: Mapping[str, Any], group: Sequence[Row], first_line: Sequence[str]
) -> Iterator[Problem]:
    for row in group:
        stems = ["title_"] if row is group[0] else []
        stems += [stem for stem in ("answer_", "desk_") if _texts(row.values, stem)]
        for stem in stems:
            for tag in first_line:
                if f"{stem}{tag}" not in row.values:
                    hint = "every text exists in every first-line language of the city"
                    yield row.problem(f"{stem}{tag}", "is missing", hint)

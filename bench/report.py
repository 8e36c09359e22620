"""The figures as JSON and as Markdown, ratios first."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import Any

from bench.machine import Machine
from bench.result import Figure, Row, Table
from bench.statistics import Summary

_HEAD = "| what | side | n | min | median | p95 | p99 | max | unit |"
_RULE = "|---|---|--:|--:|--:|--:|--:|--:|---|"


def as_json(machine: Machine, figures: Sequence[Figure]) -> str:
    """Return everything as one JSON object."""
    told: list[dict[str, Any]] = []
    for figure in figures:
        told.append(dataclasses.asdict(figure))
        for row, values in zip(figure.rows, told[-1]["rows"], strict=True):
            values["ratio"] = row.ratio
    return json.dumps({"machine": dataclasses.asdict(machine), "figures": told}, indent=1)


def as_markdown(machine: Machine, figures: Sequence[Figure], *, quick: bool) -> str:
    """Return the document."""
    return "\n".join(_document(machine, figures, quick)) + "\n"


def _document(machine: Machine, figures: Sequence[Figure], quick: bool) -> Iterator[str]:
    command = "python -m bench --quick" if quick else "python -m bench"
    yield from (
        "# Benchmarks",
        "",
        f"Written by `{command} --write docs/benchmarks.md`; do not edit. Ours and the peer are "
        "measured in one run, on one Asterisk, in turn. The caller, Asterisk, the controller and "
        "the records share the cores, so quote the ratios; the absolute figures are this "
        "machine's.",
        "",
        f"{machine.date}, {machine.cores} cores of {machine.cpu}, {machine.memory_gib} GiB, "
        f"{machine.kernel}; load average {machine.load_before} before the first figure. Asterisk "
        f"{machine.asterisk}, Python {machine.python}, SQLAlchemy {machine.sqlalchemy} on SQLite, "
        f"sipp {machine.sipp}.",
        "",
        "| figure | ours : peer | ours | peer |",
        "|---|--:|--:|--:|",
    )
    for figure in figures:
        yield from (_short(figure, row) for row in figure.rows)
    for figure in figures:
        yield from ("", f"## {figure.title}", "", figure.method, "", _HEAD, _RULE)
        for row in figure.rows:
            yield _line(row.what, "ours", row.ours, row.unit)
            if row.peer is not None:
                yield _line("", figure.peer, row.peer, row.unit)
        for note in figure.notes:
            yield from ("", note)
        for table in figure.tables:
            yield from ("", *_details(table))


def _short(figure: Figure, row: Row) -> str:
    ratio = "" if row.ratio is None else f"**{row.ratio:.2f}**"
    peer = "" if row.peer is None else f"{number(row.peer.median)} {row.unit} ({figure.peer})"
    return (
        f"| {figure.title}: {row.what} | {ratio} | {number(row.ours.median)} {row.unit} | {peer} |"
    )


def _line(what: str, side: str, of: Summary, unit: str) -> str:
    values = (number(v) for v in (of.minimum, of.median, of.p95, of.p99, of.maximum))
    return f"| {what} | {side} | {of.count} | {' | '.join(values)} | {unit} |"


def _details(table: Table) -> Iterator[str]:
    yield f"<details><summary>{table.title}</summary>"
    yield ""
    yield f"| {' | '.join(table.header)} |"
    yield "|" + "--:|" * len(table.header)
    yield from (f"| {' | '.join(row)} |" for row in table.rows)
    yield ""
    yield "</details>"


def number(value: float) -> str:
    """Return three significant figures, whole numbers from 100 on."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"

"""The status of requests, as the department that works on them has reported it.

This is the port behind which a caller's request number is looked up. The rows are imported, not
derived: they are no part of what the ledger rebuilds.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from db.errors import RecordsError
from db.models import RequestRow
from db.store import Store
from ivr.flow.catalogue import catalogue
from ivr.flow.inputs import RequestStatus
from ivr.flow.loading.problems import did_you_mean
from ivr.flow.request_number import is_request_number
from ivr.flow.request_outcome import checked_outcome

COLUMNS = ("number", "status", "updated", "due")
OUTCOME = "outcome."
"""What a column begins with that has what the department writes; the language's tag follows."""


class BadRequestFile(RecordsError):
    """A file of requests cannot be taken; the text has one line a problem."""


def find_request(session: Session, number: str) -> RequestStatus | None:
    """Return what is known of a request, None if there is none of that number."""
    row = session.get(RequestRow, number)
    if row is None:
        return None
    return RequestStatus(
        number=row.number,
        status=row.status,
        updated_on=row.updated_on,
        due_on=row.due_on,
        outcome=row.outcome,
    )


def read_requests(path: Path) -> list[RequestStatus]:
    """Read a CSV file with the columns number, status, updated and due (which may be empty).

    Columns like `outcome.en` may follow, one for each language. Any others are passed over.

    Raises:
        BadRequestFile: With every line that cannot be taken.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            rows = list(table)
            columns = table.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadRequestFile(f"{path}: cannot be read: {error}") from error
    if rows and not set(COLUMNS) <= rows[0].keys():
        raise BadRequestFile(f"{path}:1: the first line must name {', '.join(COLUMNS)}")
    problems = [f"{path}:1: {problem}" for problem in _bad_columns(columns)]
    if problems:
        raise BadRequestFile("\n".join(problems))
    found: dict[str, RequestStatus] = {}
    for line, row in enumerate(rows, start=2):
        try:
            request = _request(row)
            if request.number in found:
                raise ValueError(f"the number {request.number} is given twice")
            found[request.number] = request
        except ValueError as error:
            problems.append(f"{path}:{line}: {error}")
    if problems:
        raise BadRequestFile("\n".join(problems))
    return list(found.values())


def import_requests(store: Store, requests: Sequence[RequestStatus]) -> None:
    """Put the requests in place of all that were known before."""
    with store.writing() as db:
        db.execute(delete(RequestRow))
        if requests:
            db.execute(insert(RequestRow), list(_values(requests)))


def _values(requests: Iterable[RequestStatus]) -> Iterable[dict[str, object]]:
    for request in requests:
        yield {
            "number": request.number,
            "status": request.status,
            "updated_on": request.updated_on,
            "due_on": request.due_on,
            "outcome": dict(request.outcome),
        }


def _request(row: dict[str, str | None]) -> RequestStatus:
    number, status, updated, due = ((row[column] or "").strip() for column in COLUMNS)
    if not is_request_number(number):
        raise ValueError(f"{number!r} is not a request number: its check digit does not fit")
    if not status:
        raise ValueError(f"the request {number} has no status")
    return RequestStatus(
        number=number,
        status=status,
        updated_on=_day(updated, "updated"),
        due_on=_day(due, "due") if due else None,
        outcome=dict(_outcomes(row)),
    )


def _bad_columns(columns: Sequence[str]) -> Iterator[str]:
    """Say which columns would be taken for an outcome and are none."""
    outcomes = [column for column in columns if column.startswith(OUTCOME.rstrip("."))]
    for column in dict.fromkeys(outcomes):
        tag = column.removeprefix(OUTCOME)
        if outcomes.count(column) > 1:
            yield f"the column {column!r} is there twice"
        if tag == column or tag.split("-")[0] not in catalogue():
            hint = did_you_mean(tag, catalogue()) if tag != column else ""
            yield f"the column {column!r} names no language like 'outcome.en'" + (
                f": {hint}" if hint else ""
            )


def _outcomes(row: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    # What a line has more than the first one stands under no name.
    for column, text in row.items():
        if column and column.startswith(OUTCOME) and text and text.strip():
            try:
                yield column.removeprefix(OUTCOME), checked_outcome(text)
            except ValueError as error:
                raise ValueError(f"{column}: {error}") from error


def _day(text: str, column: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{column}: {text!r} is not a day like 2026-12-24") from error

from datetime import date
from pathlib import Path

import pytest

from db.rebuild import rebuild
from db.requests import BadRequestFile, find_request, import_requests, read_requests
from db.store import Store
from ivr.flow.request_number import request_number

FIRST, SECOND = request_number(1), request_number(2)


def write(folder: Path, *lines: str) -> Path:
    file = folder / "requests.csv"
    file.write_text("\n".join(["number,status,updated,due,office", *lines]), "utf-8")
    return file


def test_requests_are_imported_and_found(store: Store, tmp_path: Path) -> None:
    rows = (f"{FIRST},open,2026-03-04,2026-04-01,a", f"{SECOND},closed,2026-03-05,,b")
    import_requests(store, read_requests(write(tmp_path, *rows)))
    with store.session() as session:
        found, other = find_request(session, FIRST), find_request(session, SECOND)
        assert find_request(session, "1") is None
    assert found is not None
    assert other is not None
    assert (found.status, found.updated_on, found.due_on) == (
        "open",
        date(2026, 3, 4),
        date(2026, 4, 1),
    )
    assert other.due_on is None


def test_an_import_takes_the_place_of_the_one_before_and_outlives_a_rebuild(
    store: Store, tmp_path: Path
) -> None:
    import_requests(store, read_requests(write(tmp_path, f"{FIRST},open,2026-03-04,,")))
    import_requests(store, read_requests(write(tmp_path, f"{SECOND},open,2026-03-04,,")))
    rebuild(store)
    with store.session() as session:
        assert find_request(session, FIRST) is None
        assert find_request(session, SECOND) is not None


def with_outcomes(folder: Path, header: str, *lines: str) -> Path:
    file = folder / "outcomes.csv"
    file.write_text("\n".join([f"number,status,updated,due,{header}", *lines]), "utf-8")
    return file


def test_what_departments_write_is_kept_by_language(store: Store, tmp_path: Path) -> None:
    rows = (
        f'{FIRST},closed,2026-03-04,,"Fixed, at last. ",Reparada 你好',
        f"{SECOND},closed,2026-03-05,,,",
    )
    file = with_outcomes(tmp_path, "outcome.en,outcome.es-MX", *rows)
    import_requests(store, read_requests(file))
    with store.session() as session:
        found, other = find_request(session, FIRST), find_request(session, SECOND)
    assert found is not None
    assert other is not None
    assert found.outcome == {"en": "Fixed, at last.", "es-MX": "Reparada 你好"}
    assert other.outcome == {}


def test_an_outcome_that_cannot_be_read_out_is_told_without_its_text(tmp_path: Path) -> None:
    long = f"{FIRST},closed,2026-03-04,,{'secret ' * 50},"
    with pytest.raises(BadRequestFile, match=r"outcomes\.csv:2: outcome\.en: takes") as caught:
        read_requests(with_outcomes(tmp_path, "outcome.en,outcome.es", long))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("outcome", "'outcome' names no language like 'outcome.en'"),
        ("outcome.EN", "'outcome.EN' names no language like 'outcome.en'"),
        ("outcome.english", "names no language"),
        ("outcome_en", "'outcome_en' names no language"),
        ("outcome.en,outcome.en", "csv:1: the column 'outcome.en' is there twice"),
    ],
)
def test_a_column_that_is_no_language(tmp_path: Path, header: str, problem: str) -> None:
    with pytest.raises(BadRequestFile, match=problem):
        read_requests(with_outcomes(tmp_path, header))


def test_every_bad_line_is_told(tmp_path: Path) -> None:
    lines = ["12345678,open,2026-01-01,,", f"{FIRST},,2026-01-01,,", f"{SECOND},open,soon,,"]
    twice = f"{FIRST},open,2026-01-01,,"
    with pytest.raises(BadRequestFile) as caught:
        read_requests(write(tmp_path, *lines, twice, twice))
    told = str(caught.value).splitlines()
    assert [line.removeprefix(f"{tmp_path}/requests.csv:").split(":")[0] for line in told] == [
        *("2", "3", "4", "6")
    ]
    assert "check digit does not fit" in told[0]
    assert "'soon' is not a day" in told[2]
    assert "given twice" in told[3]


def test_a_file_of_something_else(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(BadRequestFile, match="the first line must name number, status"):
        read_requests(other)
    other.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadRequestFile, match="cannot be read"):
        read_requests(other)

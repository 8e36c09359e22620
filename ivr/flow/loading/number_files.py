"""A city's numbers as they are on disk: lines, destinations and districts.

A few stand in `city.yaml`. Many stand in tables beside it that a spreadsheet can edit: `lines.csv`,
`agencies.csv` (destinations) and `districts.csv`, with the same fields as columns. Both are read as
one list; what is in both is reported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import Field

from ivr.flow.loading.known import Known
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import AnySource, Source
from ivr.flow.loading.table import ROWS, Columns, read_table
from ivr.flow.schema.city import CityFile
from ivr.flow.schema.fields import Dialled, DistrictCode, File, Name
from ivr.flow.schema.numbers import DestinationSpec, DistrictSpec, LineSpec

T = TypeVar("T", LineSpec, DestinationSpec, DistrictSpec)
S_co = TypeVar("S_co", covariant=True)

LINES, AGENCIES, DISTRICTS = "lines.csv", "agencies.csv", "districts.csv"
TABLES = (LINES, AGENCIES, DISTRICTS)


class LineRow(LineSpec):
    """A row of `lines.csv`."""

    number: Dialled


class AgencyRow(DestinationSpec):
    """A row of `agencies.csv`."""

    name: Name


class DistrictRow(DistrictSpec):
    """A row of `districts.csv`."""

    code: DistrictCode


class LinesTable(File):
    """`lines.csv`; a number has a row for each of its times."""

    rows: dict[str, LineRow] = Field(default_factory=dict)


class AgenciesTable(File):
    """`agencies.csv`."""

    rows: dict[str, AgencyRow] = Field(default_factory=dict)


class DistrictsTable(File):
    """`districts.csv`."""

    rows: dict[str, DistrictRow] = Field(default_factory=dict)


_LINE_COLUMNS = Columns(plain=frozenset(LineRow.model_fields), needed=frozenset({"number", "flow"}))
_AGENCY_COLUMNS = Columns(
    plain=frozenset(AgencyRow.model_fields) - {"words", "about", "districts"},
    lists=frozenset({"words", "districts"}),
    by_language=frozenset({"words", "about"}),
    needed=frozenset({"name", "number"}),
)
_DISTRICT_COLUMNS = Columns(
    plain=frozenset(DistrictRow.model_fields), needed=frozenset({"code", "name"})
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[S_co]):
    """One of them: its number, name or code as `key`, and where it is written."""

    key: str
    spec: S_co
    source: AnySource
    path: tuple[str, ...]

    def problem(self, *field: str, message: str, hint: str = "") -> Problem:
        """Return a problem of this entry."""
        return self.source.problem(*self.path, *field, message=message, hint=hint)

    @property
    def where(self) -> str:
        """The file and the line."""
        problem = self.problem(message="")
        return f"{problem.file}:{problem.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFiles:
    """All lines, destinations and districts, in the order of the files.

    The names of each kind are also those of what could not be read.
    """

    lines: tuple[Entry[LineSpec], ...]
    destination_entries: tuple[Entry[DestinationSpec], ...]
    district_entries: tuple[Entry[DistrictSpec], ...]
    line_names: Known
    destination_names: Known
    district_names: Known

    @property
    def destinations(self) -> Mapping[str, DestinationSpec]:
        """The destinations by name."""
        return {entry.key: entry.spec for entry in self.destination_entries}

    @property
    def districts(self) -> Mapping[str, DistrictSpec]:
        """The districts by code."""
        return {entry.key: entry.spec for entry in self.district_entries}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables of a city's folder; None for one that is not there."""

    lines: Source[LinesTable] | None
    agencies: Source[AgenciesTable] | None
    districts: Source[DistrictsTable] | None

    def sources(self) -> Iterator[AnySource]:
        """Yield those that are there."""
        return (table for table in (self.lines, self.agencies, self.districts) if table is not None)


def read_tables(folder: Path) -> Tables:
    """Read the tables that are there."""

    def read(file: str, model: type[_M], columns: Columns) -> Source[_M] | None:
        path = folder / file
        return read_table(path, model, columns) if path.exists() else None

    return Tables(
        lines=read(LINES, LinesTable, _LINE_COLUMNS),
        agencies=read(AGENCIES, AgenciesTable, _AGENCY_COLUMNS),
        districts=read(DISTRICTS, DistrictsTable, _DISTRICT_COLUMNS),
    )


_M = TypeVar("_M", LinesTable, AgenciesTable, DistrictsTable)


def number_files(city: Source[CityFile], tables: Tables) -> NumberFiles:
    """Put what `city.yaml` says before what the tables say."""
    value = city.value
    lines = [*_of_city(city, "lines", value.lines)]
    if tables.lines is not None:
        rows = tables.lines.value.rows.items()
        lines += [_of_row(tables.lines, at, row.number, row) for at, row in rows]
    destinations = [*_of_city(city, "destinations", value.destinations)]
    if tables.agencies is not None:
        agencies = tables.agencies.value.rows.items()
        destinations += [_of_row(tables.agencies, at, row.name, row) for at, row in agencies]
    districts = [*_of_city(city, "districts", value.districts)]
    if tables.districts is not None:
        parts = tables.districts.value.rows.items()
        districts += [_of_row(tables.districts, at, row.code, row) for at, row in parts]
    return NumberFiles(
        lines=tuple(lines),
        destination_entries=tuple(destinations),
        district_entries=tuple(districts),
        line_names=_names(lines, city, "lines", tables.lines, "number"),
        destination_names=_names(destinations, city, "destinations", tables.agencies, "name"),
        district_names=_names(districts, city, "districts", tables.districts, "code"),
    )


def _names(
    entries: Sequence[Entry[T]], city: AnySource, section: str, table: AnySource | None, key: str
) -> Known:
    """Return what the entries are called, those that could not be read as well."""
    named = {entry.key for entry in entries} | set(city.gone.entries.get(section, ()))
    sections = city.gone.sections & {section}
    if table is not None:
        named |= {str(row.get(key)) for row in table.gone.entries.get(ROWS, {}).values()}
        sections |= table.gone.sections
    return Known(named, is_open=bool(sections))


def _of_city(city: AnySource, section: str, specs: Mapping[str, T]) -> list[Entry[T]]:
    return [
        Entry(key=key, spec=spec, source=city, path=(section, key)) for key, spec in specs.items()
    ]


def _of_row(table: AnySource, line: str, key: str, row: T) -> Entry[T]:
    return Entry(key=key, spec=row, source=table, path=(ROWS, line))

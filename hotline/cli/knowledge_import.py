"""`hotline knowledge import ...`: knowledge and inquiries from elsewhere."""

import csv
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from db.store import Store
from hotline.cities.loading import load_city
from hotline.cli.city_folder import city_folder
from hotline.cli.reading import as_json_option, print_json
from hotline.cli.schema_type import SchemaType
from hotline.imports.hsds import hsds_rows
from hotline.imports.inquiries import read_inquiries, store_inquiries
from hotline.imports.items import COLUMNS, at_its_row, items_of, yaml_of
from hotline.imports.rows import Row, read_rows
from hotline.settings import load_settings
from ivr.flow.loading.folder import KNOWLEDGE
from ivr.flow.loading.problems import Problem, SourceErrors
from ivr.flow.loading.source import load_yaml
from ivr.flow.schema.city import CityFile
from ivr.flow.schema.fields import Name
from ivr.flow.schema.knowledge import KnowledgeFile

_source = click.argument("source", type=click.Path(exists=True, path_type=Path))
_city = click.option(
    "--city",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The city's folder (default: that of the settings).",
)
_dry = click.option("--dry-run", is_flag=True, help="Check all, change nothing.")


@click.command("import")
@_source
@click.option(
    "--name",
    default="imported",
    show_default=True,
    type=SchemaType("name", Name),
    help="Writes knowledge/NAME.yaml.",
)
@click.option("--language", help="Of an HSDS source (default: the city's first).")
@click.option(
    "--to-csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a table for translators and editors instead.",
)
@_city
@_dry
@as_json_option
def import_command(
    source: Path,
    name: str,
    language: str | None,
    to_csv: Path | None,
    city: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take knowledge from SOURCE: a table (CSV), or services in HSDS 3.0 (JSON or a folder of CSV).

    Writes one file of the draft, in place of what an import under the same name wrote before.
    """
    folder = city_folder(city)
    first_line = load_yaml(folder / "city.yaml", CityFile).first_line
    rows = _rows(source, language or first_line[0])
    if to_csv is not None:
        _write_table(to_csv, rows, first_line)
        click.echo(f"{len(rows)} rows: fill in what is missing, then import {to_csv}")
        return
    items = items_of(rows, first_line=first_line)
    target = folder / KNOWLEDGE / f"{name}.yaml"
    text = yaml_of(items, source=source.name)
    before = _before(target)
    after = _check(folder, target.name, text, rows)
    if not dry_run:
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, "utf-8")
    both = after.keys() & before.keys()
    differences = {
        "added": sorted(after.keys() - before.keys()),
        "changed": sorted(code for code in both if after[code] != before[code]),
        "removed": sorted(before.keys() - after.keys()),
    }
    if as_json:
        print_json({"file": str(target), "dry_run": dry_run, "items": len(items), **differences})
        return
    counts = ", ".join(f"{len(codes)} {what}" for what, codes in differences.items())
    click.echo(f"{target}: {len(items)} items, {counts}" + (" (dry run)" if dry_run else ""))


@click.command("import-inquiries")
@_source
@_city
@_dry
@as_json_option
def import_inquiries(source: Path, city: Path | None, dry_run: bool, as_json: bool) -> None:
    """Count the inquiries of other channels: a CSV with at, code, channel, language, district.

    The same file taken twice counts once. A service that runs counts them from its next start.
    """
    settings = load_settings()
    profile = load_city(city or settings.city)
    entries = read_inquiries(source, profile.knowledge, zone=profile.zone)
    new = 0
    if not dry_run:
        with Store.open(settings.database_url) as store:
            new = store_inquiries(store, entries)
    if as_json:
        print_json({"read": len(entries), "new": new, "dry_run": dry_run})
    else:
        click.echo(f"{len(entries)} inquiries, {new} new" + (" (dry run)" if dry_run else ""))


def _rows(source: Path, language: str) -> list[Row]:
    if source.is_dir() or source.suffix == ".json":
        return hsds_rows(source, language=language)
    return read_rows(source, known=COLUMNS, needed=("code",))


def _before(target: Path) -> Mapping[str, Any]:
    return load_yaml(target, KnowledgeFile).items if target.exists() else {}


def _check(folder: Path, name: str, text: str, rows: Sequence[Row]) -> Mapping[str, Any]:
    """Check the city as it would be; return the items of the new file.

    Raises:
        SourceErrors: with its problems; those of the new file are told of the rows.
    """
    with tempfile.TemporaryDirectory(prefix="hotline-import-") as scratch:
        copy = Path(scratch, folder.resolve().name)
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("sounds"))
        (copy / KNOWLEDGE).mkdir(exist_ok=True)
        (copy / KNOWLEDGE / name).write_text(text, "utf-8")
        try:
            load_city(copy)
            return load_yaml(copy / KNOWLEDGE / name, KnowledgeFile).items
        except SourceErrors as errors:
            told = [_as_in(folder, copy, each) for each in errors.problems]
            ours = str(folder / KNOWLEDGE / name)
            raise SourceErrors(
                at_its_row(each, rows) if each.file == ours else each for each in told
            ) from errors


def _as_in(folder: Path, copy: Path, problem: Problem) -> Problem:
    """Return a problem of the copy with the places that it has in the city's folder."""
    file, message, hint = (
        text.replace(str(copy), str(folder))
        for text in (problem.file, problem.message, problem.hint)
    )
    return replace(problem, file=file, message=message, hint=hint)


def _write_table(path: Path, rows: Sequence[Row], first_line: Sequence[str]) -> None:
    texts = [f"{stem}{tag}" for stem in COLUMNS if stem.endswith("_") for tag in first_line]
    plain = [name for name in COLUMNS if not name.endswith("_")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*plain, *texts], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(dict(row.values) for row in rows)

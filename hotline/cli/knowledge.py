"""`hotline knowledge ...`: what the city knows, as its files have it."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import click

from hotline.cities.loading import load_city
from hotline.cli.city_folder import city_folder
from hotline.cli.knowledge_import import import_command, import_inquiries
from hotline.cli.reading import as_json_option, print_json, print_rows
from hotline.errors import HotlineError
from ivr.flow.checks import check
from ivr.flow.loading.folder import Folder, read_folder, whole_folder
from ivr.flow.loading.problems import Problem, SourceErrors, did_you_mean
from ivr.flow.loading.reviews import overdue_items, review_problems
from ivr.flow.profile import Profile
from ivr.knowledge.base import KnowledgeBase
from ivr.knowledge.forms import desk_form, found_form, public_form, short_form
from ivr.knowledge.model import Item

city_option = click.option(
    "--city",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The city's folder (default: that of the settings).",
)
day_option = click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="As it is on this day (default: today by the city's clock).",
)


@click.group()
def knowledge() -> None:
    """What the city knows: look it up, check it, take it in and give it out."""


knowledge.add_command(import_command)
knowledge.add_command(import_inquiries)


@knowledge.command("list")
@click.argument("below", required=False)
@city_option
@as_json_option
def list_command(below: str | None, city: Path | None, as_json: bool) -> None:
    """The items right below the code BELOW, or those at the top."""
    profile = _profile(city)
    base = profile.knowledge
    above = _item(base, below).code if below is not None else None
    items = base.below(above)
    if as_json:
        print_json([short_form(base, item) for item in items])
        return
    rows = [
        (item.code, _title(profile, item), len(base.below(item.code)) or "", item.owner)
        for item in items
    ]
    print_rows("Knowledge", ("code", "title", "below", "owner"), rows, empty="Nothing is below it.")


@knowledge.command()
@click.argument("code")
@city_option
@day_option
@as_json_option
def show(code: str, city: Path | None, day: datetime | None, as_json: bool) -> None:
    """All that is known under CODE. Exit status 1 if there is no such code."""
    profile = _profile(city)
    item = _item(profile.knowledge, code)
    form = desk_form(profile.knowledge, item, _day(profile, day))
    if as_json:
        print_json(form)
        return
    for name, value in _lines(form):
        click.echo(f"{name:14} {value}")


@knowledge.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@city_option
@day_option
@as_json_option
def search(
    words: tuple[str, ...], limit: int, city: Path | None, day: datetime | None, as_json: bool
) -> None:
    """Items that fit WORDS, the best first. Exit status 1 if none does."""
    profile = _profile(city)
    found = profile.index.search(" ".join(words), day=_day(profile, day), limit=limit)
    if as_json:
        print_json([found_form(profile.knowledge, each) for each in found])
    else:
        rows = [(each.item.code, _title(profile, each.item), _score(each.score)) for each in found]
        print_rows("Found", ("code", "title", "score"), rows, empty="Nothing fits these words.")
    if not found:
        sys.exit(1)


@knowledge.command()
@city_option
@day_option
@as_json_option
def lint(city: Path | None, day: datetime | None, as_json: bool) -> None:
    """Check the files of the knowledge, and whether each item was reviewed in time.

    Exit status 1 if there is anything to mend.
    """
    try:
        folder = read_folder(city_folder(city))
    except SourceErrors as errors:
        _tell(errors.problems, as_json=as_json)
        sys.exit(1)
    files = {source.file for source in folder.knowledge.sources()}
    problems = list(folder.problems)
    problems += [each for each in check(folder).problems if each.file in files]
    problems += review_problems(folder, _folder_day(folder, day))
    _tell(SourceErrors(problems).problems, as_json=as_json)
    if problems:
        sys.exit(1)
    if not as_json:
        click.echo(f"{sum(1 for _ in folder.knowledge.entries())} items: good")


@knowledge.command()
@city_option
@day_option
@as_json_option
def stale(city: Path | None, day: datetime | None, as_json: bool) -> None:
    """Items that their owners should have reviewed by now. Exit status 1 if there are any."""
    folder = whole_folder(city_folder(city))
    found = overdue_items(folder, _folder_day(folder, day))
    if as_json:
        print_json(
            [
                {
                    "code": each.item.code,
                    "owner": each.item.owner,
                    "why": each.why.value,
                    "due": each.due,
                    "reviewed_on": each.item.reviewed_on,
                }
                for each in found
            ]
        )
    else:
        rows = [
            (each.item.code, each.item.owner, each.why, each.due, each.item.reviewed_on or "never")
            for each in found
        ]
        columns = ("code", "owner", "why", "due", "last reviewed")
        print_rows("Overdue for review", columns, rows, empty="Every item is reviewed.")
    if found:
        sys.exit(1)


@knowledge.command()
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, a column for each language.")
@city_option
@day_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as without --csv.")
def export(as_csv: bool, city: Path | None, day: datetime | None, as_json: bool) -> None:
    """Print for the public what is in force: questions and answers, nothing internal."""
    if as_csv and as_json:
        raise click.UsageError("--csv or --json, not both")
    profile = _profile(city)
    base = profile.knowledge
    forms = [public_form(base, each, _day(profile, day)) for each in base.items.values()]
    questions = [form for form in forms if form is not None]
    if as_csv:
        _write_csv(questions, profile.first_line)
    else:
        click.echo(json.dumps({"questions": questions}, ensure_ascii=False, indent=2))


def _profile(city: Path | None) -> Profile:
    return load_city(city_folder(city))


def _day(profile: Profile, day: datetime | None) -> date:
    return day.date() if day is not None else datetime.now(profile.zone).date()


def _folder_day(folder: Folder, day: datetime | None) -> date:
    return day.date() if day is not None else datetime.now(folder.zone).date()


def _item(base: KnowledgeBase, code: str) -> Item:
    item = base.find(code)
    if item is None:
        hint = did_you_mean(code, base.items)
        raise HotlineError(f"there is no item {code!r}" + (f" ({hint})" if hint else ""))
    return item


def _title(profile: Profile, item: Item) -> str:
    return item.title[profile.first_line[0]]


def _lines(form: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield what is known, each value with its name; what is not known is left out."""
    if isinstance(form, dict):
        for key, value in form.items():
            yield from _lines(value, f"{name}.{key}" if name else key)
    elif isinstance(form, list) and any(isinstance(each, dict) for each in form):
        for each in form:
            yield from _lines(each, name)
    elif isinstance(form, list | tuple):
        if form:
            yield name, "; ".join(form)
    elif form not in (None, "", False):
        yield name, str(form)


def _tell(problems: Sequence[Problem], *, as_json: bool) -> None:
    if as_json:
        told = [asdict(problem) for problem in problems]
        click.echo(json.dumps({"ok": not told, "problems": told}, ensure_ascii=False))
        return
    for problem in problems:
        click.echo(str(problem))
    if problems:
        click.echo(f"{len(problems)} to mend", err=True)


def _write_csv(questions: Sequence[dict[str, Any]], languages: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    columns = [f"{field}_{tag}" for tag in languages for field in ("question", "answer")]
    writer.writerow(["code", *columns, "documents", "legal_basis", "since", "until"])
    for form in questions:
        texts = [form[f][tag] for tag in languages for f in ("question", "answer")]
        end = [form["legal_basis"], form["since"] or "", form["until"] or ""]
        writer.writerow([form["code"], *texts, "; ".join(form["documents"]), *end])


def _score(score: float) -> str:
    """Return how well an item fits; the words may be its very code."""
    return f"{score:.1f}" if isfinite(score) else "exact"

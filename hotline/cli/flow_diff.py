"""`hotline flow diff`: what callers will notice of a change."""

from collections.abc import Iterator

import click

from hotline.cities.comparing import compare_folders, folder_named
from hotline.cli.reading import as_json_option, print_json, safe
from hotline.settings import load_settings
from ivr.flow.comparing.change import Comparison


@click.command("diff")
@click.argument("before", metavar="[A]", default="live")
@click.argument("after", metavar="[B]", default="draft")
@as_json_option
def flow_diff(before: str, after: str, as_json: bool) -> None:
    """Tell in words what callers notice when B is served in place of A.

    Each is a folder, the number of a published version, `live` (what is served), or `draft` (the
    city's folder). Without them it is what publishing would change.
    """
    settings = load_settings()
    found = compare_folders(folder_named(settings, before), folder_named(settings, after))
    if as_json:
        print_json(found)
        return
    for line in lines(found):
        click.echo(safe(line))


def lines(found: Comparison) -> Iterator[str]:
    """Yield what is told of a comparison, a line for each change."""
    yield from map(str, found.changes)
    if found.is_same:
        yield "The files are the same."
    elif not found.changes:
        yield "Callers notice nothing of what is otherwise."
    if found.renamed:
        names = ", ".join(f"{old} is {new} now" for old, new in found.renamed)
        yield f"Not noticed by callers, another name alone: {names}."

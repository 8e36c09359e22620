"""`hotline prompts`: the files that texts were spoken into."""

import asyncio
import time
from dataclasses import asdict

import click

from hotline.cities.pruning import prune
from hotline.cli.reading import as_json_option, print_json
from hotline.settings import load_settings


@click.group()
def prompts() -> None:
    """The files that texts were spoken into, below the state folder."""


@prompts.command(name="prune")
@click.option("--dry-run", is_flag=True, help="Remove nothing; tell what would be removed.")
@as_json_option
def prune_command(dry_run: bool, as_json: bool) -> None:
    """Remove what nobody has heard for long and no version in use needs.

    How long, and how many versions, say `keep_prompts_days` and `keep_prompts_versions` of
    hotline.yaml. The running service does so once a day by itself.
    """
    settings = load_settings()
    done = asyncio.run(prune(settings, now=time.time(), dry_run=dry_run))
    if as_json:
        print_json(asdict(done) | {"dry_run": dry_run})
        return
    verb = "Would remove" if dry_run else "Removed"
    size_mb = done.removed_bytes / 1e6
    click.echo(f"{verb} {done.removed} of {done.files} files, {size_mb:.1f} MB.")

"""`hotline demo`: the main job on real calls, told as a table; fails when anything differs."""

import asyncio
import shutil
import sys
from pathlib import Path
from typing import Final

import click

FLOWS: Final = Path(__file__).resolve().parents[2] / "flows"


def _keep(state_dir: Path) -> Path:
    """Copy what a failed run left, so that the next one does not take it away."""
    kept = state_dir.with_name(state_dir.name + "-failed")
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(state_dir, kept, ignore=shutil.ignore_patterns("asterisk", "prompts"))
    settings = kept / "hotline.yaml"
    settings.write_text(settings.read_text("utf-8").replace(str(state_dir), str(kept)), "utf-8")
    return kept


@click.command()
@click.option("--only", multiple=True, help="Play only this story (repeatable).")
@click.option("--city", "city", help="Play the story of this city of flows/ instead: us_311, ...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def demo(only: tuple[str, ...], city: str | None, as_json: bool) -> None:
    """Place real SIP calls and check what was heard and what is on record."""
    from rich.console import Console

    from hotline.demo import show
    from hotline.demo.scenarios import CITIES, SCENARIOS
    from hotline.settings import load_settings

    if city is not None and city not in CITIES:
        raise click.UsageError(f"no stories of the city {city}; there are {', '.join(CITIES)}")
    stories = SCENARIOS if city is None else CITIES[city]
    unknown = set(only) - {s.name for s in stories}
    if unknown:
        names = ", ".join(s.name for s in stories)
        raise click.UsageError(f"no story {', '.join(sorted(unknown))}; there are {names}")
    settings = load_settings()
    settings = settings.model_copy(update={"state_dir": settings.state_dir / "demo"})
    if city is not None:
        settings = settings.model_copy(update={"city": FLOWS / city})
    chosen = [s for s in stories if not only or s.name in only]
    console = Console(stderr=as_json)
    proofs = asyncio.run(show.show(settings, chosen, console=console))
    if as_json:
        click.echo(show.as_json(proofs))
    wrong = [p.name for p in proofs if not p.right]
    if wrong:
        kept = _keep(settings.state_dir)
        console.print(
            f"What was recorded is kept in {kept}: hotline --config {kept}/hotline.yaml calls"
        )
        console.print(
            f"[red]{len(wrong)} of {len(proofs)} stories differ: {', '.join(wrong)}[/red]"
        )
        sys.exit(1)
    console.print(
        f"[green]All {len(proofs)} stories are as they must be.[/green] Recordings: "
        f"{settings.state_dir / 'legs'} and {settings.recordings_dir}"
    )

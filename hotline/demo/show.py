"""Plays the stories one after the other and tells them as a table."""

import asyncio
import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from agent_desk.softphone.errors import SoftphoneError
from hotline.demo.proof import Proof
from hotline.demo.scenarios import SCENARIOS, Scenario
from hotline.demo.stage import Stage, open_stage
from hotline.errors import HotlineError
from hotline.settings import Settings


async def play(stage: Stage, scenario: Scenario) -> Proof:
    """Play one story; what goes wrong is part of its proof."""
    proof = Proof(name=scenario.name, title=scenario.title, began=asyncio.get_running_loop().time())
    try:
        await scenario.play(stage, proof, scenario.caller)
    except (HotlineError, SoftphoneError) as error:
        proof.failed("the story could not go on", _told(error, stage))
    for call in list(stage.endpoint.calls):
        call.hang_up()
    return proof


def _told(error: Exception, stage: Stage) -> str:
    """Say what went wrong with the names of prompts instead of their files."""
    told = str(error) or type(error).__name__
    for path, name in stage.prompt_names.items():
        told = told.replace(path, name)
    return told


async def show(
    settings: Settings, scenarios: Sequence[Scenario] = SCENARIOS, *, console: Console
) -> list[Proof]:
    """Start everything, play the stories, print each as it ends."""
    proofs = []
    async with open_stage(
        settings, progress=lambda part: console.print(f"[dim]starting {part}[/dim]")
    ) as stage:
        for scenario in scenarios:
            proof = await play(stage, scenario)
            console.print(table_of(proof))
            proofs.append(proof)
    return proofs


def table_of(proof: Proof) -> Table:
    """Return the story as a table."""
    mark = "[green]✓[/green]" if proof.right else "[red]✗[/red]"
    table = Table(title=f"{mark} {proof.title}", title_justify="left", show_header=False, box=None)
    table.add_column(justify="right", style="dim", width=8)
    table.add_column(width=2)
    table.add_column(max_width=52)
    table.add_column(overflow="fold")
    for step in proof.steps:
        ok = "[green]✓[/green]" if step.right else "[red]✗[/red]"
        table.add_row(f"{step.at_s:.2f} s", ok, step.what, step.seen)
    return table


def as_json(proofs: Sequence[Proof]) -> str:
    """Return everything for `--json`."""
    return json.dumps(
        {"right": all(p.right for p in proofs), "stories": [p.as_json() for p in proofs]}
    )

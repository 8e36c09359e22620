"""`hotline board`: the floor as it is now, and what a supervisor changes on it."""

import contextlib
import json
from typing import Any
from urllib.parse import quote

import click

from hotline.cli.board_follow import follow, show
from hotline.cli.notice import surge_in_words
from hotline.cli.one_line import WHO
from hotline.cli.reading import as_json_option, percent, print_rows, seconds
from hotline.desk.client import DeskClient


def _client() -> DeskClient:
    from hotline.settings import load_settings

    return DeskClient.from_settings(load_settings())


@click.group(invoke_without_command=True)
@as_json_option
@click.option("--follow", "follows", is_flag=True, help="Go on with each thing that happens.")
@click.pass_context
def board(context: click.Context, as_json: bool, follows: bool) -> None:
    """Queues, agents and alarms now; with a command: log out, pause, resume or assign an agent."""
    if context.invoked_subcommand is not None:
        return
    if follows:
        with contextlib.suppress(KeyboardInterrupt):
            for told in follow(_client()):
                show(told, as_json=as_json, show_board=_print)
        return
    found = _client().get("/api/board")
    if as_json:
        click.echo(json.dumps(found))
        return
    _print(found)


def _print(found: dict[str, Any]) -> None:
    for alarm in found["alarms"]:
        click.echo(
            f"ALARM {alarm['rule']}: {alarm['present']} there, at least {alarm['minimum']} must be"
        )
    for each in found["notices"]:
        surge = f": {surge_in_words(each['surge'])}" if each["surge"] else ""
        click.echo(f"NOTICE {each['notice_id']} is {each['state']}{surge}")
        if each["state"] == "proposed":
            click.echo(f"  hotline notice approve|edit|reject {each['notice_id']} --as SUPERVISOR")
    print_rows(
        "Queues",
        ("queue", "waiting", "oldest", "offered today", "service level", "formula"),
        [
            (
                row["queue"],
                row["waiting"],
                f"{seconds(row['oldest_s'])} s" if row["oldest_s"] is not None else "-",
                row["today"]["offered"],
                percent(row["today"]["service_level"]) or "-",
                f"{row['today']['formula']} ({row['today']['threshold_s']:g} s)"
                if row["today"]["formula"]
                else "",
            )
            for row in found["queues"]
        ],
    )
    states = ", ".join(f"{state} {count}" for state, count in found["states"].items())
    print_rows(
        f"Agents: {states}",
        ("agent", "name", "doing", "for", "reason", "call"),
        [
            (
                row["agent_id"],
                row["name"],
                row["doing"],
                f"{seconds(row['for_s'])} s" if row["for_s"] is not None else "-",
                row["reason"],
                row["call_id"] or "",
            )
            for row in found["agents"]
        ],
        empty="No agent is configured.",
    )
    for each in found["supervisions"]:
        mode = each["mode"] or "rings"
        click.echo(f"{each['supervisor_id']}: {mode} on {each['call_id']}, {each['agent_id']}")


_as = click.option(
    "--as", "supervisor_id", type=WHO, metavar="SUPERVISOR", required=True, help="Who acts."
)


def _act(supervisor_id: str, agent_id: str, act: str, body: dict[str, Any]) -> dict[str, Any]:
    names = (quote(supervisor_id, safe=""), quote(agent_id, safe=""))
    return _client().post(f"/api/supervisors/{names[0]}/agents/{names[1]}/{act}", body)


@board.command()
@click.argument("agent_id")
@_as
@click.option("--reason", default="")
def logout(agent_id: str, supervisor_id: str, reason: str) -> None:
    """Log an agent out; a call in progress is finished first."""
    _act(supervisor_id, agent_id, "logout", {"reason": reason})
    click.echo(f"{agent_id} is logged out.")


@board.command()
@click.argument("agent_id")
@_as
@click.option("--reason", default="unspecified", show_default=True)
def pause(agent_id: str, supervisor_id: str, reason: str) -> None:
    """Let an agent take no more calls."""
    _act(supervisor_id, agent_id, "pause", {"reason": reason})
    click.echo(f"{agent_id} is paused: {reason}.")


@board.command()
@click.argument("agent_id")
@_as
@click.option("--reason", default="")
def resume(agent_id: str, supervisor_id: str, reason: str) -> None:
    """Let an agent take calls again; also ends wrap-up."""
    _act(supervisor_id, agent_id, "resume", {"reason": reason})
    click.echo(f"{agent_id} takes calls.")


@board.command()
@click.argument("agent_id")
@_as
@click.option("--kind", "kinds", multiple=True, required=True, help="A kind of queue; repeatable.")
@click.option("--skill", "skills", multiple=True, metavar="NAME=LEVEL", help="Repeatable.")
def assign(
    agent_id: str, supervisor_id: str, kinds: tuple[str, ...], skills: tuple[str, ...]
) -> None:
    """Give an agent other queues and skills until midnight; languages stay."""
    levels = {}
    for each in skills:
        name, _, level = each.partition("=")
        if not level.isdigit():
            raise click.UsageError(f"--skill {each}: say NAME=LEVEL, a level from 1 to 5")
        levels[name] = int(level)
    _act(supervisor_id, agent_id, "assign", {"kinds": list(kinds), "skills": levels})
    click.echo(f"{agent_id} serves {', '.join(kinds)} until midnight.")

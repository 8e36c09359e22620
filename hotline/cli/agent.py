"""`hotline agent ...`: what an agent does at the desk, from the terminal."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import click

from hotline.cli.one_line import WHO
from hotline.desk.client import DeskClient

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _client() -> DeskClient:
    from hotline.settings import load_settings

    return DeskClient.from_settings(load_settings())


def _path(agent_id: str, what: str) -> str:
    return f"/api/agents/{quote(agent_id, safe='')}/{what}"


def _told(result: Mapping[str, Any], *, as_json: bool, sentence: str) -> None:
    click.echo(json.dumps(result) if as_json else sentence)


@click.group()
def agent() -> None:
    """Agents: who is there, log in and out, and what they do on a call."""


@agent.command("list")
@_json
def list_agents(as_json: bool) -> None:
    """Everyone's status and state."""
    result = _client().get("/api/agents")
    if as_json:
        click.echo(json.dumps(result))
        return
    for row in result["agents"]:
        until = f" on {row['call_id']}" if row.get("call_id") else ""
        click.echo(f"{row['agent_id']:8} {row['name']:12} {row['status']:11} {row['state']}{until}")


@agent.command()
@click.argument("agent_id")
@click.option("--device", help="Ring this telephone of the agent's; default: the first registered.")
@_json
def login(agent_id: str, device: str | None, as_json: bool) -> None:
    """Log an agent in."""
    result = _client().post(_path(agent_id, "login"), {"device": device})
    sentence = f"{agent_id} is logged in at {result['device']}."
    _told(result, as_json=as_json, sentence=sentence)


@agent.command()
@click.argument("agent_id")
@_json
def logout(agent_id: str, as_json: bool) -> None:
    """Log an agent out; a call in progress is finished first."""
    result = _client().post(_path(agent_id, "logout"), {})
    _told(result, as_json=as_json, sentence=f"{agent_id} is logged out.")


@agent.command()
@click.argument("agent_id")
@click.option("--reason", default="unspecified", show_default=True)
@_json
def pause(agent_id: str, reason: str, as_json: bool) -> None:
    """Take no more calls."""
    result = _client().post(_path(agent_id, "pause"), {"reason": reason})
    _told(result, as_json=as_json, sentence=f"{agent_id} is paused: {reason}.")


@agent.command()
@click.argument("agent_id")
@_json
def resume(agent_id: str, as_json: bool) -> None:
    """Take calls again; also ends wrap-up."""
    result = _client().post(_path(agent_id, "resume"), {})
    _told(result, as_json=as_json, sentence=f"{agent_id} takes calls.")


@agent.command()
@click.argument("agent_id")
@_json
def extend(agent_id: str, as_json: bool) -> None:
    """Take longer after a call, as often as the queue allows."""
    result = _client().post(_path(agent_id, "extend"), {})
    _told(result, as_json=as_json, sentence=f"{agent_id} has more time.")


@agent.command()
@click.argument("agent_id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as always.")
def pop(agent_id: str, as_json: bool) -> None:
    """The screen pop: what the caller of this agent's call already said (JSON)."""
    click.echo(json.dumps(_client().get(_path(agent_id, "call")), indent=1))


@agent.command()
@click.argument("agent_id")
@click.argument("tag")
@_json
def language(agent_id: str, tag: str, as_json: bool) -> None:
    """Correct the language of this agent's caller; an interpreter comes if the agent lacks it."""
    _act(agent_id, "language", {"language": tag}, as_json, f"The caller speaks {tag}.")


@agent.command()
@click.argument("agent_id")
@click.argument("tag")
@click.option("--additional", is_flag=True, help="Beside one for the caller's own language.")
@_json
def interpreter(agent_id: str, tag: str, additional: bool, as_json: bool) -> None:
    """Bring an interpreter of a language into this agent's call."""
    wanted = {"language": tag, "additional": additional}
    _act(agent_id, "interpreter", wanted, as_json, f"Looking for {tag}.")


@agent.command()
@click.argument("agent_id")
@click.argument("queue")
@_json
def handover(agent_id: str, queue: str, as_json: bool) -> None:
    """Pass this agent's caller to another queue, with the context."""
    _act(agent_id, "handover", {"queue": queue}, as_json, f"The caller goes to {queue}.")


def _targets(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say who is wanted."""
    for name, what in (
        ("number", "any number outside"),
        ("destination", "a destination of the city, by name or code"),
        ("agent", "an agent by id, who must be free"),
        ("queue", "a queue"),
    ):
        command = click.option(f"--{name}", default="", help=f"The one wanted: {what}.")(command)
    return command


def _one(given: Mapping[str, str]) -> dict[str, str]:
    named = {name: value for name, value in given.items() if value}
    if len(named) != 1:
        raise click.UsageError("name one of --queue, --agent, --destination and --number")
    return named


@agent.command()
@click.argument("agent_id")
@_targets
@_json
def consult(agent_id: str, as_json: bool, **given: str) -> None:
    """Step aside to talk with somebody else, while this agent's caller hears music."""
    _act(agent_id, "consult", _one(given), as_json, "Calling; the caller hears music.")


@agent.command()
@click.argument("agent_id")
@_json
def complete(agent_id: str, as_json: bool) -> None:
    """Leave the caller to the one this agent consults."""
    _act(agent_id, "complete", {}, as_json, "The caller is transferred.")


@agent.command()
@click.argument("agent_id")
@_json
def conference(agent_id: str, as_json: bool) -> None:
    """Bring the one this agent consults to the caller: everyone hears everyone."""
    _act(agent_id, "conference", {}, as_json, "Everyone is in one call.")


@agent.command()
@click.argument("agent_id")
@_json
def retrieve(agent_id: str, as_json: bool) -> None:
    """Give up the consult; the caller is back with this agent."""
    _act(agent_id, "retrieve", {}, as_json, "The caller is back.")


@agent.command()
@click.argument("agent_id")
@_targets
@_json
def transfer(agent_id: str, as_json: bool, **given: str) -> None:
    """Give this agent's caller away and leave at once."""
    _act(agent_id, "transfer", _one(given), as_json, "The caller is on the way there.")


@agent.command()
@click.argument("agent_id")
@_json
def emergency(agent_id: str, as_json: bool) -> None:
    """Connect this agent's caller to the emergency line at once."""
    _act(agent_id, "emergency", {}, as_json, "The emergency line is called.")


@agent.command()
@click.argument("agent_id")
@click.argument("text")
@_json
def note(agent_id: str, text: str, as_json: bool) -> None:
    """Write a note that travels with this agent's call."""
    _act(agent_id, "note", {"text": text}, as_json, "Noted.")


@agent.command()
@click.argument("agent_id")
@click.option("--need", required=True, help="What help is wanted.")
@click.option("--name", default="", help="Who asks; empty for anonymous.")
@click.option("--service-type", default="")
@click.option(
    "--contact-type",
    type=click.Choice(["inquiry", "help", "complaint", "report", "suggestion"]),
    default="inquiry",
    show_default=True,
)
@_json
def intake(agent_id: str, as_json: bool, **fields: str) -> None:
    """Save intake part 1 for this agent's call; number and time are filled in."""
    client = _client()
    call_id = client.get(_path(agent_id, "call"))["call_id"]
    result = client.post(f"/api/calls/{call_id}/intake", {"agent_id": agent_id, **fields})
    _told(result, as_json=as_json, sentence=f"Saved as {result['serial']}.")


@agent.command()
@click.argument("call_id")
@click.argument("code")
@click.option("--as", "agent_id", type=WHO, help="Who answered (default: the agent on the call).")
@click.option("--district", default="", help="Where the caller lives, if known.")
@_json
def inquiry(call_id: str, code: str, agent_id: str | None, district: str, as_json: bool) -> None:
    """Note that the question of the call CALL_ID was answered under the code CODE."""
    client, call = _client(), f"/api/calls/{quote(call_id, safe='')}"
    if agent_id is None:
        on_it = [who for who, role in client.get(call)["parties"].items() if role == "primary"]
        if len(on_it) != 1:
            raise click.UsageError("no agent is on the call now: say who answered with --as")
        (agent_id,) = on_it
    result = client.post(
        f"{call}/inquiry",
        {"agent_id": agent_id, "code": code, "district": district},
    )
    _told(result, as_json=as_json, sentence=f"Noted under {result['code']}.")


def _act(agent_id: str, act: str, fields: Mapping[str, object], as_json: bool, done: str) -> None:
    client = _client()
    call_id = client.get(_path(agent_id, "call"))["call_id"]
    result = client.post(f"/api/calls/{call_id}/{act}", {"agent_id": agent_id, **fields})
    _told(result, as_json=as_json, sentence=done)


@agent.command()
@click.argument("agent_id")
@click.option("--task", "task_id", required=True, help="The task whose person is called.")
@_json
def dial(agent_id: str, task_id: str, as_json: bool) -> None:
    """Call the person of a task: the agent's telephone rings first, then the person's."""
    path = f"/api/tasks/{quote(task_id, safe='')}/dial"
    result = _client().post(path, {"agent_id": agent_id})
    _told(result, as_json=as_json, sentence=f"{agent_id} is rung, then the person of {task_id}.")

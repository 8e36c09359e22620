"""`hotline supervise`: be on a conversation, from the terminal and the own telephone."""

import json
from urllib.parse import quote

import click

from hotline.cli.one_line import WHO
from hotline.desk.client import DeskClient

_MODES = ("listen", "whisper", "barge")


@click.command()
@click.argument("target", metavar="[CALL|AGENT]", required=False)
@click.option("--mode", type=click.Choice(_MODES), default="listen", show_default=True)
@click.option("--as", "supervisor_id", type=WHO, metavar="SUPERVISOR", help="Who you are.")
@click.option("--end", is_flag=True, help="Leave the conversation.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def supervise(
    target: str | None, mode: str, supervisor_id: str | None, end: bool, as_json: bool
) -> None:
    """Listen to a conversation, whisper to its agent, or join it; without a target: who does.

    The supervisor's telephone rings. Said again with another mode, or with the keys 4 (listen),
    5 (whisper) and 6 (barge), it goes on in that mode.
    """
    from hotline.settings import load_settings

    client = DeskClient.from_settings(load_settings())
    if target is None and not end:
        _list(client, as_json=as_json)
        return
    if supervisor_id is None:
        raise click.UsageError("say who you are: --as SUPERVISOR")
    path = f"/api/supervisors/{quote(supervisor_id, safe='')}"
    if end:
        result = client.post(f"{path}/end", {})
        sentence = f"{supervisor_id} leaves the conversation."
    else:
        result = client.post(f"{path}/supervise", {"target": target, "mode": mode})
        sentence = (
            f"{supervisor_id}: {mode} on {result['call_id']}, agent {result['agent_id']} "
            f"({result['supervision_id']})."
        )
    click.echo(json.dumps(result) if as_json else sentence)


def _list(client: DeskClient, *, as_json: bool) -> None:
    result = client.get("/api/supervisions")
    if as_json:
        click.echo(json.dumps(result))
        return
    for each in result["supervisions"]:
        mode = each["mode"] or "rings"
        who = f"{each['supervisor_id']:8} {mode:8} agent {each['agent_id']}"
        click.echo(f"{who} on {each['call_id']}")
    if not result["supervisions"]:
        click.echo("Nobody supervises a conversation now.")

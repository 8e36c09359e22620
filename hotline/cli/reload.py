"""`hotline reload`: the running service takes the city's files anew."""

import json

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def reload(as_json: bool) -> None:
    """Take the city's files anew; calls in progress keep their version.

    Files that are not valid change nothing: every problem is told with its place.
    """
    from hotline.desk_client import DeskClient
    from hotline.settings import load_settings

    result = DeskClient.from_settings(load_settings()).post("/api/reload", {})
    if as_json:
        click.echo(json.dumps(result))
        return
    click.echo(f"New calls are served by version {result['version']}.")
    if result["new_devices"]:
        click.echo(
            f"Asterisk does not know the telephones {', '.join(result['new_devices'])} yet: "
            "`hotline asterisk stop` and `start` when no calls are in progress."
        )

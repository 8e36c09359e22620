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

    version = DeskClient.from_settings(load_settings()).post("/api/reload", {})["version"]
    if as_json:
        click.echo(json.dumps({"version": version}))
    else:
        click.echo(f"New calls are served by version {version}.")

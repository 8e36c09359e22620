"""`hotline reload`: the running service takes the city's files anew."""

import json

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def reload(context: click.Context, as_json: bool) -> None:
    """Take the city's files anew; calls in progress keep their version.

    Files that are not valid change nothing: every problem is told with its place.
    """
    from hotline.desk_client import DeskClient
    from hotline.errors import HotlineError
    from hotline.settings import load_settings

    result = DeskClient.from_settings(load_settings()).post("/api/reload", {})
    if as_json:
        click.echo(json.dumps(result))
        context.exit(1 if result["asterisk_failure"] else 0)
    click.echo(f"New calls are served by version {result['version']}.")
    if failure := result["asterisk_failure"]:
        raise HotlineError(f"Asterisk does not know the changed telephones yet: {failure}")
    if result["new_devices"]:
        click.echo(f"New telephones: {', '.join(result['new_devices'])}.")

"""`hotline asterisk`: start, stop and look at Asterisk by itself."""

import json

import click

from asterisk_conf.errors import AlreadyRunning
from asterisk_conf.process import AsteriskProcess
from asterisk_conf.toolchain import load_toolchain


@click.group()
def asterisk() -> None:
    """Start, stop and look at Asterisk by itself."""


@asterisk.command()
@click.option("--wait", "wait_s", default=20.0, show_default=True, help="Seconds to come up.")
def start(wait_s: float) -> None:
    """Start Asterisk; that it runs already is no error."""
    process = _process()
    try:
        found = process.start(timeout_s=wait_s)
    except AlreadyRunning as error:
        click.echo(f"{error}.")
    else:
        click.echo(f"Asterisk {found.version} is running (process {found.pid}).")


@asterisk.command()
@click.option("--grace", "grace_s", default=5.0, show_default=True, help="Seconds for live calls.")
def stop(grace_s: float) -> None:
    """Stop Asterisk; that it does not run is no error."""
    stopped = _process().stop(grace_s=grace_s)
    click.echo("Asterisk has stopped." if stopped else "Asterisk was not running.")


@asterisk.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Say whether Asterisk runs; exit status 1 if it does not."""
    found = _process().status()
    if as_json:
        click.echo(json.dumps(found.as_dict()))
    elif not found.running:
        click.echo("Asterisk is not running.")
    elif found.uptime_s is None:
        click.echo(f"Asterisk is there (process {found.pid}) but does not answer.")
    else:
        click.echo(
            f"Asterisk {found.version} is running (process {found.pid}), "
            f"up {found.uptime_s} s, {found.channels} channels."
        )
    context.exit(0 if found.running and found.uptime_s is not None else 1)


def _process() -> AsteriskProcess:
    # The settings read the city's files: help and usage errors must not wait for that.
    from hotline.cities.start import city_served
    from hotline.settings import load_settings

    settings = load_settings()
    return AsteriskProcess(settings.asterisk(city_served(settings)), load_toolchain())

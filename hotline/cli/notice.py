"""`hotline notice`: what callers hear at the front of their calls, beside the flow."""

import json
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import click

from hotline.cli.one_line import WHO
from hotline.cli.reading import as_json_option, print_json, print_rows
from hotline.desk.client import DeskClient

_SPEAKS_S: Final = 120.0
"""A notice is spoken to files before it goes on."""


@click.group()
def notice() -> None:
    """Notices at the front of calls: outages, emergencies, what everybody asks today."""


_as = click.option(
    "--as", "supervisor_id", type=WHO, metavar="SUPERVISOR", required=True, help="Who acts."
)
_text = click.option(
    "--text", "texts", multiple=True, metavar="LANGUAGE=TEXT", help="What is heard; repeatable."
)
_until = click.option(
    "--until", default="", metavar="TIME", help="+30m, +2h, 18:30 or 2026-12-24 18:30."
)


@notice.command()
@click.argument("name")
@_text
@_until
@click.option(
    "--kind",
    type=click.Choice(["information", "outage", "emergency"]),
    default="information",
    show_default=True,
    help="An emergency's is heard on every line before anything else.",
)
@click.option("--line", "lines", multiple=True, help="A dialled number; repeatable. Default: all.")
@click.option(
    "--then",
    type=click.Choice(["continue", "hang_up"]),
    default="continue",
    show_default=True,
    help="What follows the notice.",
)
@_as
@as_json_option
def on(
    name: str,
    texts: tuple[str, ...],
    until: str,
    kind: str,
    lines: tuple[str, ...],
    then: str,
    supervisor_id: str,
    as_json: bool,
) -> None:
    """Let new callers hear the notice NAME from now on; calls in progress are not disturbed."""
    body = {
        "kind": kind,
        "text": _by_language(texts),
        "lines": list(lines),
        "then": then,
        "until": until,
    }
    _tell(_act(supervisor_id, name, "on", body), as_json)


@notice.command()
@click.argument("name")
@_text
@_until
@_as
@as_json_option
def edit(name: str, texts: tuple[str, ...], until: str, supervisor_id: str, as_json: bool) -> None:
    """Change the text or the end of NAME, which is on or proposed."""
    body = {"text": _by_language(texts), "until": until}
    _tell(_act(supervisor_id, name, "edit", body), as_json)


@notice.command()
@click.argument("name")
@click.option("--reason", default="", help="Why, for the record.")
@_as
def off(name: str, reason: str, supervisor_id: str) -> None:
    """Let callers hear NAME no more."""
    _act(supervisor_id, name, "off", {"reason": reason})
    click.echo(f"{name} is off.")


@notice.command()
@click.argument("name")
@_as
@as_json_option
def approve(name: str, supervisor_id: str, as_json: bool) -> None:
    """Switch on what a surge proposes, as it is; edit it first to change it."""
    _tell(_act(supervisor_id, name, "approve", {}), as_json)


@notice.command()
@click.argument("name")
@click.option("--reason", default="", help="Why, for the record.")
@_as
def reject(name: str, reason: str, supervisor_id: str) -> None:
    """Announce nothing of what surges."""
    _act(supervisor_id, name, "reject", {"reason": reason})
    click.echo(f"{name} is rejected.")


@notice.command(name="list")
@click.option("--past", type=click.IntRange(1, 10_000), help="The last so many that are over.")
@as_json_option
def list_command(past: int | None, as_json: bool) -> None:
    """List what is on and what is proposed; with --past what is over, from the records."""
    if past is not None:
        _list_past(past, as_json)
        return
    found = _client().get("/api/notices")
    if as_json:
        click.echo(json.dumps(found))
        return
    print_rows(
        "Notices",
        ("notice", "state", "kind", "lines", "then", "ends", "by", "text"),
        [
            (
                each["notice_id"],
                each["state"],
                each["kind"],
                ", ".join(each["lines"]) or "all",
                each["then"],
                _clock(each["ends_at"]),
                each["actor"],
                " | ".join(f"{tag}: {text}" for tag, text in each["text"].items()),
            )
            for each in found["notices"]
        ],
        empty="No notice is on, and none is proposed.",
    )
    for each in found["notices"]:
        if each["surge"] is not None:
            click.echo(f"{each['notice_id']}: {surge_in_words(each['surge'])}")


def surge_in_words(surge: dict[str, Any]) -> str:
    """Return the figures of a surge in a sentence."""
    return (
        f"{surge['count']} asked within {surge['bin_s'] / 60:g} min, {surge['usual']:.1f} is usual "
        f"(chance {surge['probability']:.1e}; {surge['false_alarms_per_year']:g} false alarms a "
        "year are allowed)"
    )


def _list_past(most: int, as_json: bool) -> None:
    from db.queries.notices import past_notices
    from hotline.cli import reading

    with reading.session() as session:
        rows = past_notices(session, most=most)
    columns = ("notice_id", "state", "kind", "began_at", "ended_at", "actor", "reason", "text")
    if as_json:
        print_json({"notices": [{name: getattr(row, name) for name in columns} for row in rows]})
        return
    print_rows(
        "Notices that are over",
        ("notice", "ended as", "kind", "began", "ended", "by", "reason"),
        [
            (
                row.notice_id,
                row.state,
                row.kind,
                reading.clock_time(row.began_at),
                reading.clock_time(row.ended_at),
                row.actor,
                row.reason,
            )
            for row in rows
        ],
        empty="No notice is over yet.",
    )


def _by_language(texts: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for each in texts:
        tag, is_there, text = each.partition("=")
        if not is_there or not tag.strip() or not text.strip():
            raise click.UsageError(f"--text {each}: say LANGUAGE=TEXT, such as en='We are closed.'")
        found[tag.strip()] = text.strip()
    return found


def _client() -> DeskClient:
    from hotline.settings import load_settings

    return DeskClient.from_settings(load_settings())


def _act(supervisor_id: str, name: str, act: str, body: dict[str, Any]) -> dict[str, Any]:
    who, what = (quote(each, safe="") for each in (supervisor_id, name))
    path = f"/api/supervisors/{who}/notices/{what}/{act}"
    return _client().post(path, body, timeout_s=_SPEAKS_S)


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _tell(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told))
        return
    state = "on" if told["state"] == "on" else "still only proposed"
    click.echo(f"{told['notice_id']} is {state}; it ends at {_clock(told['ends_at'])}.")

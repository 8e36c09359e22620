"""`hotline board --follow`: the board, and then each thing that happens."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import click

from hotline.desk.client import DeskClient
from hotline.errors import NoService

_RETRY_S = 1.0


def follow(client: DeskClient, *, sleep: Callable[[float], object] = time.sleep) -> Iterator[Any]:
    """Give the board, then each event after it; the board again where events were missed.

    Does not end by itself: while the service does not answer it is asked again.

    Args:
        client: asks the service.
        sleep: waits between two attempts; a test needs none.
    """
    board = client.get("/api/board")
    yield {"board": board}
    place, lost = board["place"], False
    while True:
        try:
            if lost:
                sleep(_RETRY_S)
            found = client.get(f"/api/events/{place}")
            if found["missed"]:
                board = client.get("/api/board")
                found = {"place": board["place"], "events": []}
                yield {"board": board}
        except NoService as error:
            if not lost:
                yield {"lost": str(error)}
            lost = True
            continue
        lost = False
        place = found["place"]
        for event in found["events"]:
            yield {"event": event}


def show(told: dict[str, Any], *, as_json: bool, show_board: Callable[[Any], None]) -> None:
    """Print one thing that `follow` gave."""
    if as_json:
        click.echo(json.dumps(told))
    elif "board" in told:
        show_board(told["board"])
    elif "lost" in told:
        click.echo(told["lost"], err=True)
    elif told["event"]["text"]:
        event = told["event"]
        at = datetime.fromtimestamp(event["at"]).astimezone()
        click.echo(f"{at:%H:%M:%S}  {event['call_id'] or ''}  {event['text']}")

"""`hotline lines`: the city's numbers, and where they lead."""

import time
from datetime import datetime

import click

from hotline.cli.reading import as_json_option, jsonable, print_json, print_rows
from hotline.settings import load_settings
from ivr.flow.profile import Profile


@click.command()
@click.option("--agencies", is_flag=True, help="The destinations that callers are connected to.")
@as_json_option
def lines(agencies: bool, as_json: bool) -> None:
    """Numbers that people dial, and the flow each leads into."""
    profile = load_settings().load_city()
    if agencies:
        _agencies(profile, as_json)
        return
    today = datetime.now(profile.zone).date()
    known = [line for times in profile.lines.values() for line in times]
    if as_json:
        print_json(
            {"lines": [{**jsonable(line), "good_today": line.covers(today)} for line in known]}
        )
        return
    print_rows(
        "Lines",
        (
            "number",
            "alias",
            "flow",
            "language",
            "agency",
            "district",
            "texts",
            "since",
            "until",
            "today",
        ),
        [
            (
                line.number,
                line.alias,
                line.flow,
                line.language_hint,
                line.agency,
                line.district,
                "yes" if line.texts else "",
                line.since,
                line.until,
                "yes" if line.covers(today) else "no",
            )
            for line in known
        ],
        wide_only=("texts", "since", "until"),
    )


def _agencies(profile: Profile, as_json: bool) -> None:
    now = time.time()
    places = [
        {
            "name": place.name,
            "number": place.number,
            "code": place.code,
            "connects": place.connects,
            "open_now": place.open_at(now),
            "districts": place.districts,
        }
        for place in profile.destinations.values()
    ]
    if as_json:
        print_json({"agencies": places})
        return
    print_rows(
        "Agencies",
        ("name", "number", "code", "connects", "open now", "districts"),
        [
            (
                place["name"],
                place["number"],
                place["code"],
                "yes" if place["connects"] else "told only",
                "yes" if place["open_now"] else "no",
                ", ".join(profile.destinations[str(place["name"])].districts),
            )
            for place in places
        ],
    )

"""`hotline dialtest`: call every number, and hear whether it is answered as it must be."""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from db.queries.dial_tests import last_dial_tests
from hotline.cli import reading
from hotline.cli.reading import as_json_option, clock_time, print_json, print_rows, seconds
from hotline.errors import HotlineError


@click.command()
@click.option("--alias", "numbers", multiple=True, metavar="NUMBER", help="Only this number.")
@click.option("--last", is_flag=True, help="Tell the last test of each number, call nobody.")
@click.option("--at-once", type=click.IntRange(1, 20), default=4, show_default=True)
@click.option("--answer-s", type=click.FloatRange(1, 60), default=10.0, show_default=True)
@click.option("--prompt-s", type=click.FloatRange(1, 120), default=30.0, show_default=True)
@as_json_option
def dialtest(
    numbers: Sequence[str],
    last: bool,
    at_once: int,
    answer_s: float,
    prompt_s: float,
    as_json: bool,
) -> None:
    """Call the city's numbers through the trunk, and compare what is heard with the flow.

    Exit status 1 when a number is not answered with its first prompt. The results are put on
    record by the running service; the contacts are marked as tests, which no figure counts.
    """
    if last:
        with reading.session() as session:
            rows: list[dict[str, Any]] = [asdict(row) for row in last_dial_tests(session)]
    else:
        rows = asyncio.run(_test(numbers, at_once, answer_s, prompt_s))
    _print(rows, as_json)
    if not all(row["passed"] for row in rows):
        sys.exit(1)


async def _test(
    numbers: Sequence[str], at_once: int, answer_s: float, prompt_s: float
) -> list[dict[str, Any]]:
    from agent_desk.softphone.endpoint import SoftphoneEndpoint
    from agent_desk.softphone.phone import Softphone
    from hotline.cities.dial_tests import DialTester, Patience
    from hotline.cities.start import city_served
    from hotline.desk.client import DeskClient
    from hotline.settings import load_settings

    settings = load_settings()
    profile = city_served(settings)
    now = time.time()
    day = profile.day(now)
    known = [line for times in profile.lines.values() for line in times if line.covers(day)]
    # A test number is served by the draft: what it says is nobody's business but its author's.
    served = [line for line in known if not line.draft]
    chosen = [line for line in served if not numbers or line.number in numbers]
    if unknown := sorted(set(numbers) - {line.number for line in chosen}):
        raise click.BadParameter(
            f"no line has the number {', '.join(unknown)} today, or it is a test number "
            "(`hotline lines`)",
            param_hint="--alias",
        )
    async with SoftphoneEndpoint(max_calls=at_once + 1) as endpoint:
        phone = Softphone(endpoint, "dialtest", server=f"127.0.0.1:{settings.ports.sip}")
        tester = DialTester(
            phone,
            settings.prompt_store(profile),
            caller=settings.secrets().dial_test_caller,
            patience=Patience(answer_s=answer_s, prompt_s=prompt_s),
        )
        results = await tester.test_all(profile, chosen, at_once=at_once, now=now)
    rows = [asdict(result) for result in results]
    try:
        DeskClient.from_settings(settings).post("/api/dialtests", {"results": rows})
    except HotlineError as error:
        click.echo(f"hotline: the results are not on record: {error}", err=True)
    return rows


def _print(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json({"ok": all(row["passed"] for row in rows), "numbers": rows})
        return
    print_rows(
        "Dial tests",
        ("number", "alias", "flow", "answered s", "speech s", "result", "at"),
        [
            (
                row["number"],
                row["alias"],
                row["flow"],
                seconds(row["answered_s"]),
                seconds(row["speech_s"]),
                row["reason"] or "good",
                clock_time(row.get("at")),
            )
            for row in rows
        ],
        empty="No number was tested.",
        wide_only=("at",),
    )

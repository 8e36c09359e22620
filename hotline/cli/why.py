"""`hotline calls why`: who could have had the call, who got it, and if that can be repeated."""

import click

from db.queries.decisions import Decision, decide_again, decisions
from db.queries.steps import receipt_lines, requirement_words, waiver_words
from hotline.cli.reading import as_json_option, clock_time, print_json, safe, session
from hotline.errors import NotFound


@click.command()
@click.argument("call")
@click.option(
    "--replay",
    is_flag=True,
    help="Make each decision again from the ledger; exit status 1 if one comes out otherwise.",
)
@as_json_option
def why(call: str, replay: bool, as_json: bool) -> None:
    """Each routing decision of a call, by its serial number or id.

    A decision comes with what was asked, the candidates, the reasons against them, and the winner.
    """
    differing: dict[str, tuple[str, ...]] = {}
    with session() as records:
        made = decisions(records, call)
        if made is None:
            raise NotFound(f"there is no call {call} on record: see `hotline calls`")
        if replay:
            verdicts = decide_again(records, made)
            differing = {each.decision.offer.offer_id: each.differences for each in verdicts}
    if as_json:
        print_json({"decisions": made, **({"differences": differing} if replay else {})})
    else:
        for decision in made:
            _print(decision, differing.get(decision.offer.offer_id))
        if not made:
            click.echo("No agent was offered this call.")
    if any(differing.values()):
        raise SystemExit(1)


def _print(decision: Decision, differing: tuple[str, ...] | None) -> None:
    offer = decision.offer
    click.echo(
        f"{clock_time(decision.at)}  offered to {safe(offer.agent_id)} as {offer.role.value}  "
        f"({safe(decision.boot_id)}, {decision.seq})"
    )
    if offer.facts is not None:
        click.echo(f"  asked: {safe(requirement_words(offer.facts.requirement))}")
    if offer.waived:
        click.echo(f"  any language: {safe(waiver_words(offer.waived))}")
    for line in receipt_lines(offer.receipt):
        click.echo(f"  {safe(line)}")
    if differing is not None and not differing:
        click.echo("  made again: the same")
    for line in differing or ():
        click.echo(f"  made again: {safe(line)}")

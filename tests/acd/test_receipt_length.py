"""A shorter receipt costs less and changes no decision."""

import random

from acd.commands import OfferCall
from acd.engine import Engine
from acd.events import OfferMade
from acd.inputs import AgentLoggedIn, CallEnqueued, CallerLeft, Input, OfferDeclined
from tests.acd.harness import agent, plan


def _offers(receipt_length: int) -> tuple[list[tuple[str, str]], int]:
    """Who was offered what in a random hour, and the longest receipt."""
    chance = random.Random(7)
    staff = [
        agent(f"a{n}", **dict.fromkeys(("en", "es")[: 1 + n % 2], 1 + n % 5)) for n in range(9)
    ]
    count = 0

    def new_id(prefix: str) -> str:
        nonlocal count
        count += 1
        return f"{prefix}-{count}"

    engine = Engine(plan(*staff), new_id=new_id, receipt_length=receipt_length)
    made: list[tuple[str, str]] = []
    longest = 0

    def tell(told: Input, now: float) -> None:
        nonlocal longest
        engine.handle(told, now=now)
        for output in engine.take_outputs():
            if isinstance(output, OfferMade):
                made.append((output.call_id, output.agent_id))
                longest = max(longest, len(output.receipt.candidates))
            elif isinstance(output, OfferCall) and chance.random() < 0.4:
                tell(OfferDeclined(offer_id=output.offer_id), now)

    for each in staff:
        tell(AgentLoggedIn(agent_id=each.agent_id), 1_000.0)
    for number in range(60):
        now = 1_001.0 + 20 * number
        tell(
            CallEnqueued(
                call_id=f"c{number}", queue="general", language=chance.choice(["en", "es"])
            ),
            now,
        )
        if number >= 5:
            tell(CallerLeft(call_id=f"c{number - 5}"), now + 1)
    return made, longest


def test_only_the_winner_is_listed_and_the_decisions_are_the_same() -> None:
    short, one = _offers(1)
    full, many = _offers(32)
    assert len(full) > 60
    assert short == full
    assert (one, many) == (1, 9)

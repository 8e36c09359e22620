import pytest

from ivr.asterisk.leg_facts import (
    LegAnswered,
    LegDeclined,
    LegEnded,
    LegFact,
    LegHeld,
    LegRang,
    LegResumed,
    LegUnanswered,
    LegUnreachable,
)
from ivr.asterisk.leg_state import TRANSITIONS, Leg, LegState


@pytest.fixture
def leg() -> Leg:
    leg = Leg(offer_id="o1", channel_id="leg-o1", generation=1)
    leg.channel = "PJSIP/a1-00000001"
    return leg


def walk(leg: Leg, *signals: str, cause: int = 16) -> list[LegFact]:
    facts = {
        "rings": leg.rings,
        "picked up": leg.picked_up,
        "parked": leg.parked,
        "held": leg.held,
        "resumed": leg.resumed,
        "hung up": lambda: leg.hung_up(cause=cause, text="text"),
        "lost": lambda: leg.lost(cause="lost"),
    }
    return [fact for fact in (facts[signal]() for signal in signals) if fact is not None]


RANG = LegRang(offer_id="o1")
ANSWERED = LegAnswered(offer_id="o1", channel="PJSIP/a1-00000001")


@pytest.mark.parametrize(
    ("signals", "cause", "facts"),
    [
        (["rings", "hung up"], 17, [RANG, LegDeclined(offer_id="o1")]),
        (["rings", "hung up"], 21, [RANG, LegDeclined(offer_id="o1")]),
        (["hung up"], 17, [LegDeclined(offer_id="o1")]),
        (["rings", "hung up"], 19, [RANG, LegUnanswered(offer_id="o1")]),
        (["hung up"], 19, [LegUnreachable(offer_id="o1", cause="text")]),
        (["rings", "hung up"], 38, [RANG, LegUnreachable(offer_id="o1", cause="text")]),
        (["rings", "picked up", "hung up"], 16, [RANG, LegDeclined(offer_id="o1")]),
        (
            ["rings", "picked up", "parked", "hung up"],
            16,
            [RANG, ANSWERED, LegEnded(offer_id="o1", cause="text")],
        ),
        (["parked", "rings", "picked up"], 16, [ANSWERED]),
        (
            ["parked", "held", "held", "resumed", "resumed", "held"],
            16,
            [ANSWERED, LegHeld(offer_id="o1"), LegResumed(offer_id="o1"), LegHeld(offer_id="o1")],
        ),
        (["lost"], 0, [LegUnreachable(offer_id="o1", cause="lost")]),
        (["parked", "lost"], 0, [ANSWERED, LegEnded(offer_id="o1", cause="lost", broken=True)]),
    ],
)
def test_signals_become_facts(
    leg: Leg, signals: list[str], cause: int, facts: list[LegFact]
) -> None:
    assert walk(leg, *signals, cause=cause) == facts


@pytest.mark.parametrize("cause", [0, 16, 17, 19, 26])
@pytest.mark.parametrize("before", [[], ["rings"], ["rings", "picked up"]])
def test_an_unwanted_leg_has_one_last_fact(leg: Leg, before: list[str], cause: int) -> None:
    walk(leg, *before)
    leg.unwanted = True
    facts = walk(leg, "rings", "picked up", "parked", "held", "hung up", "lost", cause=cause)
    assert facts == [LegEnded(offer_id="o1", cause="text")]


def test_every_leg_ends_once_and_says_nothing_after(leg: Leg) -> None:
    walk(leg, "rings", "parked", "hung up")
    assert walk(leg, "rings", "picked up", "parked", "held", "resumed", "hung up", "lost") == []


def test_every_state_can_end_and_none_leads_back() -> None:
    order = list(LegState)
    for state, targets in TRANSITIONS.items():
        assert all(order.index(target) > order.index(state) for target in targets)
        assert state is LegState.OVER or LegState.OVER in targets

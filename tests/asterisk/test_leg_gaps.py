"""What became of legs while the manager connection was down."""

import pytest

from ivr.asterisk.errors import AmiError
from ivr.asterisk.leg_facts import (
    LegAnswered,
    LegDeclined,
    LegEnded,
    LegFact,
    LegHeld,
    LegRang,
    LegResumed,
    LegUnreachable,
)
from tests.asterisk.fake_ami import Action, Reply, event, message, refusal, until
from tests.asterisk.leg_desk import CHANNEL, Desk, shown

TALKING = {"Uniqueid": "leg-o1", "Channel": CHANNEL, "ChannelStateDesc": "Up", "BridgeId": "b1"}
HELD = LegHeld(offer_id="o1")
RESUMED = LegResumed(offer_id="o1")


def says_hold(value: str) -> Reply:
    """What the switch answers to the question whether a leg is on hold."""

    def reply(action: Action) -> bytes:
        action_id = f"ActionID: {action['ActionID'][0]}"
        asked = f"Variable: {action['Variable'][0]}"
        return message("Response: Success", action_id, asked, f"Value: {value}")

    return reply


async def test_after_a_gap_a_lost_answer_is_found(desk: Desk) -> None:
    await desk.ring()
    await desk.break_connection()
    desk.switch.replies["CoreShowChannels"] = shown(TALKING)
    await desk.legs.resync()
    assert desk.facts == [LegAnswered(offer_id="o1", channel=CHANNEL)]


async def test_after_a_gap_a_telephone_still_ringing_goes_on(desk: Desk) -> None:
    await desk.ring()
    await desk.break_connection()
    desk.switch.replies["CoreShowChannels"] = shown(
        {"Uniqueid": "leg-o1", "Channel": CHANNEL, "ChannelStateDesc": "Ringing"}
    )
    await desk.legs.resync()
    assert desk.facts == [LegRang(offer_id="o1")]
    desk.switch.send(event("Hangup", Uniqueid="leg-o1", Cause="17"))
    await desk.settle()
    assert desk.facts[1:] == [LegDeclined(offer_id="o1")]


async def test_after_a_gap_legs_that_are_gone_end_once(desk: Desk) -> None:
    await desk.answered()
    await desk.ring("o2")
    await desk.break_connection()
    desk.switch.replies["CoreShowChannels"] = shown()
    await desk.legs.resync()
    await desk.legs.resync()
    cause = "lost while the switch could not be reached"
    assert desk.facts[2:] == [
        LegEnded(offer_id="o1", cause=cause, broken=True),
        LegUnreachable(offer_id="o2", cause=cause),
    ]


async def test_after_a_gap_a_leg_rung_since_is_left_alone(desk: Desk) -> None:
    await desk.break_connection()
    await desk.ring()
    desk.switch.replies["CoreShowChannels"] = shown()
    await desk.legs.resync()
    assert desk.facts == []


async def test_after_a_gap_a_cancelled_leg_and_a_strange_ringing_one_are_hung_up(
    desk: Desk,
) -> None:
    await desk.ring()
    desk.switch.replies["Hangup"] = lambda action: refusal(action, "No such channel")
    await desk.legs.cancel("o1")
    await desk.break_connection()
    desk.switch.actions.clear()
    desk.switch.replies["CoreShowChannels"] = shown(
        {"Uniqueid": "leg-o1", "Channel": CHANNEL, "ChannelStateDesc": "Ringing"},
        {"Uniqueid": "leg-old", "Channel": "PJSIP/a9-1", "ChannelStateDesc": "Ringing"},
        {"Uniqueid": "leg-talking", "Channel": "PJSIP/a8-1", "ChannelStateDesc": "Up"},
        {"Uniqueid": "1795298651.39", "Channel": "PJSIP/t-1", "ChannelStateDesc": "Ringing"},
    )
    await desk.legs.resync()
    await until(lambda: len(desk.switch.named("Hangup")) == 2)
    hung_up = sorted(action["Channel"][0] for action in desk.switch.named("Hangup"))
    assert hung_up == ["leg-o1", "leg-old"]
    assert desk.facts == []


@pytest.mark.parametrize(
    ("before", "said", "facts"),
    [
        ("", "1", [HELD]),
        ("Hold", "0", [HELD, RESUMED]),
        ("", "0", []),
        ("Hold", "1", [HELD]),
        ("Hold", "", [HELD]),
    ],
)
async def test_after_a_gap_a_hold_that_began_or_ended_is_found(
    desk: Desk, before: str, said: str, facts: list[LegFact]
) -> None:
    await desk.answered()
    if before:
        desk.switch.send(event(before, Uniqueid="leg-o1"))
    await desk.settle()
    await desk.break_connection()
    desk.switch.replies["CoreShowChannels"] = shown(TALKING)
    desk.switch.replies["Getvar"] = says_hold(said)
    await desk.legs.resync()
    await desk.legs.resync()
    assert desk.facts[2:] == facts
    (asked,) = desk.switch.named("Getvar")
    assert (asked["Channel"], asked["Variable"]) == (["leg-o1"], ["CHANNEL(rtp,hold)"])


async def test_a_hold_that_ends_while_it_is_asked_about_is_over(desk: Desk) -> None:
    await desk.answered()
    await desk.break_connection()
    desk.switch.replies["CoreShowChannels"] = shown(TALKING)
    desk.switch.replies["Getvar"] = lambda action: (
        says_hold("1")(action) + event("Unhold", Uniqueid="leg-o1")
    )
    await desk.legs.resync()
    assert desk.facts[2:] == []


async def test_after_a_gap_only_answered_legs_that_are_wanted_are_asked_about(desk: Desk) -> None:
    await desk.answered()
    await desk.ring("o2")
    await desk.legs.hang_up("o1")
    await desk.break_connection()
    desk.switch.replies["CoreShowChannels"] = shown(
        TALKING,
        {"Uniqueid": "leg-o2", "Channel": "PJSIP/agent1-2", "ChannelStateDesc": "Ringing"},
    )
    await desk.legs.resync()
    assert desk.switch.named("Getvar") == []


async def test_a_leg_that_ends_while_it_is_asked_about_is_no_hold(desk: Desk) -> None:
    await desk.answered()
    await desk.break_connection()
    desk.switch.replies["CoreShowChannels"] = shown(TALKING)
    desk.switch.replies["Getvar"] = lambda action: (
        event("Hangup", Uniqueid="leg-o1", Cause="16", Cause_txt="Normal Clearing")
        + refusal(action, "No such channel")
    )
    await desk.legs.resync()
    assert desk.facts[2:] == [LegEnded(offer_id="o1", cause="Normal Clearing")]


async def test_a_resync_without_a_connection_says_so(desk: Desk) -> None:
    await desk.switch.stop()
    await until(lambda: not desk.ami.connected)
    with pytest.raises(AmiError):
        await desk.legs.resync()
    await desk.switch.start()

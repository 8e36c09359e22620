"""What became of legs while the manager connection was down."""

import pytest

from ivr.asterisk.errors import AmiError
from ivr.asterisk.leg_facts import (
    LegAnswered,
    LegDeclined,
    LegEnded,
    LegRang,
    LegUnreachable,
)
from tests.asterisk.fake_ami import event, refusal, until
from tests.asterisk.leg_desk import CHANNEL, Desk, shown


async def test_after_a_gap_a_lost_answer_is_found(desk: Desk) -> None:
    await desk.ring()
    await desk.break_connection()
    desk.switch.replies["CoreShowChannels"] = shown(
        {
            "Uniqueid": "leg-o1",
            "Channel": CHANNEL,
            "ChannelStateDesc": "Up",
            "BridgeId": "b1",
        }
    )
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


async def test_a_resync_without_a_connection_says_so(desk: Desk) -> None:
    await desk.switch.stop()
    await until(lambda: not desk.ami.connected)
    with pytest.raises(AmiError):
        await desk.legs.resync()
    await desk.switch.start()

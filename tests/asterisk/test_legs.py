import asyncio

import pytest

from ivr.asterisk.errors import AmiRejected
from ivr.asterisk.leg_facts import (
    LegAnswered,
    LegDeclined,
    LegEnded,
    LegHeld,
    LegRang,
    LegResumed,
    LegUnreachable,
)
from tests.asterisk.fake_ami import event, refusal, until
from tests.asterisk.leg_desk import CHANNEL, RECORDED, Desk


async def test_a_leg_is_rung_into_the_parking_extension(desk: Desk) -> None:
    await desk.ring()
    sent = desk.switch.named("Originate")[0]
    assert sent["Channel"] == ["PJSIP/agent1"]
    assert sent["ChannelId"] == ["leg-o1"]
    assert (sent["Context"], sent["Exten"], sent["Priority"]) == (["agent-leg"], ["park"], ["1"])
    assert (sent["Timeout"], sent["Async"]) == (["15000"], ["true"])
    assert (sent["CallerID"], sent["Variable"]) == (['"City" <311>'], ["CALL=c1"])


async def test_an_outside_leg_goes_through_the_trunk_with_the_keys_to_press(desk: Desk) -> None:
    await desk.legs.ring_outside("o1", "+12125550199", ring_timeout_s=30, keys="WW1234#")
    sent = desk.switch.named("Originate")[0]
    assert sent["Channel"] == ["PJSIP/+12125550199@outside"]
    assert sent["ChannelId"] == ["leg-o1"]
    assert (sent["Context"], sent["Exten"]) == (["agent-leg"], ["outside"])
    assert sent["Variable"] == ["HOTLINE_KEYS=WW1234#"]


@pytest.mark.parametrize(
    ("number", "keys", "told"),
    [
        ("", "", "a number has only"),
        ("555@elsewhere.example", "", "a number has only"),
        ("555&PJSIP/agent1", "", "a number has only"),
        ("5550199", "12,34", "keys are"),
        ("5550199", "${SECRET}", "keys are"),
    ],
)
async def test_what_is_dialled_outside_is_checked(
    desk: Desk, number: str, keys: str, told: str
) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        await desk.legs.ring_outside("o1", number, ring_timeout_s=30, keys=keys)
    assert not number or number not in str(caught.value)
    assert desk.switch.named("Originate") == []


async def test_the_recorded_legs_give_their_facts(desk: Desk) -> None:
    await desk.ring("o1")
    await desk.ring("o2")
    desk.switch.send(RECORDED[RECORDED.index(b"Event: TestEvent") :])
    await until(lambda: len(desk.facts) == 5)
    await desk.settle()
    assert desk.facts == [
        LegRang(offer_id="o1"),
        LegAnswered(offer_id="o1", channel=CHANNEL),
        LegEnded(offer_id="o1", cause="Normal Clearing"),
        LegRang(offer_id="o2"),
        LegDeclined(offer_id="o2"),
    ]


async def test_an_unregistered_telephone_is_unreachable(desk: Desk) -> None:
    await desk.ring()
    desk.switch.send(
        event("OriginateResponse", Response="Failure", Reason="0", Uniqueid="leg-o1")
        + event("Hangup", Uniqueid="leg-o1", Cause="19")
    )
    await desk.settle()
    assert desk.facts == [LegUnreachable(offer_id="o1", cause="could not be called (reason 0)")]


async def test_a_switch_that_refuses_to_ring_makes_the_leg_unreachable(desk: Desk) -> None:
    desk.switch.replies["Originate"] = lambda action: refusal(action, "Permission denied")
    await desk.ring()
    assert [type(fact) for fact in desk.facts] == [LegUnreachable]
    assert desk.legs.channel("o1") is None


async def test_a_leg_that_rings_after_its_order_was_given_up_is_hung_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.switch.replies["Originate"] = lambda action: None
    ringing = asyncio.create_task(desk.ring())
    await until(lambda: desk.switch.named("Originate"))
    await desk.break_connection()
    await ringing
    assert [type(fact) for fact in desk.facts] == [LegUnreachable]
    desk.switch.send(event("Newchannel", Uniqueid="leg-o1", Channel=CHANNEL))
    await until(lambda: desk.switch.named("Hangup"))
    assert desk.switch.named("Hangup")[0]["Channel"] == ["leg-o1"]
    assert len(desk.switch.named("Originate")) == 1


async def test_an_offer_is_rung_once_and_its_id_is_plain(desk: Desk) -> None:
    await desk.ring()
    for offer_id in ("o1", "a b", "x\r\nAction: y", ""):
        with pytest.raises(ValueError, match="cannot be rung"):
            await desk.ring(offer_id)
    assert len(desk.switch.named("Originate")) == 1


async def test_a_cancelled_leg_ends_and_never_answers(desk: Desk) -> None:
    await desk.ring()
    desk.switch.send(event("Newchannel", Uniqueid="leg-o1", Channel=CHANNEL))
    await desk.legs.cancel("o1")
    assert desk.switch.named("Hangup")[0]["Channel"] == ["leg-o1"]
    assert desk.switch.named("Hangup")[0]["Cause"] == ["26"]
    desk.switch.send(
        event("DialEnd", DestUniqueid="leg-o1", DialStatus="ANSWER")
        + event("BridgeEnter", Uniqueid="leg-o1", Channel=CHANNEL)
        + event("Hangup", Uniqueid="leg-o1", Cause="26", Cause_txt="Answered elsewhere")
    )
    await desk.settle()
    assert desk.facts == [LegEnded(offer_id="o1", cause="Answered elsewhere")]


async def test_a_leg_cancelled_before_it_exists_is_hung_up_when_it_does(desk: Desk) -> None:
    desk.switch.replies["Hangup"] = lambda action: refusal(action, "No such channel")
    await desk.ring()
    await desk.legs.cancel("o1")
    desk.switch.send(event("Newchannel", Uniqueid="leg-o1", Channel=CHANNEL))
    await until(lambda: len(desk.switch.named("Hangup")) == 2)


async def test_cancelling_what_is_over_does_nothing(desk: Desk) -> None:
    await desk.legs.cancel("unknown")
    assert desk.switch.named("Hangup") == []


async def test_a_leg_is_joined_by_redirecting_it(desk: Desk) -> None:
    await desk.answered()
    await desk.legs.join("o1", "PJSIP/trunk-00000001")
    order = [action["Action"][0] for action in desk.switch.actions[-2:]]
    setvar, redirect = desk.switch.actions[-2:]
    assert order == ["Setvar", "Redirect"]
    assert (setvar["Channel"], setvar["Variable"]) == ([CHANNEL], ["HOTLINE_TARGET"])
    assert setvar["Value"] == ["PJSIP/trunk-00000001"]
    assert (redirect["Channel"], redirect["Context"]) == ([CHANNEL], ["agent-leg"])
    assert (redirect["Exten"], redirect["Priority"]) == (["join"], ["1"])


async def test_a_leg_that_is_not_answered_cannot_be_joined(desk: Desk) -> None:
    await desk.ring()
    with pytest.raises(AmiRejected):
        await desk.legs.join("o1", "PJSIP/trunk-00000001")


async def test_a_join_that_asterisk_refuses_says_why(desk: Desk) -> None:
    await desk.answered()
    desk.switch.replies["Redirect"] = lambda action: refusal(action, "Channel does not exist")
    with pytest.raises(AmiRejected, match="Channel does not exist"):
        await desk.legs.join("o1", "PJSIP/trunk-00000001")


async def test_hold_and_resume_are_told_for_our_legs_only(desk: Desk) -> None:
    await desk.answered()
    desk.switch.send(
        event("Hold", Uniqueid="other")
        + event("Hold", Uniqueid="leg-o1")
        + event("Unhold", Uniqueid="leg-o1")
    )
    await desk.settle()
    assert desk.facts[2:] == [LegHeld(offer_id="o1"), LegResumed(offer_id="o1")]


async def test_entering_the_callers_bridge_is_no_second_answer(desk: Desk) -> None:
    await desk.answered()
    desk.switch.send(event("BridgeEnter", Uniqueid="leg-o1", Channel=CHANNEL))
    await desk.settle()
    assert len(desk.facts) == 2

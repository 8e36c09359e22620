"""Softphones calling each other on loopback: real SIP, real RTP."""

import asyncio

import pytest

from agent_desk.softphone.call_state import CallState
from agent_desk.softphone.endpoint import SoftphoneEndpoint
from agent_desk.softphone.errors import (
    CallNotAnswered,
    CallOver,
    SoftphoneError,
    SoundError,
    StackError,
    WaitedInVain,
)
from agent_desk.softphone.hearing import heard_freqs, tones
from agent_desk.softphone.pcm import join, read_wav, silence, sine
from agent_desk.softphone.phone import Answer, Reject, Ring, Softphone
from agent_desk.softphone.prompt_match import heard_prompt
from agent_desk.softphone.speech import SoundLibrary

FREQS = [440, 620, 880, 1320]


async def connected(alice: Softphone, bob: Softphone):
    call = await alice.dial(bob.uri)
    taken = await bob.next_call(2)
    await call.answered(2)
    await taken.answered(2)
    return call, taken


async def test_both_hear_each_other_and_both_ends_tell_the_same_story(endpoint: SoftphoneEndpoint):
    alice, bob = Softphone(endpoint, "alice", display_name='A "l"'), Softphone(endpoint, "bob")
    call = await alice.dial(bob.uri, caller_id="2125550100", headers={"X-City": "Springfield"})
    taken = await bob.next_call(2)
    assert taken.invite.caller_id == "2125550100"
    assert taken.invite.display_name == 'A "l"'
    assert taken.invite.header("x-city") == "Springfield"
    await call.answered(2)
    call.play_tone(440)
    taken.play_tone(880)
    await call.hears(880, 3)
    began_s = await taken.hears(440, 3)
    with pytest.raises(WaitedInVain):
        await taken.hears(1320, 0.2)
    counts = call.rtp()
    assert counts.received > 10
    assert counts.sent > 10
    taken.hang_up()
    assert await call.ended(3) == await taken.ended(3) == 200
    assert heard_freqs(tones(read_wav(call.recording), FREQS)) == {880}
    assert heard_freqs(tones(read_wav(taken.recording), FREQS)) == {440}
    assert began_s < 1
    for timeline in (call.timeline, taken.timeline):
        times = [timeline.invite, timeline.ringing, timeline.answered, timeline.first_rtp]
        assert [*times, timeline.ended] == sorted([*times, timeline.ended])
    with pytest.raises(CallOver):
        call.play_tone(440)
    call.hang_up()


async def test_a_vowel_on_the_same_frequency_is_not_taken_for_a_tone(endpoint: SoftphoneEndpoint):
    call, taken = await connected(Softphone(endpoint, "alice"), Softphone(endpoint, "bob"))
    await call.play(join([sine(440, 0.4), silence(0.3), sine(440, 1.0)]))
    began_s = await taken.hears(440, 3)
    assert await taken.hears(440, 1, lasting_s=0.2) < began_s - 0.5
    call.hang_up()


async def test_texts_are_written_both_ways_and_answered(endpoint: SoftphoneEndpoint):
    call, taken = await connected(Softphone(endpoint, "alice"), Softphone(endpoint, "bob"))
    assert await call.write("¿Dónde está la basura?\nAdelante.") == 200
    assert await taken.write("Go ahead.") == 200
    assert await taken.write("Good bye.") == 200
    assert await taken.reads("basura", 2) == 1
    assert taken.texts.received == ["¿Dónde está la basura?\nAdelante."]
    assert await call.reads("Go", 2) == 1
    assert await call.reads("Go", 2, after=1) == 2
    with pytest.raises(WaitedInVain):
        await call.reads("Go", 0.05, after=2)
    call.hang_up()
    await call.ended(3)
    with pytest.raises(CallOver):
        await call.write("Anybody there?")


async def test_keys_arrive_in_order_both_ways(endpoint: SoftphoneEndpoint):
    call, taken = await connected(Softphone(endpoint, "alice"), Softphone(endpoint, "bob"))
    await asyncio.gather(call.send_keys("1123#"), taken.send_keys("*0", gap_s=0.05))
    await taken.keys_received("1123#", 2)
    await call.keys_received("*0", 2)
    assert (taken.keys, call.keys) == ("1123#", "*0")
    with pytest.raises(WaitedInVain):
        await taken.keys_received("9", 0.05)


async def test_a_call_on_hold_hears_nothing_and_goes_on_after(endpoint: SoftphoneEndpoint):
    call, taken = await connected(Softphone(endpoint, "alice"), Softphone(endpoint, "bob"))
    call.play_tone(440)
    await taken.hears(440, 3)
    await call.hold()
    assert call.on_hold
    assert taken.on_hold_by_far_end
    await asyncio.sleep(0.8)
    await call.resume()
    assert not taken.on_hold_by_far_end
    await asyncio.sleep(0.6)
    call.hang_up()
    await taken.ended(3)
    before, after = tones(taken.heard(), [440])
    assert after.start_s - before.end_s > 0.6


async def test_a_refusal_tells_its_code(endpoint: SoftphoneEndpoint):
    alice = Softphone(endpoint, "alice")
    bob = Softphone(endpoint, "bob", behaviour=Reject(code=603))
    call = await alice.dial(bob.uri)
    with pytest.raises(CallNotAnswered) as caught:
        await call.answered(2)
    assert caught.value.code == 603
    bob.behaviour = Ring()
    call = await alice.dial(bob.uri)
    await bob.next_call(1)
    (await bob.next_call(1)).reject(486)
    assert await call.ended(2) == 486


async def test_a_caller_who_gives_up_cancels(endpoint: SoftphoneEndpoint):
    alice, bob = Softphone(endpoint, "alice"), Softphone(endpoint, "bob", behaviour=Ring())
    call = await alice.dial(bob.uri)
    await call.until(CallState.RINGING, 2)
    taken = await bob.next_call(1)
    call.hang_up()
    assert await call.ended(2) == 487
    await taken.ended(2)
    assert taken.timeline.answered is None


async def test_a_late_answer_comes_unless_the_caller_left(endpoint: SoftphoneEndpoint):
    alice = Softphone(endpoint, "alice")
    bob = Softphone(endpoint, "bob", behaviour=Answer(after_s=0.3))
    gone = await alice.dial(bob.uri)
    await gone.until(CallState.RINGING, 2)
    gone.hang_up()
    call = await alice.dial(bob.uri)
    await call.answered(2)
    assert call.timeline.answered - call.timeline.ringing >= 0.29
    assert (await bob.next_call(1)).timeline.answered is None


async def test_a_blind_transfer_joins_the_other_two(endpoint: SoftphoneEndpoint):
    alice, bob, carol = (Softphone(endpoint, name) for name in ("alice", "bob", "carol"))
    call, taken = await connected(alice, bob)
    assert await call.transfer(carol.uri) == 200
    moved = await taken.transferred(2)
    other = await carol.next_call(2)
    await moved.answered(2)
    other.play_tone(1320)
    await moved.hears(1320, 3)


async def test_an_attended_transfer_joins_the_other_two(endpoint: SoftphoneEndpoint):
    alice, bob, carol = (Softphone(endpoint, name) for name in ("alice", "bob", "carol"))
    to_bob, bobs = await connected(alice, bob)
    await to_bob.hold()
    to_carol, carols = await connected(alice, carol)
    assert await to_bob.transfer(to_carol) == 200
    moved, other = await bobs.transferred(2), await carols.transferred(2)
    await moved.answered(2)
    other.play_tone(620)
    await moved.hears(620, 3)
    await to_carol.ended(2)


async def test_a_prompt_played_into_a_call_is_heard_and_no_other(endpoint: SoftphoneEndpoint):
    sounds = SoundLibrary.from_toolchain()
    one = sounds.utterance("en", ["vm-press", "digits/1"])
    two = sounds.utterance("en", ["vm-press", "digits/2"])
    call, taken = await connected(Softphone(endpoint, "alice"), Softphone(endpoint, "bob"))
    assert await call.play(one)
    first = await taken.hears_prompt(one, 3)
    assert await call.play(sounds.path("es", "digits/7"))
    assert (await taken.hears_prompt(sounds.path("es", "digits/7"), 3)).found
    assert not heard_prompt(taken.heard(), two).found
    cut = call.play(join([one, silence(5)]))
    call.hang_up()
    assert not await cut
    with pytest.raises(WaitedInVain, match="ended without"):
        await taken.hears_prompt(one, 5, after_s=first.start_s + 1)


async def test_a_sound_that_is_not_there_is_refused(endpoint: SoftphoneEndpoint, tmp_path):
    call, _ = await connected(Softphone(endpoint, "alice"), Softphone(endpoint, "bob"))
    with pytest.raises(SoundError, match=r"none\.wav"):
        call.play(tmp_path / "none.wav")


async def test_a_call_reaches_the_telephone_on_its_port_whatever_the_number(
    endpoint: SoftphoneEndpoint,
):
    alice, bob = Softphone(endpoint, "alice"), Softphone(endpoint, "bob")
    trunk = Softphone(endpoint, "trunk", server=bob.uri.removeprefix("sip:bob@"))
    call = await trunk.dial("911")
    assert (await bob.next_call(2)).invite.dialled == "911"
    await call.answered(2)
    with pytest.raises(WaitedInVain):
        await alice.next_call(0.05)
    with pytest.raises(SoftphoneError, match="no server"):
        await alice.dial("911")


async def test_an_address_that_is_none_is_refused_and_harms_nothing(endpoint: SoftphoneEndpoint):
    alice = Softphone(endpoint, "alice")
    with pytest.raises(StackError, match="place the call"):
        await alice.dial("sip:no address@")
    assert not endpoint.calls
    await connected(alice, Softphone(endpoint, "bob"))


async def test_a_telephone_that_does_not_record_says_so(endpoint: SoftphoneEndpoint):
    bob = Softphone(endpoint, "bob", record=False)
    _, taken = await connected(Softphone(endpoint, "alice"), bob)
    with pytest.raises(SoftphoneError, match="does not record"):
        taken.heard()
    taken.hang_up()
    assert await taken.ended(2) == 200


async def test_a_taken_port_is_refused(endpoint: SoftphoneEndpoint):
    bob = Softphone(endpoint, "bob")
    with pytest.raises(StackError, match=str(bob.port)):
        Softphone(endpoint, "carol", port=bob.port)


async def test_twenty_calls_at_once_each_hear_their_own_tone(endpoint: SoftphoneEndpoint):
    citizens, agents = Softphone(endpoint, "citizen"), Softphone(endpoint, "agent")
    calls = [await citizens.dial(agents.uri, caller_id=f"{n}") for n in range(20)]
    freqs = [400 + 100 * n for n in range(20)]
    for call in calls:
        await call.answered(5)
        taken = await agents.next_call(5)
        taken.play_tone(freqs[int(taken.invite.caller_id)])
    await asyncio.gather(*(call.hears(freq, 5) for call, freq in zip(calls, freqs, strict=True)))
    for call in calls:
        call.hang_up()
    assert await asyncio.gather(*(call.ended(5) for call in calls)) == [200] * 20
    for call, freq in zip(calls, freqs, strict=True):
        assert heard_freqs(tones(call.heard(), freqs)) == {freq}

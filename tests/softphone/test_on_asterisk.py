"""Softphones on a real Asterisk: registration with digest, prompts, keys, refusals, calls in."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desk.softphone.endpoint import SoftphoneEndpoint
from agent_desk.softphone.errors import CallNotAnswered, RegistrationFailed
from agent_desk.softphone.hearing import heard_freqs, tones
from agent_desk.softphone.phone import Softphone
from agent_desk.softphone.speech import SoundLibrary
from asterisk_conf.toolchain import load_toolchain
from tests.softphone.bare_asterisk import BareAsterisk

pytestmark = pytest.mark.asterisk


@pytest.fixture(scope="module")
def asterisk() -> Iterator[BareAsterisk]:
    with tempfile.TemporaryDirectory(prefix="hl-") as folder:
        server = BareAsterisk(
            Path(folder), load_toolchain(), passwords={"citizen": "c-secret", "agent": "a-secret"}
        )
        server.start()
        yield server
        server.stop()


def agent_of(endpoint: SoftphoneEndpoint, asterisk: BareAsterisk, password: str) -> Softphone:
    return Softphone(endpoint, "agent", registrar=asterisk.address, password=password)


async def test_register_with_digest_and_take_it_back(endpoint, asterisk):
    agent = agent_of(endpoint, asterisk, "a-secret")
    await agent.register()
    assert agent.is_registered
    await agent.unregister()
    assert not agent.is_registered


async def test_a_wrong_password_is_a_failed_registration(endpoint, asterisk):
    with pytest.raises(RegistrationFailed) as caught:
        await agent_of(endpoint, asterisk, "wrong").register()
    assert caught.value.code in {401, 403}


async def test_a_prompt_of_the_dialplan_is_heard_and_what_is_said_comes_back(endpoint, asterisk):
    sounds = SoundLibrary.from_toolchain()
    citizen = Softphone(endpoint, "passer-by", server=asterisk.address)
    call = await citizen.dial("600")
    await call.answered(5)
    prompt = await call.hears_prompt(sounds.path("en", "vm-goodbye"), 8)
    assert prompt.start_s < 1
    said = sounds.utterance("es", ["digits/4", "digits/2"])
    await call.play(said)
    echo = await call.hears_prompt(said, 4)
    assert echo.start_s > prompt.start_s
    call.hang_up()
    assert await call.ended(3) == 200


async def test_keys_reach_asterisk_and_come_back(endpoint, asterisk):
    citizen = Softphone(endpoint, "passer-by", server=asterisk.address)
    call = await citizen.dial("601")
    await call.answered(5)
    await call.send_keys("4*7")
    await call.keys_received("4*7", 4)
    await call.hears(620, 4)


async def test_a_refusal_of_the_dialplan_tells_its_code(endpoint, asterisk):
    call = await Softphone(endpoint, "passer-by", server=asterisk.address).dial("602")
    with pytest.raises(CallNotAnswered) as caught:
        await call.answered(5)
    assert caught.value.code == 486


async def test_a_registered_telephone_is_called_through_asterisk(endpoint, asterisk):
    agent = agent_of(endpoint, asterisk, "a-secret")
    await agent.register()
    citizen = Softphone(
        endpoint, "citizen", registrar=asterisk.address, password="c-secret", display_name="Ana"
    )
    call = await citizen.dial("603")
    taken = await agent.next_call(5)
    assert taken.invite.display_name == "City Hall"
    await call.answered(5)
    call.play_tone(440)
    taken.play_tone(880)
    await taken.hears(440, 4)
    await call.hears(880, 4)
    taken.hang_up()
    await call.ended(3)
    assert heard_freqs(tones(call.heard(), [440, 880])) == {880}

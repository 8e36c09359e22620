"""Coming and going of the endpoint."""

import asyncio
import subprocess
import sys

import pytest

from agent_desk.softphone.endpoint import SoftphoneEndpoint
from agent_desk.softphone.errors import CallbackFailed, EndpointInUse, RegistrationFailed
from agent_desk.softphone.phone import Softphone


async def test_there_is_one_at_a_time_and_another_after(endpoint: SoftphoneEndpoint):
    with pytest.raises(EndpointInUse):
        await SoftphoneEndpoint().__aenter__()


async def test_calls_that_are_kept_longer_than_their_endpoint_are_harmless(tmp_path):
    kept = []
    for _ in range(2):
        async with SoftphoneEndpoint(recordings_dir=tmp_path) as endpoint:
            alice, bob = Softphone(endpoint, "alice"), Softphone(endpoint, "bob")
            call = await alice.dial(bob.uri)
            await call.answered(2)
            call.play_tone(440)
            await (await bob.next_call(2)).hears(440, 3)
            kept += [alice, bob, call]
        assert call.has_ended
        assert call.recording.stat().st_size > 44


async def test_a_fault_in_a_callback_comes_out_at_the_next_await():
    class Broken(Softphone):
        def call_came_in(self, call_id, invite):
            raise ZeroDivisionError

    async with SoftphoneEndpoint() as endpoint:
        alice, bob = Softphone(endpoint, "alice"), Broken(endpoint, "bob")
        await alice.dial(bob.uri)
        with pytest.raises(CallbackFailed, match="ZeroDivisionError"):
            await alice.next_call(2)


async def test_a_fault_in_a_callback_nobody_waited_for_comes_out_on_leaving():
    class Broken(Softphone):
        def call_came_in(self, call_id, invite):
            broke.set()
            raise ZeroDivisionError

    broke = asyncio.Event()
    endpoint = await SoftphoneEndpoint().__aenter__()
    alice, bob = Softphone(endpoint, "alice"), Broken(endpoint, "bob")
    await alice.dial(bob.uri)
    await broke.wait()
    with pytest.raises(CallbackFailed, match="ZeroDivisionError"):
        await endpoint.__aexit__(None, None, None)
    async with SoftphoneEndpoint():
        """The failed one has made room."""


async def test_a_registrar_that_is_not_there_is_a_failed_registration(endpoint: SoftphoneEndpoint):
    phone = Softphone(endpoint, "alice", registrar="127.0.0.1:9")
    with pytest.raises(RegistrationFailed) as caught:
        await phone.register(timeout_s=0.3)
    assert caught.value.code in {408, 503}
    assert not phone.is_registered
    with pytest.raises(RegistrationFailed, match="no registrar"):
        await Softphone(endpoint, "bob").register()


SCRIPT = """
import asyncio, sys
from agent_desk.softphone.endpoint import SoftphoneEndpoint
from agent_desk.softphone.phone import Softphone
async def main():
    async with SoftphoneEndpoint() as endpoint:
        alice, bob = Softphone(endpoint, "alice"), Softphone(endpoint, "bob")
        call = await alice.dial(bob.uri)
        await call.answered(5)
        call.play_tone(440)
        {fate}
asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("fate", "code"), [("pass", 0), ("raise SystemExit(7)", 7), ("call.leg.hangup(None)", 1)]
)
def test_a_process_ends_in_the_middle_of_a_call_without_hanging_or_printing(fate, code):
    script = SCRIPT.format(fate=fate)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == code, done.stderr
    assert done.stdout == ""

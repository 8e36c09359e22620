import asyncio

from ivr.asterisk.registrations import Registrations
from tests.asterisk.conftest import Connect
from tests.asterisk.fake_ami import FakeAmi, event, listing


def states(**of: str) -> list[list[str]]:
    return [
        ["Event: DeviceStateChange", f"Device: PJSIP/{device}", f"State: {state}"]
        for device, state in of.items()
    ]


def asked(switch: FakeAmi) -> int:
    return sum(action["Action"] == ["DeviceStateList"] for action in switch.actions)


async def test_telephones_are_listed_once_and_then_followed(
    switch: FakeAmi, connect: Connect
) -> None:
    switch.replies["DeviceStateList"] = lambda action: listing(
        action, *states(one="NOT_INUSE", two="UNAVAILABLE", three="INUSE")
    )
    client = await connect()
    registrations = Registrations(client)
    assert await registrations.devices() == {"one", "three"}
    changed = asyncio.Event()
    client.subscribe(["DeviceStateChange"], lambda _event: changed.set())
    switch.send(
        event("DeviceStateChange", Device="PJSIP/one", State="UNAVAILABLE")
        + event("DeviceStateChange", Device="PJSIP/two", State="NOT_INUSE")
        + event("DeviceStateChange", Device="Local/four", State="NOT_INUSE")
    )
    async with asyncio.timeout(10):
        while await registrations.devices() != {"two", "three"}:
            await changed.wait()
            changed.clear()
    assert asked(switch) == 1


async def test_after_a_gap_they_are_listed_anew(switch: FakeAmi, connect: Connect) -> None:
    switch.replies["DeviceStateList"] = lambda action: listing(action, *states(one="NOT_INUSE"))
    client = await connect()
    registrations = Registrations(client)
    assert await registrations.devices() == {"one"}
    back = asyncio.Event()
    client.on_gap(back.set)
    switch.replies["DeviceStateList"] = lambda action: listing(action, *states(two="NOT_INUSE"))
    switch.drop()
    async with asyncio.timeout(10):
        await back.wait()
    assert await registrations.devices() == {"two"}


async def test_many_at_once_ask_once(switch: FakeAmi, connect: Connect) -> None:
    switch.replies["DeviceStateList"] = lambda action: listing(action, *states(one="NOT_INUSE"))
    registrations = Registrations(await connect())
    found = await asyncio.gather(*(registrations.devices() for _ in range(5)))
    assert found == [{"one"}] * 5
    assert asked(switch) == 1


async def test_who_follows_no_more_hears_no_more(switch: FakeAmi, connect: Connect) -> None:
    switch.replies["DeviceStateList"] = lambda action: listing(action, *states(one="NOT_INUSE"))
    client = await connect()
    registrations = Registrations(client)
    assert await registrations.devices() == {"one"}
    registrations.close()
    heard = asyncio.Event()
    client.subscribe(["DeviceStateChange"], lambda _event: heard.set())
    switch.send(event("DeviceStateChange", Device="PJSIP/one", State="UNAVAILABLE"))
    await asyncio.wait_for(heard.wait(), 10)
    assert await registrations.devices() == {"one"}

from ivr.asterisk.bridges import BridgeChange, BridgeWatch
from ivr.asterisk.dtmf import on_key
from tests.asterisk.conftest import Connect
from tests.asterisk.fake_ami import FakeAmi, event, listing, until


def move(name: str, bridge: str, uniqueid: str, members: int) -> bytes:
    return event(
        name,
        BridgeUniqueid=bridge,
        BridgeTechnology="simple_bridge",
        BridgeNumChannels=str(members),
        Channel=f"PJSIP/{uniqueid}",
        Uniqueid=uniqueid,
    )


async def test_keys_of_the_far_end_are_told_and_our_own_are_not(
    switch: FakeAmi, connect: Connect
) -> None:
    client = await connect()
    keys: list[tuple[str, str]] = []
    end = on_key(client, lambda uniqueid, digit: keys.append((uniqueid, digit)))
    switch.send(
        event("DTMFEnd", Uniqueid="1.1", Digit="5", Direction="Received")
        + event("DTMFEnd", Uniqueid="1.1", Digit="6", Direction="Sent")
        + event("DTMFBegin", Uniqueid="1.1", Digit="7", Direction="Received")
        + event("DTMFEnd", Uniqueid="1.2", Digit="#", Direction="Received")
    )
    await client.action("Ping")
    assert keys == [("1.1", "5"), ("1.2", "#")]
    end()
    switch.send(event("DTMFEnd", Uniqueid="1.1", Digit="8", Direction="Received"))
    await client.action("Ping")
    assert len(keys) == 2


async def test_entering_and_leaving_are_told(switch: FakeAmi, connect: Connect) -> None:
    client = await connect()
    changes: list[BridgeChange] = []
    watch = BridgeWatch(client, changes.append)
    switch.send(move("BridgeEnter", "b1", "1.1", 1) + move("BridgeEnter", "b1", "1.2", 2))
    await until(lambda: len(changes) == 2)
    assert watch.bridge_of("1.1") == "b1" == watch.bridge_of("1.2")
    assert changes[1] == BridgeChange(
        bridge_id="b1",
        kind="simple_bridge",
        uniqueid="1.2",
        channel="PJSIP/1.2",
        inside=True,
        members=2,
    )
    switch.send(move("BridgeLeave", "b1", "1.1", 1))
    await until(lambda: len(changes) == 3)
    assert not changes[2].inside
    assert watch.bridge_of("1.1") is None
    watch.close()
    switch.send(move("BridgeLeave", "b1", "1.2", 0))
    await client.action("Ping")
    assert len(changes) == 3


async def test_a_late_leave_does_not_take_the_channel_out_of_its_new_bridge(
    switch: FakeAmi, connect: Connect
) -> None:
    client = await connect()
    watch = BridgeWatch(client, lambda change: None)
    switch.send(
        move("BridgeEnter", "b1", "1.1", 1)
        + move("BridgeEnter", "b2", "1.1", 1)
        + move("BridgeLeave", "b1", "1.1", 0)
    )
    await client.action("Ping")
    assert watch.bridge_of("1.1") == "b2"


async def test_changes_missed_in_a_gap_are_found(switch: FakeAmi, connect: Connect) -> None:
    client = await connect()
    changes: list[BridgeChange] = []
    watch = BridgeWatch(client, changes.append)
    for uniqueid in ("stays", "left", "moved"):
        switch.send(move("BridgeEnter", "b1", uniqueid, 1))
    await until(lambda: len(changes) == 3)
    switch.replies["CoreShowChannels"] = lambda action: listing(
        action,
        ["Event: CoreShowChannel", "Uniqueid: stays", "BridgeId: b1", "Channel: PJSIP/stays"],
        ["Event: CoreShowChannel", "Uniqueid: left", "Channel: PJSIP/left"],
        ["Event: CoreShowChannel", "Uniqueid: moved", "BridgeId: b2", "Channel: PJSIP/moved"],
        ["Event: CoreShowChannel", "Uniqueid: new", "BridgeId: b2", "Channel: PJSIP/new"],
    )
    switch.replies["BridgeList"] = lambda action: listing(
        action,
        ["Event: BridgeListItem", "BridgeUniqueid: b2", "BridgeTechnology: holding_bridge"],
    )
    await watch.resync()
    found = {(c.uniqueid, c.bridge_id, c.kind, c.inside) for c in changes[3:]}
    assert found == {
        ("left", "b1", "", False),
        ("moved", "b1", "", False),
        ("moved", "b2", "holding_bridge", True),
        ("new", "b2", "holding_bridge", True),
    }
    await watch.resync()
    assert len(changes) == 3 + len(found)


async def test_what_moves_during_a_resync_is_believed_over_the_list(
    switch: FakeAmi, connect: Connect
) -> None:
    client = await connect()
    watch = BridgeWatch(client, lambda change: None)
    switch.replies["CoreShowChannels"] = lambda action: (
        move("BridgeEnter", "b1", "1.1", 1)
        + listing(action, ["Event: CoreShowChannel", "Uniqueid: 1.1", "BridgeId: b1", "Channel: x"])
        + move("BridgeLeave", "b1", "1.1", 0)
    )
    await watch.resync()
    assert watch.bridge_of("1.1") is None

import asyncio

import pytest

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.errors import AmiAuthFailed, AmiDisconnected, AmiRejected, AmiTimeout
from tests.asterisk.conftest import Connect
from tests.asterisk.fake_ami import (
    BOOTED,
    FakeAmi,
    event,
    listing,
    message,
    refusal,
    success,
    until,
)


async def test_a_wrong_secret_is_told_once_and_not_tried_again(switch: FakeAmi) -> None:
    switch.secret = "other"
    client = AmiClient(host="127.0.0.1", port=switch.port, username="hotline", secret="wrong")
    with pytest.raises(AmiAuthFailed, match="refuses user 'hotline': Authentication failed"):
        await client.start()
    await asyncio.sleep(0.05)
    assert switch.logins == 1
    assert not client.connected


async def test_a_secret_refused_at_a_reconnect_ends_the_attempts(
    switch: FakeAmi, connect: Connect
) -> None:
    client = await connect()
    switch.secret = "changed"
    switch.drop()
    await until(lambda: switch.logins == 2)
    await until(lambda: not client.connected)
    await asyncio.sleep(0.05)
    assert switch.logins == 2
    with pytest.raises(AmiAuthFailed):
        await client.action("Ping")


async def test_nobody_listening_is_one_clear_sentence(switch: FakeAmi) -> None:
    await switch.stop()
    client = AmiClient(host="127.0.0.1", port=switch.port, username="u", secret="s")
    with pytest.raises(AmiDisconnected, match=r"cannot reach Asterisk's manager at 127\.0\.0\.1:"):
        await client.start()
    await switch.start()


async def test_a_peer_that_hangs_up_at_login_is_told(unused_hangup_port: int) -> None:
    client = AmiClient(host="127.0.0.1", port=unused_hangup_port, username="u", secret="s")
    with pytest.raises(AmiDisconnected, match="hung up at login"):
        await client.start()


@pytest.fixture
async def unused_hangup_port():
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


async def test_a_peer_that_is_no_asterisk_does_not_hold_us_up(switch: FakeAmi) -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    client = AmiClient(
        host="127.0.0.1",
        port=server.sockets[0].getsockname()[1],
        username="u",
        secret="s",
        connect_timeout_s=0.05,
    )
    with pytest.raises(AmiDisconnected, match="does not answer"):
        await client.start()
    server.close()
    await server.wait_closed()


async def test_an_asterisk_that_is_still_starting_is_waited_for(
    switch: FakeAmi, connect: Connect
) -> None:
    switch.booted = False
    starting = asyncio.create_task(connect())
    await until(lambda: switch.logins)
    await asyncio.sleep(0.02)
    assert not starting.done()
    switch.send(BOOTED)
    assert (await starting).connected


async def test_an_asterisk_that_stops_while_it_starts_is_told(
    switch: FakeAmi, connect: Connect
) -> None:
    switch.booted = False
    starting = asyncio.create_task(connect())
    await until(lambda: switch.logins)
    switch.drop()
    with pytest.raises(AmiDisconnected):
        await starting


async def test_an_asterisk_that_may_not_tell_is_waited_for_in_vain_only_so_long(
    switch: FakeAmi, connect: Connect
) -> None:
    switch.booted = False
    assert (await connect(boot_timeout_s=0.02)).connected


async def test_a_value_with_line_breaks_is_one_header(switch: FakeAmi, connect: Connect) -> None:
    client = await connect()
    await client.action("Setvar", Variable="NAME", Value="x\r\nAction: Originate\r\n\r\ny")
    await client.action("Ping")
    assert [a["Action"] for a in switch.actions] == [["Login"], ["Setvar"], ["Ping"]]
    assert switch.named("Setvar")[0]["Value"] == ["x Action: Originate y"]


async def test_a_list_of_values_is_sent_once_each_and_none_is_left_out(
    switch: FakeAmi, connect: Connect
) -> None:
    client = await connect()
    await client.action("X", Variable=["a=1", "b=2\n"], Codecs=None)
    assert switch.named("X")[0]["Variable"] == ["a=1", "b=2 "]
    assert "Codecs" not in switch.named("X")[0]


async def test_a_refusal_is_an_answer(switch: FakeAmi, connect: Connect) -> None:
    switch.replies["Hangup"] = lambda action: refusal(action, "No such channel")
    response = await (await connect()).action("Hangup", Channel="x")
    assert (response.success, response.message) == (False, "No such channel")


async def test_a_list_reply_is_gathered_and_also_reaches_subscribers(
    switch: FakeAmi, connect: Connect
) -> None:
    switch.replies["Things"] = lambda action: listing(
        action, ["Event: Thing", "Name: a"], ["Event: Thing", "Name: b"]
    )
    client = await connect()
    seen: list[str] = []
    client.subscribe(["Thing"], lambda e: seen.append(e.get("name")))
    response = await client.action("Things")
    assert [item.get("name") for item in response.events] == ["a", "b"] == seen


async def test_play_dtmf_without_async_is_answered(switch: FakeAmi, connect: Connect) -> None:
    switch.replies["PlayDTMF"] = lambda action: success(action, "DTMF successfully queued")
    assert (await (await connect()).action("PlayDTMF", Channel="x", Digit="1")).success


async def test_an_async_agi_command_is_answered_and_its_end_is_an_event(
    switch: FakeAmi, connect: Connect
) -> None:
    switch.replies["AGI"] = lambda action: (
        success(action, "Added AGI command to queue")
        + event("AsyncAGIExec", ActionID=action["ActionID"][0], SubEvent="Exec", Result="200")
    )
    client = await connect()
    ends: list[AmiEvent] = []
    client.subscribe(["AsyncAGIExec"], ends.append)
    assert (await client.action("AGI", Channel="x", Command="ANSWER")).success
    await until(lambda: [end.get("result") for end in ends] == ["200"])


async def test_no_answer_is_a_timeout_and_a_late_one_is_nobodys(
    switch: FakeAmi, connect: Connect
) -> None:
    switch.replies["Slow"] = lambda action: None
    client = await connect()
    with pytest.raises(AmiTimeout, match=r"did not answer Slow in 0\.02 s"):
        await client.action("Slow", timeout_s=0.02)
    switch.send(success(switch.named("Slow")[0], "late"))
    assert (await client.action("Next")).message == "done"


async def test_an_originate_returns_when_it_is_taken_on_and_its_outcome_follows(
    switch: FakeAmi, connect: Connect
) -> None:
    switch.replies["Originate"] = lambda action: success(action, "Originate successfully queued")
    client = await connect()
    seen: list[AmiEvent] = []
    client.subscribe(["OriginateResponse"], seen.append)
    originated = await client.originate(
        channel="PJSIP/a1",
        channel_id="leg-1",
        context="agent-leg",
        exten="park",
        ring_timeout_s=1.5,
        variables={"X": "1,Y=2"},
    )
    assert not originated.outcome.done()
    sent = switch.named("Originate")[0]
    assert sent["Async"] == ["true"]
    assert sent["Timeout"] == ["1500"]
    assert sent["Variable"] == ["X=1\\,Y=2"]
    switch.send(event("OriginateResponse", ActionID=originated.action_id, Response="Failure"))
    assert (await originated.outcome).get("response") == "Failure"
    assert len(seen) == 1


async def test_an_originate_that_is_refused_says_so(switch: FakeAmi, connect: Connect) -> None:
    switch.replies["Originate"] = lambda action: refusal(action, "Permission denied")
    client = await connect()
    with pytest.raises(AmiRejected, match="Permission denied"):
        await client.originate(channel="PJSIP/a1", channel_id="l", ring_timeout_s=1)


async def test_an_originate_in_flight_at_a_disconnect_fails_and_is_never_sent_again(
    switch: FakeAmi, connect: Connect
) -> None:
    switch.replies["Originate"] = lambda action: None
    client = await connect()
    gaps: list[int] = []
    client.on_gap(lambda: gaps.append(client.generation))
    call = asyncio.create_task(
        client.originate(channel="PJSIP/a1", channel_id="l", ring_timeout_s=1)
    )
    await until(lambda: switch.named("Originate"))
    switch.drop()
    with pytest.raises(AmiDisconnected):
        await call
    await until(lambda: gaps)
    switch.send(message("Event: FullyBooted", "Status: Fully Booted"))
    assert (await client.action("Ping")).success
    assert len(switch.named("Originate")) == 1
    assert gaps == [2]


async def test_an_outcome_that_can_no_longer_come_is_cancelled(
    switch: FakeAmi, connect: Connect
) -> None:
    client = await connect()
    originated = await client.originate(channel="PJSIP/a1", channel_id="l", ring_timeout_s=1)
    switch.drop()
    await until(originated.outcome.cancelled)


async def test_an_action_between_connections_fails_at_once(
    switch: FakeAmi, connect: Connect
) -> None:
    client = await connect()
    await switch.stop()
    await until(lambda: not client.connected)
    with pytest.raises(AmiDisconnected):
        await client.action("Ping")
    await switch.start()
    await until(lambda: client.connected)
    assert (await client.action("Ping")).success


async def test_a_peer_that_answers_no_ping_is_replaced(switch: FakeAmi, connect: Connect) -> None:
    client = await connect(ping_interval_s=0.02, ping_timeout_s=0.05)
    await until(lambda: len(switch.named("Ping")) >= 2)
    assert client.generation == 1
    switch.answer_pings = False
    await until(lambda: switch.logins >= 2)
    switch.answer_pings = True
    await until(lambda: client.connected)
    assert client.generation >= 2


async def test_a_callback_that_fails_harms_neither_the_others_nor_the_connection(
    switch: FakeAmi, connect: Connect
) -> None:
    client = await connect()
    seen: list[str] = []

    def fail(happened: AmiEvent) -> None:
        raise KeyError("async")

    client.subscribe(["Hangup"], fail)
    client.subscribe(["*"], lambda e: seen.append(e.name))
    client.on_gap(lambda: fail(AmiEvent(name="gap", fields={})))
    client.on_gap(lambda: seen.append("gap"))
    switch.send(event("Hangup") + event("Other"))
    await until(lambda: seen == ["Hangup", "Other"])
    assert client.connected
    switch.drop()
    await until(lambda: "gap" in seen)
    assert (await client.action("Ping")).success


async def test_a_subscription_ends(switch: FakeAmi, connect: Connect) -> None:
    client = await connect()
    seen: list[AmiEvent] = []
    last: list[AmiEvent] = []
    end = client.subscribe(["A", "B"], seen.append)
    client.subscribe(["B"], last.append)
    end()
    switch.send(event("A") + event("B"))
    await until(lambda: last)
    assert seen == []


async def test_stopping_fails_what_is_open(switch: FakeAmi, connect: Connect) -> None:
    switch.replies["Slow"] = lambda action: None
    client = await connect()
    call = asyncio.create_task(client.action("Slow"))
    await until(lambda: switch.named("Slow"))
    await client.stop()
    with pytest.raises(AmiDisconnected):
        await call
    assert not client.connected
    await asyncio.sleep(0.05)
    assert switch.logins == 1

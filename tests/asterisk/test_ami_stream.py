"""What a real Asterisk sent, cut at every offset, comes out the same."""

import asyncio
from pathlib import Path
from typing import Any

from ivr.asterisk.ami_types import AmiEvent, event_of
from ivr.asterisk.ami_wire import MAX_MESSAGE_CHARACTERS, PendingAction, WireProtocol

RECORDED = (Path(__file__).parent / "data" / "ami_legs.raw").read_bytes()
FIRST_LEG = RECORDED[: RECORDED.index(b"ActionID: action-3")]


class Sink:
    """In place of the link."""

    def __init__(self) -> None:
        self.events: list[AmiEvent] = []

    def dispatch(self, message: Any) -> None:
        self.events.append(event_of(message))

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True


class Transport(asyncio.Transport):
    aborted = False

    def close(self) -> None: ...

    def abort(self) -> None:
        self.aborted = True

    def write(self, data: bytes | bytearray | memoryview) -> None: ...


def protocol_with(*action_ids: str) -> tuple[WireProtocol, Sink, dict[str, PendingAction]]:
    protocol, sink = WireProtocol(), Sink()
    protocol.connection_made(Transport())
    protocol.factory, protocol.encoding = sink, "utf8"
    actions = {key: PendingAction({"Action": "X", "ActionID": key}) for key in action_ids}
    protocol.responses.update(actions)
    return protocol, sink, actions


def outcome(chunks: list[bytes]) -> tuple[Any, ...]:
    protocol, sink, actions = protocol_with("action-0", "action-1", "action-2")
    for chunk in chunks:
        protocol.data_received(chunk)
    answers = {
        key: [dict(m.items()) for m in action.future.result()] if action.future.done() else None
        for key, action in actions.items()
    }
    return [(e.name, e.fields) for e in sink.events], answers, set(protocol.responses)


async def test_a_recorded_stream_gives_its_events_and_answers() -> None:
    events, answers, still_open = outcome([FIRST_LEG])
    assert [name for name, _ in events] == [
        "DTMFEnd",
        "Newchannel",
        "NewConnectedLine",
        "DialState",
        "DialEnd",
        "OriginateResponse",
        "BridgeEnter",
        "CoreShowChannel",
        "CoreShowChannel",
        "CoreShowChannelsComplete",
    ]
    assert events[2][1]["calleridname"] == "Bürgeramt Köln"
    assert answers["action-1"][0]["Message"] == "Originate successfully queued"
    assert len(answers["action-1"]) == 1
    assert [item.get("Event") for item in answers["action-2"]] == [
        None,
        "CoreShowChannel",
        "CoreShowChannel",
        "CoreShowChannelsComplete",
    ]
    assert still_open == set()


async def test_a_stream_cut_in_two_at_any_offset_gives_the_same() -> None:
    whole = outcome([FIRST_LEG])
    for cut in range(1, len(FIRST_LEG)):
        assert outcome([FIRST_LEG[:cut], FIRST_LEG[cut:]]) == whole, cut


async def test_a_stream_that_comes_byte_by_byte_gives_the_same() -> None:
    assert outcome([bytes([byte]) for byte in FIRST_LEG]) == outcome([FIRST_LEG])


async def test_bytes_that_are_not_utf8_harm_only_themselves() -> None:
    protocol, sink, _ = protocol_with()
    protocol.data_received(b"Event: A\r\nName: J\xf6rg\r\n\r\nEvent: B\r\n\r\n")
    assert [(e.name, e.get("name")) for e in sink.events] == [("A", "J\ufffdrg"), ("B", "")]


async def test_a_repeated_header_is_kept_whole() -> None:
    protocol, sink, _ = protocol_with()
    protocol.data_received(b"Event: A\r\nLine: one\r\nLine: two\r\n\r\n")
    assert sink.events[0].get("line") == "one\ntwo"


async def test_noise_of_the_test_framework_and_of_rtcp_is_left_out() -> None:
    protocol, sink, _ = protocol_with()
    for name in (b"TestEvent", b"RTCPSent", b"RTCPReceived", b"Hangup"):
        protocol.data_received(b"Event: " + name + b"\r\n\r\n")
    assert [e.name for e in sink.events] == ["Hangup"]


async def test_an_event_that_overtakes_its_response_is_no_response() -> None:
    protocol, sink, actions = protocol_with("o1")
    protocol.data_received(b"Event: OriginateResponse\r\nActionID: o1\r\nResponse: Failure\r\n\r\n")
    assert not actions["o1"].future.done()
    protocol.data_received(b"Response: Success\r\nActionID: o1\r\nMessage: queued\r\n\r\n")
    assert actions["o1"].future.result()[0].success
    assert [e.name for e in sink.events] == ["OriginateResponse"]


async def test_an_event_whose_handling_fails_is_dropped_alone() -> None:
    protocol, sink, _ = protocol_with()

    def fail(message: Any) -> None:
        raise RuntimeError("bad event")

    good, sink.dispatch = sink.dispatch, fail  # type: ignore[method-assign]
    protocol.data_received(b"Event: A\r\n\r\n")
    sink.dispatch = good  # type: ignore[method-assign]
    protocol.data_received(b"Event: B\r\n\r\n")
    assert [e.name for e in sink.events] == ["B"]


async def test_a_peer_that_never_ends_its_message_is_dropped() -> None:
    protocol, _, _ = protocol_with()
    for _ in range(MAX_MESSAGE_CHARACTERS // 100_000 + 1):
        protocol.data_received(b"x" * 100_000)
    assert protocol.transport.aborted

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from ivr.asterisk.audio_tap import FRAME_BYTES, AudioTap
from ivr.asterisk.audiosocket import AudioSocketServer, tap_channel
from ivr.asterisk.errors import AmiRejected, TelephonyError
from tests.asterisk.conftest import Connect
from tests.asterisk.fake_ami import FakeAmi, refusal, until


def tlv(kind: int, payload: bytes = b"") -> bytes:
    return bytes([kind]) + len(payload).to_bytes(2, "big") + payload


def frame(value: int) -> bytes:
    return bytes([value]) * FRAME_BYTES


@pytest.fixture
async def server() -> AsyncIterator[AudioSocketServer]:
    server = AudioSocketServer(host="127.0.0.1", port=0)
    await server.start()
    yield server
    await server.stop()


async def send(server: AudioSocketServer, *chunks: bytes) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for chunk in chunks:
        writer.write(chunk)
        await asyncio.sleep(0)
    return writer


async def closed_by_peer(server: AudioSocketServer, data: bytes) -> bool:
    """Whether the server closes a connection that sends this."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(data)
    try:
        async with asyncio.timeout(3):
            return await reader.read() == b""
    except ConnectionError:
        return True
    finally:
        writer.close()


async def heard(tap: AudioTap) -> list[bytes]:
    async with asyncio.timeout(3):
        return [audio async for audio in tap]


STREAM = tlv(0x10, frame(1)) + tlv(0x03, b"5") + tlv(0x10, frame(2) + frame(3)) + tlv(0x00)


async def test_frames_come_in_order_until_the_end(server: AudioSocketServer) -> None:
    uuid = uuid4()
    tap = server.expect(uuid)
    writer = await send(server, tlv(0x01, uuid.bytes) + STREAM)
    assert await heard(tap) == [frame(1), frame(2), frame(3)]
    assert tap.closed
    assert tap.dropped == 0
    writer.close()


async def test_a_stream_cut_at_any_header_byte_gives_the_same(server: AudioSocketServer) -> None:
    for cut in [*range(1, 26), 340, 341, 342, 343, 344, 345, 346, 347, 348, 500, 660, 700]:
        uuid = uuid4()
        tap = server.expect(uuid)
        data = tlv(0x01, uuid.bytes) + STREAM
        writer = await send(server, data[:cut], data[cut:])
        assert await heard(tap) == [frame(1), frame(2), frame(3)], cut
        writer.close()


async def test_audio_of_any_length_is_cut_into_frames(server: AudioSocketServer) -> None:
    uuid = uuid4()
    tap = server.expect(uuid)
    pieces = [tlv(0x10, frame(7)[:100]), tlv(0x10, frame(7)[:220]), tlv(0x10, b"\x07"), tlv(0x00)]
    writer = await send(server, tlv(0x01, uuid.bytes), *pieces)
    assert await heard(tap) == [frame(7)]
    writer.close()


@pytest.mark.parametrize(
    "data",
    [
        tlv(0x01, uuid4().bytes),
        tlv(0x01, b"short"),
        tlv(0x10, frame(1)),
        b"GET / HTTP/1.1\r\n\r\n" + b"x" * 70_000,
    ],
    ids=["unknown uuid", "broken uuid", "no uuid", "another protocol"],
)
async def test_an_unexpected_connection_is_closed_at_once(
    server: AudioSocketServer, data: bytes
) -> None:
    assert await closed_by_peer(server, data)


@pytest.mark.parametrize("end", [b"", tlv(0xFF, b"\x01"), b"\x10\xff"])
async def test_a_connection_that_breaks_ends_its_tap_and_no_other(
    server: AudioSocketServer, end: bytes
) -> None:
    broken, sound = uuid4(), uuid4()
    broken_tap, sound_tap = server.expect(broken), server.expect(sound)
    sound_writer = await send(server, tlv(0x01, sound.bytes))
    writer = await send(server, tlv(0x01, broken.bytes), tlv(0x10, frame(1)), end)
    writer.close()
    assert await heard(broken_tap) == [frame(1)]
    sound_writer.write(tlv(0x10, frame(2)) + tlv(0x00))
    assert await heard(sound_tap) == [frame(2)]
    sound_writer.close()


async def test_a_uuid_is_good_for_one_connection(server: AudioSocketServer) -> None:
    uuid = uuid4()
    tap = server.expect(uuid)
    writer = await send(server, tlv(0x01, uuid.bytes))
    await tap.connected.wait()
    assert await closed_by_peer(server, tlv(0x01, uuid.bytes))
    assert not tap.closed
    writer.close()


async def test_a_slow_reader_loses_the_oldest_frames_and_knows_how_many() -> None:
    tap = AudioTap(uuid4())
    for value in range(256):
        tap.feed(frame(value))
    tap.close()
    frames = await heard(tap)
    assert tap.dropped == 6
    assert (len(frames), frames[0], frames[-1]) == (250, frame(6), frame(255))


async def test_what_is_skipped_is_not_heard() -> None:
    tap = AudioTap(uuid4())
    tap.feed(frame(1) + frame(2)[:100])
    tap.skip()
    tap.feed(frame(3))
    tap.close()
    assert await heard(tap) == [frame(3)]


async def test_a_tap_that_nobody_connects_to_ends(server: AudioSocketServer) -> None:
    tap = server.expect(uuid4(), connect_timeout_s=0.01)
    assert await heard(tap) == []
    assert await closed_by_peer(server, tlv(0x01, tap.uuid.bytes))


async def test_closing_a_tap_hangs_up_asterisks_side(server: AudioSocketServer) -> None:
    uuid = uuid4()
    tap = server.expect(uuid)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(tlv(0x01, uuid.bytes))
    await tap.connected.wait()
    tap.close()
    async with asyncio.timeout(3):
        assert await reader.read() == b""
    writer.close()


async def test_stopping_ends_every_tap(server: AudioSocketServer) -> None:
    uuid = uuid4()
    tap, waiting = server.expect(uuid), server.expect(uuid4())
    writer = await send(server, tlv(0x01, uuid.bytes))
    await tap.connected.wait()
    await server.stop()
    assert await heard(tap) == [] == await heard(waiting)
    writer.close()


async def test_a_port_that_is_taken_is_one_clear_sentence(server: AudioSocketServer) -> None:
    second = AudioSocketServer(host="127.0.0.1", port=server.port)
    with pytest.raises(TelephonyError, match=r"cannot listen for AudioSocket on 127\.0\.0\.1:"):
        await second.start()


async def test_a_channel_is_tapped_by_a_listener_that_hears_its_caller_alone(
    server: AudioSocketServer, switch: FakeAmi, connect: Connect
) -> None:
    tap = await tap_channel(await connect(), server, channel_uniqueid="1795298651.39")
    sent = switch.named("Originate")[0]
    assert sent["Channel"] == [f"AudioSocket/127.0.0.1:{server.port}/{tap.uuid}"]
    assert sent["Application"] == ["ChanSpy"]
    assert sent["Data"] == ["1795298651.39,uoqES"]
    assert (sent["Codecs"], sent["Async"]) == (["slin"], ["true"])
    writer = await send(server, tlv(0x01, UUID(str(tap.uuid)).bytes), STREAM)
    assert len(await heard(tap)) == 3
    writer.close()


async def test_a_tap_that_asterisk_refuses_is_closed(
    server: AudioSocketServer, switch: FakeAmi, connect: Connect
) -> None:
    switch.replies["Originate"] = refusal
    client = await connect()
    with pytest.raises(AmiRejected):
        await tap_channel(client, server, channel_uniqueid="1")


async def test_a_tap_whose_channel_is_gone_ends_at_once(
    server: AudioSocketServer, switch: FakeAmi, connect: Connect
) -> None:
    tap = await tap_channel(await connect(), server, channel_uniqueid="gone")
    action_id = switch.named("Originate")[0]["ActionID"][0]
    switch.send(
        f"Event: OriginateResponse\r\nActionID: {action_id}\r\nResponse: Failure\r\n\r\n".encode()
    )
    await until(lambda: tap.closed)

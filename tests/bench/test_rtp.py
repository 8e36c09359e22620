import struct

import pytest

from bench.sip.rtp import AUDIO_TYPE, KEY_PACKETS, KEY_TYPE, RtpStream, audio_of


def heads(packets: list[bytes]) -> list[tuple[int, int, int]]:
    """Marker and type, sequence number, time."""
    return [struct.unpack("!xBHI", packet[:8]) for packet in packets]


def test_a_key_is_a_telephone_event_whose_end_comes_three_times() -> None:
    stream = RtpStream(7)
    (before,) = heads(stream.next())
    stream.press("#")
    packets = []
    while stream.is_pressing:
        packets += stream.next()
    assert len(packets) == KEY_PACKETS + 2
    kinds = [kind for kind, _, _ in heads(packets)]
    assert kinds == [KEY_TYPE | 0x80, *[KEY_TYPE] * (KEY_PACKETS + 1)]
    assert [at for _, _, at in heads(packets)] == [before[2] + 160] * len(packets)
    assert [number for _, number, _ in heads(packets)] == [2 + n for n in range(len(packets))]
    events = [struct.unpack("!BBH", packet[12:]) for packet in packets]
    assert {key for key, _, _ in events} == {11}
    assert [bool(flags & 0x80) for _, flags, _ in events] == [False] * 5 + [True] * 3
    assert [length for _, _, length in events] == [160, 320, 480, 640, 800, 960, 960, 960]
    (after,) = heads(stream.next())
    assert after == (AUDIO_TYPE, before[1] + len(packets) + 1, before[2] + 7 * 160)


@pytest.mark.parametrize("packet", [b"", b"\x80\x08", b"\x80\x65" + bytes(14), b"\x80\xe5" * 8])
def test_what_is_not_audio_has_none(packet: bytes) -> None:
    assert audio_of(packet) is None


def test_audio_is_what_follows_the_head() -> None:
    (packet,) = RtpStream(7).next()
    assert audio_of(packet) == b"\xd5" * 160

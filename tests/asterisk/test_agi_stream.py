"""What a real Asterisk answered in one call, cut at every offset, comes out the same."""

import asyncio
from typing import Any

from ivr.asterisk.agi_results import RecordEnd, RecordResult, StreamResult
from ivr.asterisk.errors import AgiHangup, AgiRefused
from tests.asterisk.fake_asterisk import REPLIES, Peer

EXPECTED = [
    None,
    None,
    'São "Paulo" (SP)',
    None,
    "hangup",
    None,
    "510 Invalid or unknown command",
    "520 Invalid command syntax.  Proper usage follows:",
    StreamResult(digit="", end_ms=400, complete=True),
    StreamResult(digit="5", end_ms=320, complete=False),
    StreamResult(digit="", end_ms=220, complete=False),
    RecordResult(end=RecordEnd.TIMEOUT, digit="", duration_ms=300),
    RecordResult(end=RecordEnd.KEY, digit="#", duration_ms=None),
    "0",
    RecordResult(end=RecordEnd.HANG_UP, digit="", duration_ms=300),
]


async def refusal_of(peer: Peer, verb: str) -> str:
    try:
        await peer.session.command(verb)
    except AgiRefused as error:
        return str(error)
    return "accepted"


async def whole_call(replies: list[list[bytes]]) -> list[Any]:
    """Run the commands of the recorded call; each one's reply comes in the chunks given for it."""
    peer = Peer()
    left = iter(replies)
    feeds: list[asyncio.Task[None]] = []

    async def feed(chunks: list[bytes]) -> None:
        for chunk in chunks:
            peer.say(chunk)
            await asyncio.sleep(0)

    peer.writer.on_line = lambda line: feeds.append(asyncio.create_task(feed(next(left))))
    session = peer.session
    results: list[Any] = [
        await session.answer(),
        await session.set_variable("CITY", 'São "Paulo"\n(SP)'),
        await session.get_variable("CITY"),
        await session.set_variable("W", "hangup"),
        await session.get_variable("W"),
        await session.get_variable("NOPE"),
        await refusal_of(peer, "FROB"),
        await refusal_of(peer, "GET DATA"),
        await session.stream("/srv/short"),
        await session.stream("/srv/long", "5"),
        await session.control_stream("/srv/long"),
        await session.record("/srv/rec", timeout_ms=300, beep=False),
        await session.record("/srv/rec", timeout_ms=3000, beep=False),
        await session.execute("Verbose", 1, 'x, "y"'),
    ]
    assert not session.hung_up.is_set()
    results.append(await session.record("/srv/rec", timeout_ms=3000, beep=False))
    await asyncio.wait_for(session.hung_up.wait(), 1)
    await peer.close()
    return results


def per_command(stream: bytes) -> list[bytes]:
    """Cut the stream after each reply; a usage text, and the HANGUPs at the end, stay with it."""
    pieces: list[bytes] = []
    usage = False
    for line in stream.splitlines(keepends=True):
        if usage or line == b"HANGUP\n":
            pieces[-1] += line
            usage = usage and not line.startswith(b"520 ")
            continue
        usage = line.startswith(b"520-")
        pieces.append(line)
    return pieces


PIECES = per_command(REPLIES)


async def test_a_recorded_call_gives_its_results() -> None:
    assert await whole_call([[piece] for piece in PIECES]) == EXPECTED


async def test_replies_cut_in_two_at_any_offset_give_the_same() -> None:
    for cut in range(1, max(len(piece) for piece in PIECES)):
        replies = [[piece[:cut], piece[cut:]] for piece in PIECES]
        assert await whole_call(replies) == EXPECTED, cut


async def test_replies_that_come_byte_by_byte_give_the_same() -> None:
    replies = [[bytes([byte]) for byte in piece] for piece in PIECES]
    assert await whole_call(replies) == EXPECTED


async def test_a_call_cut_off_at_any_offset_ends_as_a_hangup() -> None:
    for cut in range(len(PIECES[2])):
        peer = Peer()
        peer.answer_each(PIECES[2][:cut])
        asking = asyncio.create_task(peer.session.get_variable("CITY"))
        await asyncio.sleep(0)
        peer.reader.feed_eof()
        try:
            value: object = await asking
        except AgiHangup:
            value = AgiHangup
        assert value is AgiHangup, cut
        assert peer.session.hung_up.is_set()
        await peer.close()

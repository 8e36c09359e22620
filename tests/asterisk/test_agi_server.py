import asyncio
from collections.abc import AsyncIterator

import pytest

from ivr.asterisk import agi
from ivr.asterisk.agi import MAX_HEADER_BYTES, AgiServer
from ivr.asterisk.agi_request import AgiRequest
from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.errors import TelephonyError
from tests.asterisk.fake_ami import until
from tests.asterisk.fake_asterisk import HEADERS


class Calls:
    """A server whose route answers `echo` with one ANSWER command."""

    def __init__(self) -> None:
        self.requests: list[AgiRequest] = []
        self.release = asyncio.Event()
        self.server = AgiServer(
            host="127.0.0.1",
            port=0,
            routes={"call": self.route, "/park": self.park, "fail": self.fail},
            header_timeout_s=0.3,
            max_sessions=2,
        )

    async def route(self, session: AgiSession) -> None:
        self.requests.append(session.request)
        await session.answer()

    async def park(self, session: AgiSession) -> None:
        self.requests.append(session.request)
        await self.release.wait()

    async def fail(self, session: AgiSession) -> None:
        raise KeyError("result")

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.server.port)

    async def call(self, script: bytes = b"call", **changes: bytes) -> bytes:
        """Connect like Asterisk, answer one command, return all that was sent to us."""
        reader, writer = await self.open()
        writer.write(headers(script, **changes) + b"200 result=0\n")
        async with asyncio.timeout(3):
            sent = await reader.read()
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
        return sent


def headers(script: bytes, **changes: bytes) -> bytes:
    lines = dict(line.split(b": ", 1) for line in HEADERS.split(b"\n"))
    lines[b"agi_network_script"] = script
    lines.update({key.encode(): value for key, value in changes.items()})
    return b"".join(key + b": " + value + b"\n" for key, value in lines.items()) + b"\n"


@pytest.fixture
async def calls() -> AsyncIterator[Calls]:
    calls = Calls()
    await calls.server.start()
    yield calls
    await calls.server.stop()


async def test_a_call_reaches_its_route_whatever_follows_the_question_mark(calls: Calls) -> None:
    assert await calls.call(b"call?x=1&y=z%20w&empty=") == b"ANSWER\n"
    request = calls.requests[0]
    assert request.script == "call"
    assert request.query == {"x": "1", "y": "z w", "empty": ""}
    assert request.channel.startswith("PJSIP/trunk-")
    assert (request.caller_id, request.caller_name) == ("5550100", "")
    assert (request.dialled, request.extension, request.context) == ("hl", "hl", "from-trunk")
    assert (request.language, request.raw["agi_enhanced"]) == ("en", "0.0")


async def test_a_caller_name_in_latin1_is_readable_and_harmless(calls: Calls) -> None:
    assert await calls.call(agi_calleridname="José: ¿qué?".encode("latin-1")) == b"ANSWER\n"
    assert calls.requests[0].caller_name == "Jos\ufffd: \ufffdqu\ufffd?"


async def test_a_withheld_number_is_empty(calls: Calls) -> None:
    await calls.call(agi_callerid=b"unknown", agi_dnid=b"unknown", agi_extension=b"311")
    assert (calls.requests[0].caller_id, calls.requests[0].dialled) == ("", "311")


async def test_a_script_without_a_route_is_closed(calls: Calls) -> None:
    assert await calls.call(b"elsewhere") == b""


async def test_a_route_that_fails_ends_its_own_call_only(calls: Calls) -> None:
    assert await calls.call(b"fail") == b""
    assert await calls.call() == b"ANSWER\n"
    assert calls.server.session_count == 0


async def test_a_connection_that_closes_at_once_freezes_nobody(calls: Calls) -> None:
    for _ in range(20):
        _, writer = await calls.open()
        writer.close()
        await writer.wait_closed()
    assert await calls.call() == b"ANSWER\n"


async def test_half_a_header_is_dropped_in_time(calls: Calls) -> None:
    reader, writer = await calls.open()
    writer.write(headers(b"call")[:100])
    assert await calls.call() == b"ANSWER\n"
    async with asyncio.timeout(3):
        assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    assert len(calls.requests) == 1


@pytest.mark.parametrize("cut", [1, 50, len(headers(b"call")) - 1])
async def test_headers_that_come_in_two_pieces_are_whole(calls: Calls, cut: int) -> None:
    reader, writer = await calls.open()
    whole = headers(b"call")
    writer.write(whole[:cut])
    await asyncio.sleep(0.01)
    writer.write(whole[cut:] + b"200 result=0\n")
    async with asyncio.timeout(3):
        assert await reader.read() == b"ANSWER\n"
    writer.close()
    await writer.wait_closed()


async def test_a_megabyte_of_garbage_is_not_read_to_its_end(calls: Calls) -> None:
    reader, writer = await calls.open()
    writer.write(b"x" * (16 * MAX_HEADER_BYTES))
    async with asyncio.timeout(3):
        await asyncio.gather(reader.read(), return_exceptions=True)
    writer.close()
    await asyncio.gather(writer.wait_closed(), return_exceptions=True)
    assert await calls.call() == b"ANSWER\n"


async def test_three_hundred_idle_connections_harm_nobody(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls.server._header_timeout_s = 30
    idle = [await calls.open() for _ in range(300)]
    assert await calls.call() == b"ANSWER\n"
    await until(lambda: len(calls.server._unidentified) <= agi.MAX_UNIDENTIFIED)
    assert (await asyncio.wait_for(idle[0][0].read(), 3)) == b""
    for _, writer in idle:
        writer.close()
    await asyncio.gather(*(w.wait_closed() for _, w in idle), return_exceptions=True)
    await until(lambda: not calls.server._unidentified)


async def test_a_call_over_the_limit_is_left_to_the_dialplan(calls: Calls) -> None:
    parked = [asyncio.create_task(calls.call(b"park")) for _ in range(2)]
    await until(lambda: calls.server.session_count == 2)
    assert await calls.call() == b""
    calls.release.set()
    await asyncio.gather(*parked)
    assert await calls.call() == b"ANSWER\n"


async def test_stopping_lets_calls_finish_within_the_grace(calls: Calls) -> None:
    parked = asyncio.create_task(calls.call(b"park"))
    await until(lambda: calls.server.session_count == 1)
    stopping = asyncio.create_task(calls.server.stop(grace_s=5))
    await asyncio.sleep(0.01)
    assert not stopping.done()
    calls.release.set()
    await stopping
    assert await parked == b""


async def test_stopping_hands_calls_that_do_not_finish_to_the_dialplan(calls: Calls) -> None:
    parked = asyncio.create_task(calls.call(b"park"))
    await until(lambda: calls.server.session_count == 1)
    await calls.server.stop(grace_s=0.01)
    assert await parked == b""
    assert calls.server.session_count == 0


async def test_a_port_that_is_taken_is_one_clear_sentence(calls: Calls) -> None:
    second = AgiServer(host="127.0.0.1", port=calls.server.port, routes={})
    with pytest.raises(TelephonyError, match=r"cannot listen for FastAGI on 127\.0\.0\.1:"):
        await second.start()

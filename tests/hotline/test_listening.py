"""One tap serves the questions of a call that follow one another."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, cast
from uuid import UUID

import pytest

from hotline.lines import listening
from hotline.lines.listening import Listening
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.audio_tap import FRAME_BYTES
from ivr.asterisk.audiosocket import AudioSocketServer
from ivr.flow.commands import ListenForWords
from recognizers.service import RecognitionService
from tests.asterisk.fake_ami import SECRET, FakeAmi, until

CALLER = "1795298651.39"


class FrameTaker:
    """Takes `enough` frames as one utterance; keeps them."""

    def __init__(self) -> None:
        self.enough = 1
        self.heard: list[list[bytes]] = []

    async def words(
        self,
        frames: AsyncIterator[bytes],
        *,
        language: str,
        phrases: Sequence[object],
        on_speech: Callable[[], None],
        timeout_s: float,
    ) -> None:
        taken: list[bytes] = []
        self.heard.append(taken)
        async for frame in frames:
            taken.append(frame)
            if len(taken) == self.enough:
                return


class Line:
    """A call whose caller is asked."""

    def __init__(self, switch: FakeAmi, server: AudioSocketServer, ami: AmiClient) -> None:
        self.switch, self.server = switch, server
        self.recognition = FrameTaker()
        self.ears = Listening(
            ami=ami, server=server, recognition=cast(RecognitionService, self.recognition)
        )

    def ask(self, listen_id: str) -> asyncio.Task[Any]:
        command = ListenForWords(listen_id=listen_id, language="en", phrases=())
        return asyncio.create_task(
            self.ears.listen(command, channel_uniqueid=CALLER, on_speech=lambda: None)
        )

    def taps(self) -> int:
        return len(self.switch.named("Originate"))

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open the newest tap's audio, as Asterisk does."""
        channel = self.switch.named("Originate")[-1]["Channel"][0]
        uuid = UUID(channel.rpartition("/")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        writer.write(b"\x01\x00\x10" + uuid.bytes)
        return reader, writer


def audio(value: int) -> bytes:
    return b"\x10" + FRAME_BYTES.to_bytes(2, "big") + bytes([value]) * FRAME_BYTES


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    switch = FakeAmi()
    await switch.start()
    server = AudioSocketServer(host="127.0.0.1", port=0)
    await server.start()
    ami = AmiClient(host="127.0.0.1", port=switch.port, username="hotline", secret=SECRET)
    await ami.start()
    yield Line(switch, server, ami)
    await ami.stop()
    await server.stop()
    await switch.stop()


async def test_a_question_after_another_uses_its_tap_and_hears_nothing_from_between(
    line: Line,
) -> None:
    first = line.ask("l1")
    await until(lambda: line.taps() == 1)
    reader, writer = await line.connect()
    writer.write(audio(1))
    await first
    writer.write(audio(2))
    await asyncio.sleep(0.05)
    second = line.ask("l2")
    await asyncio.sleep(0.05)
    writer.write(audio(3))
    await second
    assert [[frame[0] for frame in frames] for frames in line.recognition.heard] == [[1], [3]]
    assert line.taps() == 1
    assert not reader.at_eof()
    writer.close()


async def test_a_question_that_is_given_up_leaves_its_tap_to_the_next(line: Line) -> None:
    first = line.ask("l1")
    await until(lambda: line.taps() == 1)
    _, writer = await line.connect()
    await until(lambda: len(line.recognition.heard) == 1)
    first.cancel()
    second = line.ask("l2")
    await until(lambda: len(line.recognition.heard) == 2)
    writer.write(audio(5))
    await second
    assert (line.taps(), first.cancelled()) == (1, True)
    writer.close()


async def test_without_another_question_the_tap_is_closed(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_LINGER_S", 0.01)
    first = line.ask("l1")
    await until(lambda: line.taps() == 1)
    reader, writer = await line.connect()
    writer.write(audio(1))
    await first
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()
    second = line.ask("l2")
    await until(lambda: line.taps() == 2)
    second.cancel()


async def test_a_tap_that_ended_meanwhile_is_opened_again(line: Line) -> None:
    first = line.ask("l1")
    await until(lambda: line.taps() == 1)
    reader, writer = await line.connect()
    writer.write(audio(1))
    await first
    writer.write(b"\x00\x00\x00")
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    second = line.ask("l2")
    await until(lambda: line.taps() == 2)
    second.cancel()
    writer.close()

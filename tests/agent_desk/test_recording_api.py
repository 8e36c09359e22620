"""The recordings' route over a real HTTP server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web

from agent_desk.api import DeskApi
from agent_desk.port import DeskRefusal
from agent_desk.recording_api import RecordingApi

_HEADERS = {"Authorization": "Bearer t"}
SOUND = b"RIFF and so on"


class Recordings:
    """Gives one file to 9001, and nothing to anybody else."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.asked: list[tuple[str, int, str, str]] = []

    async def hear(self, call: str, part: int, listener_id: str, way: str) -> Path:
        self.asked.append((call, part, listener_id, way))
        if listener_id != "9001":
            raise DeskRefusal(f"{listener_id} may not", status=403)
        return self.file


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    file = tmp_path / "c1.wav"
    file.write_bytes(SOUND)
    return Recordings(file)


@pytest_asyncio.fixture
async def base(recordings: Recordings) -> AsyncIterator[str]:
    api = DeskApi(object(), token="t", routes=RecordingApi(recordings).routes())  # type: ignore[arg-type]
    runner = web.AppRunner(api.app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/calls/c1/recordings/"
    await runner.cleanup()


async def test_the_sound_is_given_to_whoever_may_hear_it(base: str, recordings: Recordings) -> None:
    async with ClientSession(headers=_HEADERS) as session:
        async with session.get(f"{base}2?listener_id=9001&way=played") as answer:
            assert (answer.status, await answer.read()) == (200, SOUND)
            assert answer.content_type == "audio/wav"
            assert answer.headers["Cache-Control"] == "no-store"
        async with session.get(f"{base}1?listener_id=1002") as answer:
            assert (answer.status, await answer.json()) == (403, {"error": "1002 may not"})
    assert recordings.asked == [("c1", 2, "9001", "played"), ("c1", 1, "1002", "desk")]


@pytest.mark.parametrize(
    ("rest", "status"),
    [("1", 400), ("1?listener_id=", 400), ("1?listener_id=9001&way=hum", 400), ("0", 404)],
)
async def test_nothing_is_asked_for_nobody(
    base: str, recordings: Recordings, rest: str, status: int
) -> None:
    async with ClientSession(headers=_HEADERS) as session:
        async with session.get(f"{base}{rest}") as answer:
            assert answer.status == status
        async with session.head(f"{base}1?listener_id=9001") as answer:
            assert answer.status == 405
    async with ClientSession() as session:
        async with session.get(f"{base}1?listener_id=9001") as answer:
            assert answer.status == 401
    assert recordings.asked == []

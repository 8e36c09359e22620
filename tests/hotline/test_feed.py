"""A client that was away gets all that it missed, or a snapshot: never a gap."""

import asyncio
import json
from itertools import islice
from typing import Any

import pytest
from aiohttp import ClientSession, web

from acd.inputs import AgentPaused, AgentResumed
from agent_desk.api import DeskApi
from agent_desk.feed_api import FeedApi
from hotline.cli.board_follow import follow
from hotline.desk.board import Board
from hotline.desk.feed import AT_ONCE, Feed
from hotline.errors import NoService
from tests.hotline.bench import Bench


class Watched:
    """A real engine whose ledger goes to a feed, and the board over it."""

    def __init__(self, *, kept: int = 1_000) -> None:
        self.bench = Bench()
        self.feed = Feed("boot-1", kept=kept)
        self.bench.engine._ledger = self._write
        self.board = Board(
            self.bench.engine, self.feed, clock=self.bench.clock, levels=lambda *_: {}
        )

    def _write(self, entries: Any) -> None:
        self.bench._write(entries)
        self.feed.put(entries)

    async def look(self) -> Any:
        return await self.bench.ask(self.board.look())

    async def after(self, place: str) -> Any:
        return await self.feed.after(place, wait_s=0.0)

    def make_noise(self, events_at_least: int) -> None:
        self.bench.login("1001")
        begun = len(self.bench.ledger)
        while len(self.bench.ledger) < begun + events_at_least:
            self.bench.feed(AgentPaused(agent_id="1001"))
            self.bench.feed(AgentResumed(agent_id="1001"))


async def test_after_a_snapshot_comes_each_event_once_and_in_order() -> None:
    watched = Watched()
    watched.make_noise(3)
    board = await watched.look()
    before = len(watched.bench.ledger)
    watched.bench.talk("1001")
    told = await watched.after(board["place"])
    assert not told["missed"]
    assert [each["seq"] for each in told["events"]] == [
        entry.seq for entry in watched.bench.ledger[before:]
    ]
    watched.bench.hang_up()
    rest = await watched.after(told["place"])
    seqs = [each["seq"] for each in (*told["events"], *rest["events"])]
    assert seqs == list(range(before + 1, len(watched.bench.ledger) + 1))
    assert json.dumps(rest)


async def test_what_the_snapshot_shows_is_what_was_told_up_to_its_place() -> None:
    watched = Watched()
    watched.make_noise(3)
    place = watched.feed.place
    watched.bench.talk("1001")
    board = await watched.look()
    told = await watched.after(place)
    assert board["place"] == told["place"]
    last = [each for each in told["events"] if each["kind"] == "AgentStateChanged"][-1]
    (shown,) = [each for each in board["agents"] if each["agent_id"] == "1001"]
    assert (shown["state"], last["agent_id"]) == ("talking", "1001")


@pytest.mark.parametrize(
    "place", ["boot-0:3", "boot-1:999999", "boot-1:", "boot-1:-1", "", "boot-1:\u0663", "x"]
)
async def test_a_place_that_is_not_known_is_told(place: str) -> None:
    watched = Watched()
    watched.make_noise(5)
    told = await watched.after(place)
    assert told == {"place": watched.feed.place, "missed": True, "events": []}


async def test_a_place_too_long_ago_is_told_and_the_oldest_that_is_kept_is_served() -> None:
    watched = Watched(kept=4)
    watched.make_noise(20)
    last = len(watched.bench.ledger)
    assert (await watched.after(f"boot-1:{last - 5}"))["missed"]
    told = await watched.after(f"boot-1:{last - 4}")
    assert [each["seq"] for each in told["events"]] == list(range(last - 3, last + 1))


async def test_a_long_absence_is_made_up_for_in_several_answers() -> None:
    watched = Watched(kept=2 * AT_ONCE)
    watched.make_noise(AT_ONCE + 10)
    first = await watched.after("boot-1:0")
    rest = await watched.after(first["place"])
    seqs = [each["seq"] for each in (*first["events"], *rest["events"])]
    assert seqs == list(range(1, len(watched.bench.ledger) + 1))
    assert len(first["events"]) == AT_ONCE


async def test_an_answer_waits_for_something_to_happen() -> None:
    watched = Watched()
    watched.make_noise(1)
    asked = asyncio.ensure_future(watched.feed.after(watched.feed.place, wait_s=20))
    await asyncio.sleep(0)
    assert not asked.done()
    watched.bench.login("1003")
    assert {each["agent_id"] for each in (await asked)["events"]} == {"1003"}


async def test_over_http() -> None:
    watched = Watched()
    watched.make_noise(2)
    api = DeskApi(object(), token="t", routes=FeedApi(watched.feed).routes())  # type: ignore[arg-type]
    runner = web.AppRunner(api.app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}/api/events"
    async with ClientSession(headers={"Authorization": "Bearer t"}) as session:

        async def get(path: str) -> tuple[int, Any]:
            async with session.get(base + path) as response:
                return response.status, await response.json()

        assert await get("") == (200, {"place": watched.feed.place})
        assert len((await get("/boot-1:1"))[1]["events"]) == len(watched.bench.ledger) - 1
        assert (await get("/boot-0:1?wait_s=0"))[1]["missed"] is True
        assert (await get("/boot-1:1?wait_s=26"))[0] == 400
    await runner.cleanup()


class Service:
    """Answers as told, one answer a question; an exception is raised."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def get(self, path: str) -> Any:
        self.asked.append(path)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_the_terminal_takes_the_board_anew_after_a_restart_and_loses_nothing_else() -> None:
    service = Service(
        {"place": "b1:5"},
        {"place": "b1:6", "missed": False, "events": [{"seq": 6}]},
        NoService("away"),
        NoService("away"),
        {"place": "b2:9", "missed": True, "events": []},
        {"place": "b2:10"},
        {"place": "b2:11", "missed": False, "events": [{"seq": 11}]},
    )
    told = list(islice(follow(service, sleep=lambda _: None), 5))  # type: ignore[arg-type]
    assert told == [
        {"board": {"place": "b1:5"}},
        {"event": {"seq": 6}},
        {"lost": "away"},
        {"board": {"place": "b2:10"}},
        {"event": {"seq": 11}},
    ]
    assert service.asked == [
        "/api/board",
        "/api/events/b1:5",
        "/api/events/b1:6",
        "/api/events/b1:6",
        "/api/events/b1:6",
        "/api/board",
        "/api/events/b2:10",
    ]

"""The supervisors' routes over a real HTTP server, with supervisors that remember."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest_asyncio
from aiohttp import ClientSession, web

from agent_desk.api import DeskApi
from agent_desk.port import DeskRefusal
from agent_desk.supervisor_api import SupervisorApi

_HEADERS = {"Authorization": "Bearer t"}


class Supervisors:
    """Says yes to 9001 and no to everybody else."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    async def supervise(self, supervisor_id: str, target: str, mode: str) -> Mapping[str, Any]:
        if supervisor_id != "9001":
            raise DeskRefusal(f"{supervisor_id} is no supervisor", status=403)
        self.asked.append((supervisor_id, target, mode))
        return {"call_id": target}

    async def end_supervision(self, supervisor_id: str) -> None:
        self.asked.append((supervisor_id,))

    async def board(self) -> Mapping[str, Any]:
        return {"queues": []}

    async def act(self, *words: str) -> None:
        self.asked.append(words)

    async def assign(self, supervisor_id: str, agent_id: str, kinds: Any, skills: Any) -> float:
        self.asked.append((supervisor_id, agent_id, *kinds, *skills))
        return 7.0

    async def supervisions(self) -> list[Mapping[str, Any]]:
        return [{"supervisor_id": "9001", "mode": None}]


@pytest_asyncio.fixture
async def base(supervisors: Supervisors) -> AsyncIterator[str]:
    api = DeskApi(object(), token="t", routes=SupervisorApi(supervisors).routes())  # type: ignore[arg-type]
    runner = web.AppRunner(api.app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    await runner.cleanup()


@pytest_asyncio.fixture
async def supervisors() -> Supervisors:
    return Supervisors()


async def post(url: str, body: Any = None) -> tuple[int, Any]:
    async with ClientSession() as session, session.post(url, json=body, headers=_HEADERS) as answer:
        return answer.status, await answer.json()


async def test_a_conversation_is_asked_for_and_left(base: str, supervisors: Supervisors) -> None:
    asked = await post(f"{base}supervisors/9001/supervise", {"target": "c1", "mode": "whisper"})
    assert asked == (200, {"call_id": "c1"})
    assert (await post(f"{base}supervisors/9001/supervise", {"target": "1001"}))[0] == 200
    assert await post(f"{base}supervisors/9001/end") == (200, {"done": True})
    assert supervisors.asked == [("9001", "c1", "whisper"), ("9001", "1001", "listen"), ("9001",)]


async def test_a_missing_right_is_403_with_the_reason(base: str) -> None:
    asked = await post(f"{base}supervisors/1001/supervise", {"target": "c1"})
    assert asked == (403, {"error": "1001 is no supervisor"})


async def test_an_unknown_mode_is_400_and_the_token_is_needed(base: str) -> None:
    body = {"target": "c1", "mode": "shout"}
    assert (await post(f"{base}supervisors/9001/supervise", body))[0] == 400
    async with ClientSession() as session, session.get(f"{base}supervisions") as answer:
        assert answer.status == 401
    async with ClientSession() as session:
        async with session.get(f"{base}supervisions", headers=_HEADERS) as answer:
            assert await answer.json() == {
                "supervisions": [{"supervisor_id": "9001", "mode": None}]
            }


async def test_agents_are_moved_by_supervisors(base: str, supervisors: Supervisors) -> None:
    agent = f"{base}supervisors/9001/agents/1001"
    for act in ("logout", "pause", "resume"):
        assert await post(f"{agent}/{act}", {"reason": "storm"}) == (200, {"done": True})
    work = {"kinds": ["expert"], "skills": {"housing": 4}}
    assert await post(f"{agent}/assign", work) == (200, {"until": 7.0})
    assert supervisors.asked == [
        *(("9001", "1001", act, "storm") for act in ("logout", "pause", "resume")),
        ("9001", "1001", "expert", "housing"),
    ]
    for wrong in ({}, {"kinds": []}, {"kinds": ["juggler"]}, work | {"skills": {"housing": 6}}):
        assert (await post(f"{agent}/assign", wrong))[0] == 400
    assert (await post(f"{agent}/dismiss"))[0] == 404


async def test_the_board_can_be_read(base: str) -> None:
    async with ClientSession() as session:
        async with session.get(f"{base}board", headers=_HEADERS) as answer:
            assert await answer.json() == {"queues": []}

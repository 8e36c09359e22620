"""The desk on a real engine: look-up, inquiries, and one text on every channel."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from click.testing import CliRunner

from agent_desk.api import DeskApi
from agent_desk.knowledge_api import KnowledgeApi
from db.trending import inquiry_of
from hotline.cli.knowledge import knowledge
from hotline.desk.knowledge import KnowledgeDesk
from ivr.flow.desk_events import InquiryAnswered
from ivr.flow.profile import load_profile
from tests.hotline.bench import CITY, Bench
from tests.knowledge.cities import MEDICAL

TOKEN = {"Authorization": "Bearer token"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "city"
    copytree(CITY, folder)
    (folder / "knowledge").mkdir(exist_ok=True)
    copy(MEDICAL, folder / "knowledge")
    return folder


@pytest.fixture
def bench(folder: Path) -> Bench:
    bench = Bench(load_profile(folder))
    bench.login("1001")
    bench.talk("1001")
    return bench


@pytest_asyncio.fixture
async def desk(bench: Bench) -> AsyncIterator[ClientSession]:
    routes = KnowledgeApi(KnowledgeDesk(bench.engine, clock=bench.clock)).routes()
    runner = web.AppRunner(DeskApi(bench.desk, token="token", routes=routes).app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    running = asyncio.create_task(bench.engine.run())
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with ClientSession(base, headers=TOKEN) as session:
        yield session
    running.cancel()
    await runner.cleanup()


async def get(desk: ClientSession, path: str, **query: str) -> tuple[int, dict[str, Any]]:
    async with desk.get(path, params=query) as answer:
        return answer.status, await answer.json()


async def note(desk: ClientSession, call_id: str = "c1", **body: str) -> tuple[int, dict[str, Any]]:
    body = {"agent_id": "1001", **body}
    async with desk.post(f"/api/calls/{call_id}/inquiry", json=body) as answer:
        return answer.status, await answer.json()


async def test_words_find_items_and_nothing_is_asked_without_the_token(
    desk: ClientSession,
) -> None:
    status, found = await get(desk, "/api/knowledge", q="灵活就业", limit="1")
    assert (status, [each["code"] for each in found["items"]]) == (200, ["YB-TJ-1-1"])
    assert found["items"][0]["path"] == ["YB", "YB-TJ", "YB-TJ-1"]
    status, found = await get(desk, "/api/knowledge")
    assert "YB" in [each["code"] for each in found["items"]]
    status, _ = await get(desk, "/api/knowledge", q="heat", limit="none")
    assert status == 400
    async with desk.get("/api/knowledge", headers={"Authorization": ""}) as answer:
        assert answer.status == 401


async def test_the_desk_jumps_by_code(desk: ClientSession) -> None:
    status, item = await get(desk, "/api/knowledge/yb-tj-1")
    assert (status, item["code"], item["owner"]) == (200, "YB-TJ-1", "Healthcare Security Bureau")
    assert [each["code"] for each in item["below"]] == ["YB-TJ-1-1"]
    status, refused = await get(desk, "/api/knowledge/YB-TJ-l")
    assert (status, refused["error"]) == (
        404,
        "there is no item 'YB-TJ-l'; did you mean 'YB-TJ-1'?",
    )


async def test_an_inquiry_is_on_record_and_counted(desk: ClientSession, bench: Bench) -> None:
    status, noted = await note(desk, code="yb-tj-1", district="North")
    assert (status, noted) == (200, {"code": "YB-TJ-1", "language": "en", "district": "North"})
    (event,) = bench.events(InquiryAnswered)
    assert event == InquiryAnswered(
        code="YB-TJ-1",
        channel="agent",
        call_id="c1",
        agent_id="1001",
        language="en",
        district="North",
    )
    (counted,) = [each for each in map(inquiry_of, bench.ledger) if each is not None]
    assert (counted.code, counted.language, counted.district) == ("YB-TJ-1", "en", "North")


async def test_what_cannot_be_an_inquiry_is_refused(desk: ClientSession, bench: Bench) -> None:
    wrong = [
        (await note(desk, code="heet"), 404, "there is no item 'heet'; did you mean 'heat'?"),
        (await note(desk, code="YB"), 409, "YB is a heading; the items below it are YB-TJ, YB-BX"),
        (await note(desk, "c9", code="heat"), 404, "there is no call c9 in progress"),
        (await note(desk, code="heat", agent_id="9"), 404, "there is no agent 9"),
        (await note(desk, code=""), 400, "code: String should have at least 1 character"),
    ]
    for (status, told), wanted, sentence in wrong:
        assert (status, told["error"]) == (wanted, sentence)
    assert bench.events(InquiryAnswered) == []


async def test_a_code_gives_the_same_text_on_every_channel(
    desk: ClientSession, bench: Bench, folder: Path
) -> None:
    day = ["--city", str(folder), "--on", str(bench.profile.day(bench.clock.now()))]
    _, at_desk = await get(desk, "/api/knowledge/YB-TJ-1")
    shown = json.loads(CliRunner().invoke(knowledge, ["show", "YB-TJ-1", "--json", *day]).output)
    exported = json.loads(CliRunner().invoke(knowledge, ["export", *day]).output)
    (public,) = [each for each in exported["questions"] if each["code"] == "YB-TJ-1"]
    prompts = [each for each in bench.profile.prompts() if each.name == "faq.YB-TJ-1.2"]
    spoken = {prompt.language: prompt.text for prompt in prompts}
    assert len(spoken) == 3
    assert spoken == at_desk["in_force"]["answer"]
    assert spoken == shown["in_force"]["answer"]
    assert spoken == public["answer"]

"""Telephone, terminal, desk and web tell the same of the same request, in the same words."""

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web

from agent_desk.api import DeskApi
from agent_desk.request_api import RequestApi
from db.store import Store
from hotline.clock import Clock
from hotline.desk.requests import RequestDesk
from hotline.public.serving import serve_page
from hotline.settings import load_settings
from hotline.telling import Teller
from ivr.flow.profile import Profile
from tests.hotline.channels import (
    CASES,
    CITY,
    CLOSED,
    harborview,
    heard_by_telephone,
    keep,
    signs,
)
from tests.hotline.terminal import run
from tests.ports import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUBLIC = "public: {{port: {port}, per_minute: 100}}\n"
STATUS = {"known": 200, "late": 200, "closed": 200, "unknown": 404, "mistyped": 400}
FINDING = {200: "found", 404: "not_found", 400: "mistyped"}


@pytest.fixture(scope="module")
def profile() -> Profile:
    return harborview()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("channels")
    (folder / "hotline.yaml").write_text(
        f"city: {CITY}\nstate_dir: .\n{PUBLIC.format(port=free_port())}"
    )
    return folder


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def desk(folder: Path, profile: Profile) -> AsyncIterator[str]:
    """Where the desk's API answers."""
    with Store.open(f"sqlite:///{folder / 'hotline.db'}") as store:
        keep(store)
        teller = Teller(store, profile=lambda: profile, clock=Clock())
        routes = RequestApi(RequestDesk(teller)).routes()
        api = DeskApi(object(), token="t", routes=routes)  # type: ignore[arg-type]
        runner = web.AppRunner(api.app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def page(folder: Path, desk: str) -> AsyncIterator[str]:
    """Where the page for citizens answers; the desk has made the records."""
    async with serve_page(load_settings(folder / "hotline.yaml")) as address:
        yield address


@pytest.mark.parametrize("case", CASES)
async def test_the_same_words(
    folder: Path, desk: str, page: str, profile: Profile, case: str
) -> None:
    number = CASES[case]
    async with ClientSession(headers={"Authorization": "Bearer t"}) as session:
        async with session.get(f"{desk}/api/requests/{number}") as answer:
            assert (answer.status, answer.headers["Cache-Control"]) == (STATUS[case], "no-store")
            at_desk = await answer.json()
    assert (at_desk["number"], at_desk["finding"]) == (number, FINDING[STATUS[case]])
    words = at_desk["words"]
    assert set(words) == {"en", "es"}
    code, out, _ = await asyncio.to_thread(
        run, folder / "hotline.yaml", ("requests", "show", number)
    )
    assert code == (0 if STATUS[case] == 200 else 1)
    for language, told in words.items():
        assert f"{language}: {told}\n" in out
        heard = heard_by_telephone(profile, number, language)
        assert signs(heard) == signs(told) != ""
        assert await on_the_page(f"{page}/{number}?lang={language}") == (STATUS[case], told, told)


async def on_the_page(url: str) -> tuple[int, str, str]:
    """What a browser shows, and what a program gets."""
    async with ClientSession() as session:
        async with session.get(url) as answer:
            status, text = answer.status, await answer.text()
        async with session.get(url, headers={"Accept": "application/json"}) as answer:
            form = await answer.json()
    shown = re.search(r'<p id="told"[^>]*>(.*?)</p>', text)
    assert shown is not None
    return status, html.unescape(shown[1]), form["words"]


async def test_what_is_told_of_each(desk: str, folder: Path) -> None:
    show = folder / "hotline.yaml", ("requests", "show", CLOSED, "--json")
    _, out, _ = await asyncio.to_thread(run, *show)
    async with ClientSession(headers={"Authorization": "Bearer t"}) as session:
        answers = {}
        for case, number in CASES.items():
            async with session.get(f"{desk}/api/requests/{number}") as answer:
                answers[case] = await answer.json()
    assert json.loads(out) == answers["closed"]
    assert {case: answer["words"]["en"] for case, answer in answers.items()} == {
        "known": "Request 00000013 is open, since March 4, 2026. "
        "It should be done by December 31, 2999.",
        "late": "Request 00000021 is being worked on. It takes longer than we said; we are sorry.",
        "closed": "Request 00000037 was closed on March 4, 2026. "
        "The department writes: We fixed the <street> light & its pole.",
        "unknown": "We do not find that request number.",
        "mistyped": "That is not a request number.",
    }
    assert "otro idioma" in answers["closed"]["words"]["es"]
    assert (answers["late"]["is_late"], answers["known"]["due_on"]) == (True, "2999-12-31")
    assert "check digit" in answers["mistyped"]["error"]


async def test_nobody_asks_without_the_token(desk: str) -> None:
    async with ClientSession() as session:
        async with session.get(f"{desk}/api/requests/{CLOSED}") as answer:
            assert answer.status == 401


async def test_records_that_are_away(tmp_path: Path, profile: Profile) -> None:
    file = tmp_path / "hotline.db"
    with Store.open(f"sqlite:///{file}") as store:
        teller = Teller(store, profile=lambda: profile, clock=Clock())
        with store.writing() as db:
            db.exec_driver_sql("DROP TABLE request_status")
        routes = RequestApi(RequestDesk(teller)).routes()
        api = DeskApi(object(), token="t", routes=routes)  # type: ignore[arg-type]
        runner = web.AppRunner(api.app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/requests/{CLOSED}"
        async with ClientSession(headers={"Authorization": "Bearer t"}) as session:
            async with session.get(url) as answer:
                assert answer.status == 503
                assert "records cannot be read" in (await answer.json())["error"]
        await runner.cleanup()

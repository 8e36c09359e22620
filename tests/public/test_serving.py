"""The page beside the service: which city it speaks for, and what keeps it from starting."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession

from db.store import Store
from hotline.errors import StartupError
from hotline.public import city as city_module
from hotline.public.city import ServedCity
from hotline.public.serving import serve_page
from hotline.settings import PublicPage, Settings
from tests.flow.test_status import STATUS
from tests.flow.test_status_page import PAGE, UNKNOWN
from tests.hotline.channels import CITY, KNOWN, keep
from tests.hotline.terminal import run
from tests.hotline.test_versions import Town
from tests.ports import free_port


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.edit("answered: more\n    next: menu", "answered: more\n    next: status")
    for name, added in (("main.flow.yaml", STATUS + UNKNOWN), ("city.yaml", PAGE)):
        file = town.city / name
        file.write_text(file.read_text("utf-8") + added, "utf-8")
    return town


def settings_of(town: Town) -> Settings:
    public = PublicPage(port=free_port())
    return Settings(city=town.city, state_dir=town.state, public=public)


async def test_it_speaks_for_what_is_served_and_not_for_the_folder(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(city_module, "FOLLOW_S", 0.02)
    town.publish()
    town.edit("title: {en: What of it?", "title: {en: Edited?", "city.yaml")
    async with serve_page(settings_of(town)) as address, ClientSession() as session:

        async def title() -> str:
            async with session.get(address) as answer:
                return (await answer.text()).split("<h1>")[1].split("</h1>")[0]

        assert await title() == "What of it?"
        await asyncio.to_thread(town.publish)
        for _ in range(500):
            if await title() == "Edited?":
                break
            await asyncio.sleep(0.02)
        assert await title() == "Edited?"


def test_a_version_that_cannot_be_taken_changes_nothing(town: Town) -> None:
    city = ServedCity(settings_of(town), town.store)
    town.publish()
    city.load()
    before = city.served
    town.edit(PAGE, "\n", "city.yaml")
    town.publish()
    with pytest.raises(StartupError, match="no `status_page`"):
        city.load()
    assert city.served is before


async def test_a_port_that_is_taken_is_told(town: Town) -> None:
    settings = settings_of(town)
    async with serve_page(settings):
        with pytest.raises(StartupError, match=r"\(public\.port\) cannot be used at 127\.0\.0\.1"):
            async with serve_page(settings):
                pass


async def test_records_that_go_away_are_a_polite_page(tmp_path: Path) -> None:
    settings = Settings(city=CITY, state_dir=tmp_path, public=PublicPage(port=free_port()))
    with Store.open(settings.database_url) as store:
        keep(store)
        async with serve_page(settings) as address, ClientSession() as session:
            async with session.get(f"{address}/{KNOWN}") as answer:
                assert answer.status == 200
            with store.writing() as db:
                db.exec_driver_sql("DROP TABLE request_status")
            async with session.get(f"{address}/{KNOWN}") as answer:
                assert answer.status == 503
                assert "We cannot look up requests right now" in await answer.text()


def test_it_is_off_unless_the_settings_have_it(tmp_path: Path) -> None:
    config = tmp_path / "hotline.yaml"
    config.write_text(f"city: {CITY}\nstate_dir: .\n")
    code, out, err = run(config, ("public",))
    assert (code, out) == (1, "")
    assert "the settings have no `public: {port: ...}`" in err

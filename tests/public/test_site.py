"""The page over a real HTTP server, as a browser and as a program see it."""

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from aiohttp import ClientResponse, ClientSession, web
from yarl import URL

from db.errors import StoreUnreachable
from hotline import logs
from hotline.public import site as site_module
from hotline.public.limits import Limits
from hotline.public.site import StatusSite
from ivr.flow.city import StatusPage
from ivr.flow.inputs import RequestStatus
from ivr.flow.profile import Profile, load_profile
from ivr.flow.telling import RequestTold, tell
from tests.hotline.channels import CLOSED, DAYTIME, KNOWN, MISTYPED, REQUESTS, UNKNOWN, harborview

CHINESE_CITY = Path(__file__).resolve().parents[2] / "flows" / "cn_12345"


class Now:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


class Records:
    """Tells by a city; counts what is looked up."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.looked_up: list[str] = []
        self.fault: Exception | None = None
        self.delay_s = 0.0

    @property
    def served(self) -> tuple[Profile, StatusPage]:
        assert self.profile.status_page is not None
        return self.profile, self.profile.status_page

    def _find(self, number: str) -> RequestStatus | None:
        self.looked_up.append(number)
        return REQUESTS.get(number)

    async def tell(self, number: str) -> RequestTold:
        await asyncio.sleep(self.delay_s)
        if self.fault is not None:
            raise self.fault
        return tell(self.profile, number, now=DAYTIME.timestamp(), find=self._find)


class Page(HTMLParser):
    """What a test needs to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.told = ""
        self._is_told = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._is_told = dict(attrs).get("id") == "told"

    def handle_endtag(self, tag: str) -> None:
        self._is_told = False

    def handle_data(self, data: str) -> None:
        if self._is_told:
            self.told += data

    def first(self, tag: str) -> dict[str, str | None]:
        return next(attrs for name, attrs in self.tags if name == tag)


@pytest.fixture(scope="module")
def profile() -> Profile:
    return harborview()


@pytest.fixture
def records(profile: Profile) -> Records:
    return Records(profile)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest_asyncio.fixture
async def base(records: Records, now: Now) -> AsyncIterator[str]:
    limits = Limits(per_minute=5, per_minute_overall=8, clock=now)
    runner = web.AppRunner(StatusSite(records, records.tell, limits=limits).app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def get(url: str, method: str = "GET", **headers: str) -> tuple[ClientResponse, str]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    async with ClientSession() as session:
        async with session.request(method, URL(url, encoded=True), headers=given) as answer:
            return answer, await answer.text()


async def test_the_form_is_usable_without_anything_from_elsewhere(base: str) -> None:
    answer, text = await get(f"{base}/status")
    page = Page(text)
    assert (answer.status, answer.content_type, answer.charset) == (200, "text/html", "utf-8")
    assert page.first("html") == {"lang": "en", "dir": "ltr"}
    assert page.first("label")["for"] == "number"
    fields = {attrs["name"]: attrs for name, attrs in page.tags if name == "input"}
    assert fields["number"]["id"] == "number"
    assert fields["number"]["aria-describedby"] == "hint"
    assert fields["lang"]["value"] == "en"
    assert "width=device-width" in str(page.tags)
    assert page.told == ""
    names = [name for name, _ in page.tags]
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert all(name not in attrs for _, attrs in page.tags for name in ("style", "onclick", "src"))
    assert "http" not in text.lower().replace("http-equiv", "")


async def test_the_headers(base: str) -> None:
    answer, text = await get(f"{base}/status")
    style = re.search("<style>(.*?)</style>", text, re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'")
    assert "frame-ancestors 'none'" in policy
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == (
        "no-store",
        "nosniff",
    )
    assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_html_is_escaped_and_a_mistyped_number_is_not_looked_up(
    base: str, records: Records
) -> None:
    answer, text = await get(f"{base}/status/%22%3E%3Cscript%3E")
    page = Page(text)
    assert (answer.status, page.told) == (400, "That is not a request number.")
    (number,) = (attrs for _, attrs in page.tags if attrs.get("id") == "number")
    assert (number["value"], number["aria-invalid"]) == ('"><script>', "true")
    assert number["aria-describedby"] == "told"
    assert records.looked_up == []
    _, text = await get(f"{base}/status/{CLOSED}")
    assert "We fixed the <street> light & its pole." in Page(text).told
    assert "<street>" not in text


async def test_a_number_as_people_write_it_in_path_or_query(base: str, records: Records) -> None:
    spaced = f"{KNOWN[:4]}%20-{KNOWN[4:]}"
    for url in (f"/status/{spaced}", f"/status?number={spaced}"):
        answer, text = await get(base + url)
        assert (answer.status, "is open" in Page(text).told) == (200, True)
    assert records.looked_up == [KNOWN, KNOWN]


@pytest.mark.parametrize(
    ("query", "accepted", "language", "told"),
    [
        ("", "", "en", "We do not find"),
        ("?lang=es", "en", "es", "No encontramos"),
        ("", "fr, es-AR;q=0.9, en;q=0.1", "es", "No encontramos"),
        ("?lang=%00", "es", "es", "No encontramos"),
    ],
)
async def test_the_language(base: str, query: str, accepted: str, language: str, told: str) -> None:
    answer, text = await get(f"{base}/status/{UNKNOWN}{query}", Accept_Language=accepted)
    page = Page(text)
    assert (answer.status, page.first("html")["lang"]) == (404, language)
    assert answer.headers["Content-Language"] == language
    assert page.told.startswith(told)
    links = [attrs for name, attrs in page.tags if name == "a"]
    assert [link["lang"] for link in links] == ["en", "es"]
    assert [link["lang"] for link in links if "aria-current" in link] == [language]
    assert links[1]["href"] == f"/status?lang=es&number={UNKNOWN}"


async def test_json_has_the_words_and_nothing_personal_beside_them(base: str) -> None:
    answer, _ = await get(f"{base}/status/{KNOWN}", Accept="application/json")
    assert (answer.status, await answer.json()) == (
        200,
        {
            "number": KNOWN,
            "finding": "found",
            "status": "open",
            "updated_on": "2026-03-04",
            "due_on": "2999-12-31",
            "is_late": False,
            "language": "en",
            "words": "Request 00000013 is open, since March 4, 2026. "
            "It should be done by December 31, 2999.",
        },
    )
    for path, status, finding in (
        ("/status", 200, "nothing_asked"),
        (f"/status/{MISTYPED}", 400, "mistyped"),
        (f"/status/{UNKNOWN}", 404, "not_found"),
        ("/nowhere", 404, "nothing_here"),
    ):
        answer, _ = await get(base + path, Accept="application/json")
        assert (answer.status, (await answer.json())["finding"]) == (status, finding)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_nothing_can_be_sent(base: str, records: Records, method: str) -> None:
    answer, text = await get(f"{base}/status/{KNOWN}", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")
    assert method == "HEAD" or Page(text).told.startswith("There is no page")
    assert records.looked_up == []


@pytest.mark.parametrize("path", ["/", "/nowhere", "/status/1/2", "/status%2F", "/%ff", "//status"])
async def test_bad_addresses_get_a_page(base: str, path: str) -> None:
    answer, text = await get(base + path)
    page = Page(text)
    assert (answer.status, page.told) == (
        404,
        "There is no page at this address. Enter a request number here.",
    )
    assert page.first("form")["action"] == "/status"


@pytest.mark.parametrize("path", ["/status/%ff%fe", "/status?number=%ff", "/status/%ED%A0%80"])
async def test_what_is_no_text_is_mistyped(base: str, path: str) -> None:
    answer, _ = await get(base + path)
    assert answer.status in (200, 400)


async def test_guesses_are_limited_and_slips_of_the_finger_are_not(
    base: str, records: Records, now: Now
) -> None:
    for _ in range(20):
        answer, _ = await get(f"{base}/status/{MISTYPED}")
        assert answer.status == 400
    for _ in range(5):
        assert (await get(f"{base}/status/{UNKNOWN}"))[0].status == 404
    answer, text = await get(f"{base}/status/{KNOWN}")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "12")
    assert Page(text).told.startswith("Too many numbers were asked for.")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(records.looked_up) == 5
    assert (await get(f"{base}/status"))[0].status == 200
    now.s += 12
    assert (await get(f"{base}/status/{KNOWN}"))[0].status == 200


async def test_records_that_are_away_or_slow(
    base: str, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.fault = StoreUnreachable("No server answers at secret.example.")
    answer, text = await get(f"{base}/status/{KNOWN}?lang=es")
    assert (answer.status, Page(text).told[:5]) == (503, "Ahora")
    assert "secret" not in text
    records.fault = None
    records.delay_s = 5.0
    monkeypatch.setattr(site_module, "LOOKUP_S", 0.05)
    assert (await get(f"{base}/status/{KNOWN}"))[0].status == 503


async def test_a_fault_is_a_page_too(base: str, records: Records) -> None:
    records.fault = ZeroDivisionError("inside")
    answer, text = await get(f"{base}/status/{KNOWN}")
    assert (answer.status, "inside" in text) == (500, False)
    assert Page(text).told.startswith("We cannot look up")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_numbers_are_masked_in_the_log(base: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    try:
        for _ in range(6):
            await get(f"{base}/status/{KNOWN}")
    finally:
        structlog.reset_defaults()
    written = capsys.readouterr().err
    assert "status_page_told" in written
    assert "status_page_busy" in written
    assert KNOWN not in written
    assert f"•••{KNOWN[-2:]}" in written.encode().decode("unicode_escape")


async def test_a_page_in_chinese(now: Now) -> None:
    records = Records(load_profile(CHINESE_CITY))
    limits = Limits(per_minute=5, per_minute_overall=8, clock=now)
    runner = web.AppRunner(StatusSite(records, records.tell, limits=limits).app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _, text = await get(f"http://127.0.0.1:{runner.addresses[0][1]}/status/{CLOSED}")
    page = Page(text)
    assert (page.first("html")["lang"], page.told) == ("zh", f"{CLOSED}，2026年三月4号已经办好。")
    await runner.cleanup()

"""Notices by supervisors, and proposals from surges, on a running engine."""

import json
import wave
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent_desk.port import DeskRefusal
from hotline.desk.notices import NoticeDesk
from hotline.until import parse_until
from ivr.flow.commands import Prompt
from ivr.flow.events import NodeEntered
from ivr.flow.notice_events import (
    AUTOMATIC,
    NoticeExpired,
    NoticeSwitchedOff,
    NoticeSwitchedOn,
    SurgeProposed,
    SurgeRejected,
)
from ivr.flow.profile import load_profile
from ivr.prompts.store import PrepareReport
from ivr.trending.surge import Surge
from tests.hotline.bench import CITY, T0, Bench

TEXT = {"en": "The web site is down.", "es": "La web no funciona."}


class Spoken:
    """Prompts whose files take a tenth of a second a letter; `fails` cannot be spoken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[Prompt, Path] = {}
        self.fails: dict[str, str] = {}

    def use_sounds(self, sounds_dir: Path) -> None:
        """There are no recordings."""

    async def prepare(self, prompts: Sequence[Prompt]) -> PrepareReport:
        failed = {p: self.fails[p.language] for p in prompts if p.language in self.fails}
        for prompt in set(prompts) - failed.keys():
            path = self._folder / f"{len(self._paths)}.wav"
            with wave.open(str(path), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(8000)
                file.writeframes(bytes(1600 * len(prompt.text)))
            self._paths[prompt] = path
        return PrepareReport(made=len(prompts), cached=0, recorded=0, failed=failed)

    def path_of(self, prompt: Prompt) -> Path | None:
        return self._paths.get(prompt)


class Noticed:
    """Surges, given."""

    def __init__(self) -> None:
        self.next: list[Surge] = []

    def take_surges(self, *, now: float) -> Sequence[Surge]:
        taken, self.next = self.next, []
        return taken


class Office:
    """A bench with its notices."""

    def __init__(self, folder: Path, *, auto_approve_after_s: float | None = None) -> None:
        profile = load_profile(CITY)
        surges = replace(profile.surges, auto_approve_after_s=auto_approve_after_s)
        self.bench = Bench(replace(profile, surges=surges))
        self.spoken = Spoken(folder)
        self.surges = Noticed()
        self.desk = NoticeDesk(
            self.bench.engine,
            clock=self.bench.clock,
            prompts=self.spoken,  # type: ignore[arg-type]
            surges=self.surges,
        )

    async def on(self, name: str = "web", **changes: object):  # type: ignore[no-untyped-def]
        what = {
            "kind": "outage",
            "text": TEXT,
            "lines": [],
            "then": "continue",
            "until": "+1h",
        } | changes
        return await self.bench.ask(self.desk.switch_on("9001", name, **what))  # type: ignore[arg-type]

    async def refused(self, work) -> tuple[int, str]:  # type: ignore[no-untyped-def]
        with pytest.raises(DeskRefusal) as caught:
            await self.bench.ask(work)
        return caught.value.status, str(caught.value)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def surge() -> Surge:
    return Surge(
        code="heat",
        at=T0,
        bin_s=900.0,
        count=31,
        usual=2.5,
        last_year=None,
        probability=1e-9,
        threshold=1e-6,
    )


async def test_a_notice_that_goes_on_is_heard_by_the_next_caller_alone(office: Office) -> None:
    bench = office.bench
    bench.to_queue("before")
    told = await office.on()
    json.dumps(told)
    assert (told["state"], told["until"], told["actor"]) == (
        "on",
        T0 + 3600 + bench.now - T0,
        "9001",
    )
    line = bench.call("after", caller="2125550101")
    bench.heard("after")
    bench.key("1", "after")
    assert line.prompts == ["notice.web"]
    bench.heard("after")
    nodes = {each.call_id for each in bench.events(NodeEntered) if each.node == "@notices"}
    assert nodes == {"after"}

    edited = await bench.ask(office.desk.edit("9001", "web", text={"en": "Back at six."}, until=""))
    assert edited["text"] == {"en": "Back at six.", "es": TEXT["es"]}
    await bench.ask(office.desk.switch_off("9001", "web", "repaired"))
    assert await bench.ask(office.desk.list()) == []
    assert [each.reason for each in bench.events(NoticeSwitchedOff)] == ["repaired"]


async def test_a_notice_expires_by_the_clock(office: Office) -> None:
    await office.on(until="+30m")
    await office.on("other", until="")
    office.bench.wait(1801)
    assert [each.notice_id for each in office.bench.events(NoticeExpired)] == ["web"]
    (left,) = await office.bench.ask(office.desk.list())
    assert left["until"] - left["since"] == 12 * 3600


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"text": {"en": "Only English."}}, 400, "no text in es"),
        ({"text": {"en": "!!!", "es": "Hola."}}, 400, "the text in en holds no letter"),
        ({"text": {**TEXT, "xx": "?"}}, 400, "no language xx"),
        ({"text": {**TEXT, "en": "a" * 201}}, 400, "the en text takes 20.1 s to hear, at most 20"),
        ({"until": "soon"}, 400, "'soon' is no time"),
        ({"until": "+8d"}, 400, "ends within 168 h"),
        ({"until": "2001-01-01 10:00"}, 400, "is over already"),
        ({"lines": ["999"]}, 404, "there is no line 999"),
    ],
)
async def test_what_cannot_go_on_is_refused_and_says_why(
    office: Office, changes: dict[str, object], status: int, told: str
) -> None:
    code, sentence = await office.refused(office.on(**changes))
    assert (code, told in sentence) == (status, True), sentence
    assert office.bench.events(NoticeSwitchedOn) == []


async def test_one_more_than_a_call_hears_is_refused_unless_it_is_an_emergency(
    office: Office,
) -> None:
    await office.on()
    await office.on("other")
    code, sentence = await office.refused(office.on("third"))
    assert (code, "are on for line 311, and a call hears 2 at most" in sentence) == (409, True), (
        sentence
    )
    told = await office.on("storm", kind="emergency")
    assert told["state"] == "on"


async def test_what_cannot_be_spoken_does_not_go_on(office: Office) -> None:
    office.spoken.fails["es"] = "no voice"
    assert await office.refused(office.on()) == (
        409,
        "the es text cannot be spoken: no voice",
    )
    assert office.bench.events(NoticeSwitchedOn) == []


async def test_only_supervisors_do_it_and_only_once(office: Office) -> None:
    desk = office.desk
    assert (await office.refused(desk.switch_off("1001", "web", "")))[0] == 403
    assert (await office.refused(desk.switch_off("9001", "web", "")))[0] == 404
    await office.on()
    assert (await office.refused(office.on()))[0] == 409
    assert (await office.refused(desk.approve("9001", "web")))[0] == 409


# --- surges --------------------------------------------------------------------------------------


async def test_a_surge_is_proposed_with_its_figures_and_heard_once_it_is_approved(
    office: Office,
) -> None:
    bench = office.bench
    office.surges.next = [surge()]
    await bench.ask(office.desk.look())
    (event,) = bench.events(SurgeProposed)
    assert (event.code, event.count, event.usual, event.false_alarms_per_year) == (
        "heat",
        31,
        2.5,
        4.0,
    )
    (proposal,) = await bench.ask(office.desk.list())
    answer = proposal["text"]["en"]
    assert answer in [p.text for p in bench.profile.prompts() if p.name == "faq.heat"]
    assert (proposal["state"], proposal["surge"]["count"]) == ("proposed", 31)
    bench.to_queue("before")
    assert not [each for each in bench.events(NodeEntered) if each.node == "@notices"]

    told = await bench.ask(office.desk.approve("9001", "surge-heat"))
    assert told["state"] == "on"
    assert bench.events(NoticeSwitchedOn)[-1].actor == "9001"
    line = bench.call("after", caller="2125550101")
    bench.heard("after")
    bench.key("1", "after")
    assert line.prompts == ["notice.surge-heat"]


async def test_a_proposal_can_be_edited_rejected_or_left_to_lapse(office: Office) -> None:
    bench = office.bench
    office.surges.next = [surge()]
    await bench.ask(office.desk.look())
    await bench.ask(office.desk.edit("9001", "surge-heat", text={"en": "Heat."}, until="+1h"))
    await bench.ask(office.desk.reject("9001", "surge-heat", "the news said it"))
    assert [each.reason for each in bench.events(SurgeRejected)] == ["the news said it"]
    office.surges.next = [replace(surge(), code="nobody-knows-this")]
    await bench.ask(office.desk.look())
    assert await bench.ask(office.desk.list()) == []


async def test_nothing_goes_on_by_itself_unless_the_city_says_so(tmp_path: Path) -> None:
    office = Office(tmp_path, auto_approve_after_s=300)
    office.surges.next = [surge()]
    await office.bench.ask(office.desk.look())
    office.bench.wait(299)
    await office.bench.ask(office.desk.look())
    assert office.bench.events(NoticeSwitchedOn) == []
    office.bench.wait(2)
    await office.bench.ask(office.desk.look())
    assert [each.actor for each in office.bench.events(NoticeSwitchedOn)] == [AUTOMATIC]


async def test_what_does_not_fit_stays_proposed(tmp_path: Path) -> None:
    office = Office(tmp_path, auto_approve_after_s=1)
    office.spoken.fails["en"] = "no voice"
    office.surges.next = [surge()]
    await office.bench.ask(office.desk.look())
    office.bench.wait(5)
    await office.bench.ask(office.desk.look())
    (left,) = await office.bench.ask(office.desk.list())
    assert left["state"] == "proposed"


# --- times ---------------------------------------------------------------------------------------

ZONE = ZoneInfo("America/New_York")
NOON = datetime(2026, 12, 24, 12, 0, tzinfo=ZONE).timestamp()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("+90m", datetime(2026, 12, 24, 13, 30, tzinfo=ZONE)),
        ("+2h", datetime(2026, 12, 24, 14, 0, tzinfo=ZONE)),
        ("+1d", datetime(2026, 12, 25, 12, 0, tzinfo=ZONE)),
        ("18:30", datetime(2026, 12, 24, 18, 30, tzinfo=ZONE)),
        ("08:00", datetime(2026, 12, 25, 8, 0, tzinfo=ZONE)),
        ("2026-12-26 09:15", datetime(2026, 12, 26, 9, 15, tzinfo=ZONE)),
        ("2026-12-26T09:15+00:00", datetime(2026, 12, 26, 4, 15, tzinfo=ZONE)),
    ],
)
def test_times_are_read_as_people_say_them(said: str, meant: datetime) -> None:
    assert parse_until(said, zone=ZONE, now=NOON) == meant.timestamp()


@pytest.mark.parametrize("said", ["soon", "+2", "2h", "25:00", "", "+2 h"])
def test_what_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="is no time"):
        parse_until(said, zone=ZONE, now=NOON)

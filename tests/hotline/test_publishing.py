"""Publishing and rolling back: on a running engine, and by the commands without a service."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent_desk.port import DeskRefusal
from db.rebuild import check
from hotline.cities.publishing import Publishing
from hotline.cities.start import begin
from hotline.cli import cli
from hotline.messages import FactHappened
from hotline.settings import Ports, Settings
from ivr.flow.city_events import VersionPublished, VersionRolledBack
from ivr.flow.events import CallStarted
from ivr.flow.profile import Profile
from tests.hotline.bench import Bench
from tests.hotline.test_versions import NOW, Town
from tests.ports import free_port


class Live:
    """A running engine over the small city, and its publishing."""

    def __init__(self, town: Town) -> None:
        begun = begin(town.versions, at=NOW)
        town.record(*begun.facts)
        self.bench = Bench(begun.profile)
        for fact in begun.facts:
            self.bench.tell(FactHappened(event=fact))
        self.prepared: list[str] = []
        self.city = Publishing(
            self.bench.engine,
            town.versions,
            Settings(city=town.city, state_dir=town.state),
            clock=self.bench.clock,
            begun=begun,
            prepare=self._prepare,
            flush=self._flush,
        )
        self._town = town
        self._stored = len(self.bench.ledger)

    async def _prepare(self, profile: Profile) -> int:
        self.prepared.append(profile.version)
        return 7

    async def _flush(self) -> bool:
        entries = self.bench.ledger[self._stored :]
        self._stored += len(entries)
        self._town.store.append(entries)
        return True


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.fixture
def live(town: Town) -> Live:
    return Live(town)


async def test_new_calls_get_the_published_version_and_live_calls_keep_theirs(
    town: Town, live: Live
) -> None:
    bench = live.bench
    bench.call("before")
    town.edit("Hello.", "Good day.")
    taken = await bench.ask(live.city.publish("Sue", "greeting"))
    draft = town.versions.draft().profile
    assert taken == {
        "version_id": 2,
        "version": draft.version,
        "changed": True,
        "changes": ("main/welcome: the text is otherwise [en]: “Good day.” (was: “Hello.”)",),
        "new_devices": (),
        "asterisk_failure": "",
        "prompts_left": 7,
    }
    assert live.prepared == [draft.version]
    bench.call("after")
    texts = [bench.lines[each].playing.prompts[0].text for each in ("before", "after")]
    assert texts == ["Hello.", "Good day."]
    first, second = bench.events(CallStarted)
    assert (first.flow_version, second.flow_version) != (second.flow_version, draft.version)
    assert second.flow_version == draft.version
    event = bench.events(VersionPublished)[-1]
    assert (event.author, event.note, event.version_id) == ("Sue", "greeting", 2)


async def test_a_broken_folder_changes_nothing_and_is_told(town: Town, live: Live) -> None:
    before = live.bench.engine.profile.version
    town.edit("next: language", "next: nowhere")
    with pytest.raises(DeskRefusal, match=r"main\.flow\.yaml:\d+:\d+: .*nowhere") as caught:
        await live.bench.ask(live.city.publish("Sue", "oops"))
    assert caught.value.status == 422
    assert live.bench.engine.profile.version == before
    assert "version 1 is served: " in live.city.warning
    assert [each.version_id for each in town.versions.all()] == [1]
    town.edit("next: nowhere", "next: language")
    taken = await live.bench.ask(live.city.publish("Sue", "mended"))
    assert taken["changed"] is False
    assert live.city.warning == ""


async def test_rolling_back_goes_to_the_version_before_or_to_the_one_named(
    town: Town, live: Live
) -> None:
    bench = live.bench
    for text in ("Second.", "Third."):
        town.edit("Hello." if text == "Second." else "Second.", text)
        await bench.ask(live.city.publish("Sue", text))
    for wanted, heard, number in ((None, "Second.", 2), (None, "Hello.", 1), (3, "Third.", 3)):
        taken = await bench.ask(live.city.roll_back("Max", "complaints", wanted))
        assert taken["version_id"] == number
        bench.call(heard)
        assert bench.lines[heard].playing.prompts[0].text == heard
    assert [each.version_id for each in bench.events(VersionRolledBack)] == [2, 1, 3]
    assert {each.author for each in bench.events(VersionRolledBack)} == {"Max"}
    again = await bench.ask(live.city.roll_back("Max", "", 3))
    assert again["changed"] is False
    served = [each for each in town.versions.all() if each.served_since]
    assert [each.version_id for each in served] == [3]
    assert check(town.store) == ()


@pytest.mark.parametrize(("wanted", "told"), [(9, "no version 9"), (None, "no version before 1")])
async def test_there_is_nothing_to_go_back_to(live: Live, wanted: int | None, told: str) -> None:
    with pytest.raises(DeskRefusal, match=told) as caught:
        await live.bench.ask(live.city.roll_back("Max", "", wanted))
    assert caught.value.status == 404


async def test_an_id_that_is_somebody_elses_is_refused(town: Town, live: Live) -> None:
    town.edit("name: Ada", "name: Eve", "routing.yaml")
    with pytest.raises(DeskRefusal, match="Ada's for ever"):
        await live.bench.ask(live.city.publish("Sue", "a new agent"))


async def test_without_a_place_for_the_files_nothing_changes(town: Town, live: Live) -> None:
    before = live.bench.engine.profile
    town.edit("Hello.", "Good day.")
    (town.city / "sounds" / "en").mkdir(parents=True)
    (town.city / "sounds" / "en" / "main.welcome.wav").write_bytes(b"spoken")
    (town.state / "city" / "recordings").rmdir()
    (town.state / "city" / "recordings").write_text("in the way", "utf-8")
    with pytest.raises(DeskRefusal, match="nothing has changed") as caught:
        await live.bench.ask(live.city.publish("Sue", "greeting"))
    assert caught.value.status == 409
    assert live.bench.engine.profile is before


# --- the commands, without a service -------------------------------------------------------------


def run(town: Town, *words: str) -> Result:
    settings = town.state.parent / "hotline.yaml"
    if not settings.exists():
        # A port of which nobody else is the owner: nothing answers there.
        port = free_port()
        assert port != Ports().desk
        settings.write_text(f"city: town\nstate_dir: var\nports: {{desk: {port}}}\n", "utf-8")
    return CliRunner().invoke(cli, ["--config", str(settings), "flow", *words])


def test_versions_are_published_listed_shown_and_taken_back(town: Town, tmp_path: Path) -> None:
    assert run(town, "versions").output == "Nothing has been published yet.\n"
    first = run(town, "publish", "--note", "first", "--as", "Sue")
    assert (first.exit_code, first.output) == (0, "Version 1 is served from the next start.\n")
    same = run(town, "publish", "--note", "again", "--as", "Sue")
    assert same.output == "Version 1 is served already: nothing is new.\n"
    town.edit("Hello.", "Good day.")
    second = json.loads(run(town, "publish", "--note", "2", "--as", "Sue", "--json").output)
    assert (second["version_id"], second["at_next_start"]) == (2, True)
    assert second["changes"] == [
        "main/welcome: the text is otherwise [en]: “Good day.” (was: “Hello.”)"
    ]

    listed = json.loads(run(town, "versions", "--json").output)["versions"]
    assert [(v["version_id"], v["note"], v["author"]) for v in listed] == [
        (2, "2", "Sue"),
        (1, "first", "Sue"),
    ]
    assert [bool(v["served_since"]) for v in listed] == [True, False]
    shown = run(town, "show", "1")
    assert "Version 1 " in shown.output
    assert "main.flow.yaml: " in shown.output
    text = run(town, "show", "1", "--file", "main.flow.yaml").output
    assert "Hello." in text
    out = tmp_path / "out"
    assert run(town, "show", "1", "--out", str(out)).exit_code == 0
    assert (out / "main.flow.yaml").read_text("utf-8") == text

    town.edit("Good day.", "Good night.")
    told = run(town, "diff")
    assert told.output == (
        "main/welcome: the text is otherwise [en]: “Good night.” (was: “Good day.”)\n"
    )
    changes = json.loads(run(town, "diff", str(out), "2", "--json").output)["changes"]
    assert [(each["before"], each["after"]) for each in changes] == [("“Hello.”", "“Good day.”")]
    assert run(town, "diff", "live", "2").output == "The files are the same.\n"

    back = run(town, "rollback", "--as", "Max", "--note", "too short")
    assert (back.exit_code, back.output) == (0, "Version 1 is served from the next start.\n")
    begun = begin(town.versions, at=NOW)
    assert begun.version_id == 1
    assert begun.facts == ()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "4"], "there is no version 4"),
        (["diff", "live", "4"], "there is no version 4"),
        (["diff", "nowhere"], "nowhere is no folder"),
        (["show", "1", "--file", "x.yaml"], "version 1 has city.yaml"),
        (["rollback", "--as", "Max"], "there is no version before 1"),
        (["rollback", "5", "--as", "Max"], "there is no version 5"),
    ],
)
def test_what_there_is_not_is_told_in_one_sentence(town: Town, words: list[str], told: str) -> None:
    run(town, "publish", "--note", "first", "--as", "Sue")
    result = run(town, *words)
    assert result.exit_code == 1
    assert told in result.output


def test_a_broken_folder_is_not_published(town: Town) -> None:
    run(town, "publish", "--note", "first", "--as", "Sue")
    town.edit("next: language", "next: nowhere")
    result = run(town, "publish", "--note", "broken", "--as", "Sue")
    assert result.exit_code == 1
    assert "nowhere" in result.output
    assert len(town.versions.all()) == 1

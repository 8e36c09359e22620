"""A version that a second person brings into force: on a running engine, and without a service."""

import json
from pathlib import Path

import pytest

from agent_desk.port import DeskRefusal
from db.rebuild import check
from hotline.cities.start import begin
from ivr.flow.city_events import VersionApproved, VersionPublished
from tests.hotline.test_publishing import Live, run
from tests.hotline.test_versions import NOW, Town

DEMANDED = ("name: Testville\n", "name: Testville\npublishing: {approval: true}\n")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.edit(*DEMANDED, name="city.yaml")
    return town


@pytest.fixture
def live(town: Town) -> Live:
    return Live(town)


def served(town: Town) -> int:
    return begin(town.versions, at=NOW).version_id


async def test_a_second_person_brings_it_into_force(town: Town, live: Live) -> None:
    bench, city = live.bench, live.city
    town.edit("Hello.", "Good day.")
    with pytest.raises(DeskRefusal, match="approved by a second person") as caught:
        await bench.ask(city.publish("Sue", "greeting"))
    assert caught.value.status == 409
    proposed = await bench.ask(city.propose("Sue", "greeting"))
    assert (proposed["version_id"], proposed["is_new"]) == (2, True)
    assert proposed["changes"] == (
        "main/welcome: the text is otherwise [en]: “Good day.” (was: “Hello.”)",
    )
    assert (await bench.ask(city.propose("Max", "the same")))["is_new"] is False
    bench.call("before")
    for by in ("Sue", " sue "):
        with pytest.raises(DeskRefusal, match="somebody else approves it"):
            await bench.ask(city.approve(2, by, ""))
    with pytest.raises(DeskRefusal, match="never served"):
        await bench.ask(city.roll_back("Sue", "", 2))
    taken = await bench.ask(city.approve(2, "Max", "well said"))
    assert (taken["version_id"], taken["changed"]) == (2, True)
    bench.call("after")
    texts = [bench.lines[each].playing.prompts[0].text for each in ("before", "after")]
    assert texts == ["Hello.", "Good day."]
    (approved,) = bench.events(VersionApproved)
    assert (approved.author, approved.note) == ("Max", "well said")
    assert bench.events(VersionPublished)[-1].author == "Sue"
    newest, _ = town.versions.all()
    assert (newest.author, newest.approved_by) == ("Sue", "Max")
    assert newest.served_since is not None
    back = await bench.ask(city.roll_back("Sue", "complaints", None))
    assert back["version_id"] == 1
    assert check(town.store) == ()


async def test_what_was_decided_or_changed_since_is_refused(town: Town, live: Live) -> None:
    bench, city = live.bench, live.city
    with pytest.raises(DeskRefusal, match="version 9 is not proposed") as caught:
        await bench.ask(city.approve(9, "Max", ""))
    assert caught.value.status == 404
    town.edit("Hello.", "Second.")
    await bench.ask(city.propose("Sue", "2"))
    town.edit("Second.", "Third.")
    with pytest.raises(DeskRefusal, match="the folder has changed since version 2"):
        await bench.ask(city.approve(2, "Max", ""))
    await bench.ask(city.propose("Sue", "3"))
    with pytest.raises(DeskRefusal, match="replaced by a newer proposal"):
        await bench.ask(city.approve(2, "Max", ""))
    await bench.ask(city.reject(3, "Max", "too curt"))
    for act in (city.approve(3, "Max", ""), city.reject(3, "Max", "again")):
        with pytest.raises(DeskRefusal, match="version 3 was rejected by Max"):
            await bench.ask(act)
    states = [(each.version_id, each.state.value, each.why) for each in town.versions.proposals()]
    assert states == [(3, "rejected", "too curt"), (2, "replaced", "")]
    assert [each.version_id for each in town.versions.all()] == [1]


async def test_a_version_cannot_excuse_itself(town: Town, live: Live) -> None:
    town.edit(DEMANDED[1], DEMANDED[0], name="city.yaml")
    with pytest.raises(DeskRefusal, match="approved by a second person"):
        await live.bench.ask(live.city.publish("Sue", "no more of that"))
    await live.bench.ask(live.city.propose("Sue", "no more of that"))
    await live.bench.ask(live.city.approve(2, "Max", ""))
    town.edit("Hello.", "Good day.")
    assert (await live.bench.ask(live.city.publish("Sue", "alone")))["version_id"] == 3


def test_the_commands_without_a_service(town: Town) -> None:
    run(town, "publish", "--note", "first", "--as", "Sue")
    town.edit("Hello.", "Good day.")
    refused = run(town, "publish", "--note", "2", "--as", "Sue")
    assert refused.exit_code == 1
    assert "hotline flow propose" in refused.output
    proposed = run(town, "propose", "--note", "2", "--as", "Sue")
    assert proposed.output == (
        "Version 2 waits for approval: `hotline flow approve 2`.\n"
        "  main/welcome: the text is otherwise [en]: “Good day.” (was: “Hello.”)\n"
    )
    assert served(town) == 1
    listed = run(town, "versions").output
    assert "waiting" in listed
    own = run(town, "approve", "2", "--as", "SUE")
    assert (own.exit_code, "somebody else approves it" in own.output) == (1, True)
    assert run(town, "rollback", "2", "--as", "Sue").exit_code == 1
    done = run(town, "approve", "2", "--as", "Max", "--note", "fine")
    assert done.output.startswith("Version 2 is served from the next start.\n")
    assert served(town) == 2
    town.edit("Good day.", "Good night.")
    run(town, "propose", "--note", "3", "--as", "Sue")
    assert run(town, "reject", "3", "--as", "Max", "--why", "too late").exit_code == 0
    told = json.loads(run(town, "versions", "--json").output)
    assert [each["approved_by"] for each in told["versions"]] == ["Max", ""]
    assert [(each["state"], each["decided_by"], each["why"]) for each in told["proposals"]] == [
        ("rejected", "Max", "too late"),
        ("approved", "Max", "fine"),
    ]
    assert served(town) == 2

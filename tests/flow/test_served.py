"""Somebody must be able to serve whom a flow sends to people; lint says whom nobody can."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.cli.flow import flow
from ivr.flow.profile import load_profile
from tests import callback_city
from tests.flow.small_city import write_city

HOUSING = ("queue: general\n", "queue: general\n    skills: {housing: 5}\n")
AGENT = '  "1001": {name: Ada, device: a1001, kinds: [general], languages: {en: 5}}\n'
EXPERT = (
    '  "1002": {name: Bo, device: a1002, kinds: [expert], skills: {housing: 5}, '
    "languages: {en: 5}}\n"
)


def write(folder: Path, routing: str, **changes: tuple[str, str]) -> Path:
    write_city(folder, **changes)
    (folder / "routing.yaml").write_text(routing, "utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    result = CliRunner().invoke(flow, ["lint", "--json", str(folder)])
    return [
        f"{Path(each['file']).name}:{each['line']}:{each['column']}: {each['field']}: "
        f"{each['message']}"
        for each in json.loads(result.output)["problems"]
    ]


@pytest.mark.parametrize("vendors", ["", "vendors: {v: {number: '12', languages: {so: ''}}}\n"])
def test_a_city_where_nobody_works_is_refused(tmp_path: Path, vendors: str) -> None:
    queues = "queues:\n  general: {kind: general}\n  interpreters: {kind: interpreter}\n"
    folder = write(tmp_path, queues + vendors)
    assert problems(folder) == [
        "routing.yaml:1:1: queues: nobody works here: there are queues and no 'agents'"
    ]
    proven = CliRunner().invoke(flow, ["prove", str(folder)])
    assert proven.exit_code == 1
    assert "nobody works here" in proven.output


QUEUES = "queues:\n  general: {kind: general}\n  housing: {kind: expert}\nagents:\n"


def test_a_skill_that_only_others_have_reaches_nobody(tmp_path: Path) -> None:
    folder = write(tmp_path, QUEUES + AGENT + EXPERT, main_flow=HOUSING)
    assert problems(folder) == [
        "main.flow.yaml:62:23: nodes.person.skills.housing: no caller of this node ever reaches a "
        f"person in queue 'general' at {folder}/routing.yaml:2:3: no agent of kind general has "
        "housing 5 or more"
    ]


def test_the_best_level_is_told(tmp_path: Path) -> None:
    good = AGENT.replace("kinds", "skills: {housing: 3}, kinds")
    folder = write(tmp_path, QUEUES + good + EXPERT, main_flow=HOUSING)
    (told,) = problems(folder)
    assert told.endswith("no agent of kind general has housing 5 or more (the best has 3)")


def test_skills_that_nobody_has_together(tmp_path: Path) -> None:
    agents = AGENT.replace("kinds", "skills: {housing: 5}, kinds") + (
        '  "1002": {name: Bo, device: a2, kinds: [general], skills: {tax: 2}, languages: {en: 5}}\n'
    )
    both = ("queue: general\n", "queue: general\n    skills: {housing: 5, tax: 1}\n")
    routing = "queues:\n  general: {kind: general}\nagents:\n" + agents
    (told,) = problems(write(tmp_path, routing, main_flow=both))
    assert "nodes.person.skills: " in told
    assert told.endswith("no agent of kind general has all of housing 5, tax 1")


@pytest.mark.parametrize(
    "queue",
    [
        "{kind: general, recipe: [{after_s: 30, kinds: [general, expert]}]}",
        "{kind: general, recipe: [{after_s: 30, drop_call_skills: true}]}",
        "{kind: general, overflow: {after_s: 30, queue: housing}}",
    ],
)
def test_a_later_step_or_the_overflow_may_reach_somebody(tmp_path: Path, queue: str) -> None:
    routing = QUEUES.replace("{kind: general}", queue) + AGENT + EXPERT
    load_profile(write(tmp_path, routing, main_flow=HOUSING))


@pytest.mark.parametrize("kept", ["exit: busy", "queue: spare"])
def test_an_overflow_does_not_excuse_a_queue_nobody_serves(tmp_path: Path, kept: str) -> None:
    groups = "groups:\n  far: {site: far, agents: ['1002']}\n"
    queues = (
        "queues:\n  general: {kind: general}\n"
        f"  housing: {{kind: general, sites: [far], overflow: {{after_s: 30, {kept}}}}}\n"
        "  spare: {kind: general, groups: [far], overflow: {after_s: 30, exit: busy}}\n"
        "  expert: {kind: expert}\n"
    )
    folder = write(tmp_path, queues + groups + "agents:\n" + AGENT + EXPERT)
    assert problems(folder) == [
        "routing.yaml:3:3: queues.housing: nobody can ever serve this queue: no agent of kind "
        "general is at site far",
        "routing.yaml:4:3: queues.spare: nobody can ever serve this queue: no agent of kind "
        "general is in group far",
    ]


def test_a_callback_node_is_looked_at_too(tmp_path: Path) -> None:
    folder = callback_city.write_city(tmp_path)
    file, node = folder / "main.flow.yaml", "type: callback\n    queue: general\n"
    text = file.read_text("utf-8")
    assert node in text
    file.write_text(text.replace(node, node + "    skills: {housing: 5}\n"), "utf-8")
    routing = folder / "routing.yaml"
    people = routing.read_text("utf-8")
    assert "kinds: [general, expert]" in people
    routing.write_text(people.replace("kinds: [general, expert]", "kinds: [expert]"), "utf-8")
    (told,) = [each for each in problems(folder) if "nodes.call_back" in each]
    assert "nodes.call_back.skills.housing: no caller of this node ever reaches a person" in told

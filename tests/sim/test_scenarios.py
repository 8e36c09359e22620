"""Scenario files, presets, changes, the picture and the command."""

import json
import pickle
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from acd.plan.model import RoutingPlan
from acd.sim.figures import FORMULAS
from acd.sim.picture import day_picture
from acd.sim.scenario import Scenario, routing_plan
from acd.sim.tally import Course
from acd.sim.whatif import BadChange, change
from hotline.cli import cli
from hotline.cli.simulate import _Progress
from hotline.simulation import load_preset, load_scenario, preset_names, run
from ivr.flow.loading.source import SourceErrors

SMALL = """\
name: Small
days: 2
demand:
  calls_per_day: 300
  topics: {any: {queue: general, handle: {mean_s: 120}}}
  patience: {mean_s: 120, law: exponential}
queues:
  general: {kind: general, wrap_up_s: 5}
agents:
  all: {shifts: [{from: "00:00", to: "24:00", agents: 2}]}
"""
PATIENCE = "  patience: {mean_s: 120, law: exponential}\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


@pytest.mark.parametrize(
    ("wrong", "right", "line", "told"),
    [
        ("queue: general, handle", "queue: generl, handle", 5, "there is no queue generl"),
        ("mean_s: 120}}}", "mean_s: -1}}}", 5, "mean_s"),
        ("agents: 2}", "agents: 2, seats: 3}", 10, "unknown key"),
        ('to: "24:00"', 'to: "25:00"', 10, "to"),
        ("name: Small", "name: Small\nseats: 1", 2, "put 2 agents at work at once"),
        ("  all: {", "  all: {kinds: [general, expert], ", 10, "no queue is of kind expert"),
        (
            "name: Small",
            "name: Small\ntelephones: {no_answer: 0.6, reject: 0.5}",
            2,
            "nobody would ever answer",
        ),
        ("agents: 2}", "agents: 100000000}", 9, "have 100,000,000 agents; 20,000 can be simulated"),
        (
            "calls_per_day: 300",
            "calls_per_day: 300\n  by_weekday: [1, 1, 1, 1, 1, 1, 1000000]",
            4,
            "has 300,000,000 calls; 10,000,000 can be simulated",
        ),
        ("calls_per_day: 300", "calls_per_day: 300\n  languages: {en: 0}", 5, "weights are all 0"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, wrong: str, right: str, line: int, told: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(SMALL.replace(wrong, right))
    with pytest.raises(SourceErrors) as caught:
        load_scenario(path)
    assert [problem.line for problem in caught.value.problems] == [line]
    assert told in str(caught.value)


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_says_where_its_figures_come_from(name: str) -> None:
    scenario = load_preset(name)
    assert scenario.assumptions
    plan = routing_plan(scenario)
    assert isinstance(plan, RoutingPlan)
    assert len(plan.agents) == sum(s.agents for g in scenario.groups for s in g.shifts)


def test_the_presets_carry_the_published_figures() -> None:
    guangzhou = load_preset("guangzhou-2020")
    assert guangzhou.demand.calls_per_day == 27_400
    assert sum(guangzhou.demand.by_weekday) / 7 == pytest.approx(1.0)
    handle_s = guangzhou.demand.topics[0].handle.mean_s + guangzhou.queues["general"].wrap_up_s
    assert 27_400 * handle_s / 3_600 == pytest.approx(2_050, rel=0.01)
    assert load_preset("storm-day").demand.calls_per_day == 276_827
    for name, year in (("baltimore-2017", 806_974), ("shenzhen-year-one", 1_260_000)):
        demand = load_preset(name).demand
        assert sum(demand.by_weekday) / 7 == pytest.approx(1.0)
        assert demand.calls_per_day * 365 == pytest.approx(year, rel=0.001)
    assert load_preset("montgomery").demand.calls_per_day * 10 == pytest.approx(18_893, rel=0.001)


def test_a_simulated_county_is_near_its_published_figures() -> None:
    # 3.41 % abandoned, 14.2 s to the answer, 222 s long. Staff and patience were chosen for it.
    course = run(load_preset("montgomery"), seed=3, days=5)
    days = course.runs[0]
    entries = [each for tally in days for each in tally.entries.values()]
    answered = sum(each.answered.count for each in entries)
    asa_s = sum(each.answered.total_s for each in entries) / answered
    abandoned = sum(each.abandoned.count for each in entries) / sum(t.calls for t in days)
    assert asa_s == pytest.approx(14.2, abs=4.5)
    assert abandoned == pytest.approx(0.0341, abs=0.012)


@pytest.mark.parametrize("name", ["baltimore-2017", "shenzhen-year-one"])
def test_the_staff_assumed_for_a_published_volume_would_do_for_it(name: str) -> None:
    done = run(load_preset(name), seed=2, days=2)
    entries = [each for tally in done.runs[0] for each in tally.entries.values()]
    answered = sum(each.answered.count for each in entries)
    assert answered / sum(each.offered for each in entries) > 0.9
    assert sum(done.course.busy_s) / sum(done.course.staffed_s) > 0.4


def test_the_figures_depend_on_the_seed_and_not_on_the_processes(small: Path) -> None:
    scenario = load_scenario(small)
    one = run(scenario, seed=4, replications=2, days=9)
    two = run(scenario, seed=4, replications=2, days=9, workers=2)
    assert one.course == two.course
    assert [t.waiting_s for r in one.runs for t in r] == [t.waiting_s for r in two.runs for t in r]
    assert len(one.runs) == 2
    assert {len(each) for each in one.runs} == {9}
    assert one.course != run(scenario, seed=5, replications=2, days=9).course


def _scenario() -> Scenario:
    return load_preset("beijing-200")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("calls*1.5", lambda s: s.demand.calls_per_day == 19_500),
        ("calls=100", lambda s: s.demand.calls_per_day == 100),
        ("handle*0.5", lambda s: s.demand.topics[0].handle.mean_s == 120),
        ("patience*2", lambda s: s.demand.patience.mean_s == 360),
        ("lines=60", lambda s: s.lines == 60),
        ("agents.legal+2", lambda s: [x.agents for x in s.groups[2].shifts] == [4, 12, 8]),
        ("agents.english-2", lambda s: [x.agents for x in s.groups[1].shifts] == [0, 6, 4]),
        ("train.general.en=3", lambda s: s.groups[0].languages == {"zh": 5, "en": 3}),
        ("train.general.law=3", lambda s: s.groups[0].skills == {"law": 3}),
        ("train.general.ja=2", lambda s: s.groups[0].languages == {"zh": 5, "ja": 2}),
        (
            "train.general:10.en=3",
            lambda s: (
                [x.agents for x in s.groups[0].shifts] == [8, 30, 35, 28, 24]
                and s.groups[1].name == "general_en"
                and [x.agents for x in s.groups[1].shifts] == [10] * 5
            ),
        ),
        ("queue.general.max_wait_s=60", lambda s: s.queues["general"].max_wait_s == 60),
        ("no_answer=0.05", lambda s: s.telephones.no_answer == 0.05),
    ],
)
def test_a_change_changes_what_it_says(text: str, found: object) -> None:
    assert callable(found)
    assert found(change(_scenario(), text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("more agents", "is no change"),
        ("agents.nobody+2", "no group 'nobody'"),
        ("agents+2", "agents.GROUP"),
        ("calls*0", "no calls would be left"),
        ("handle=100", "only a factor"),
        ("colour=3", "there is no 'colour'"),
        ("queue.general.kind=1", "cannot be changed"),
        ("queue.none.wrap_up_s=1", "no queue 'none'"),
        ("train.general.en=7", "from 1 to 5"),
        ("train.general:x.en=3", "no number of agents"),
        ("no_answer=1", "nobody would ever answer"),
        ("lines+1", "no limit to change"),
    ],
)
def test_a_change_that_cannot_be_made_is_explained(text: str, told: str) -> None:
    with pytest.raises(BadChange, match=told):
        change(_scenario(), text)


def test_the_picture_is_well_formed_and_shows_the_day() -> None:
    course = Course(days=2.0)
    course.calls[40] = 90.0
    course.offered[40], course.in_time[40] = 90.0, 45.0
    course.staffed_s[40], course.busy_s[40] = 9_000.0, 4_500.0
    svg = day_picture(course, title="A & B", subtitle="<test>")
    root = ET.fromstring(svg)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "A & B" in texts
    assert "<test>" in texts
    assert {"Agents", "Callers waiting, mean", "00:00", "24:00", "50"} <= set(texts)
    assert svg.count("<polyline") == 2


def test_the_picture_shows_blocked_calls_on_top_of_those_that_found_a_line() -> None:
    course = Course(days=1.0)
    course.calls[40], course.abandoned[40] = 30.0, 10.0
    assert "blocked" not in day_picture(course, title="t", subtitle="s")
    more = Course()
    more.blocked[40] = 60.0
    course.merge(more)
    svg = day_picture(course, title="t", subtitle="s")
    assert "blocked, no free line" in svg
    assert ">100</text>" in svg.split("Agents")[0], "the axis has room for all of them"
    polygons = [part.split('"')[1].split() for part in svg.split("<polygon ")[1:4]]
    blocked, calls, _ = ({float(point.split(",")[1]) for point in each} for each in polygons)
    assert min(blocked) < min(calls)
    assert min(calls) in blocked, "they begin where the others end"


def test_the_recorder_puts_blocked_calls_into_the_course_of_the_day() -> None:
    scenario = replace(load_preset("three-seats"), lines=2)
    done = run(scenario, seed=1, replications=2)
    blocked = sum(tally.blocked for each in done.runs for tally in each)
    assert blocked > 0
    assert sum(done.course.blocked) == blocked
    assert sum(done.course.calls) + blocked == done.speed.calls


def test_the_target_in_the_legend_looks_like_the_line_it_stands_for() -> None:
    svg = day_picture(Course(days=1.0), title="t", subtitle="s", target=0.9)
    root = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    dashed = [line for line in root.iter(f"{space}line") if "stroke-dasharray" in line.attrib]
    assert len(dashed) == 2
    assert len({(line.attrib["stroke"], line.attrib["stroke-dasharray"]) for line in dashed}) == 1
    texts = [element.text for element in root.iter(f"{space}text")]
    assert {"target 90 %", "service level"} <= set(texts)


def test_the_command_prints_figures_with_their_formulas(small: Path, tmp_path: Path) -> None:
    picture = tmp_path / "day.svg"
    arguments = ["simulate", str(small), "--replications", "3", "--picture", str(picture)]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    assert "answered_in_time / offered" in result.output
    assert "queue general" in result.output
    ET.fromstring(picture.read_text())
    again = CliRunner().invoke(cli, arguments)
    assert again.stdout == result.stdout


def test_the_command_compares_on_the_same_calls(small: Path) -> None:
    arguments = ["simulate", str(small), "--replications", "4", "--json", "--seed", "2"]
    arguments += ["--what-if", "agents.all+1"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    before, after = told["figures"]["calls"], told["what_if"]["figures"]["calls"]
    difference = told["what_if"]["difference"]["calls"]
    assert before["offered"] == after["offered"]
    change_in_level = difference["service_level"]
    assert change_in_level["value"] > 0.03
    assert change_in_level["value"] == pytest.approx(
        after["service_level"]["value"] - before["service_level"]["value"]
    )
    assert difference["offered"]["half_width"] == 0
    assert set(before) <= set(FORMULAS)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--replications", "10"], "+- is half a 95 % interval of 10 batches."),
        (["--replications", "2"], "of 2 batches (few: the intervals are rough"),
        (["--replications", "1", "--days", "1"], "no intervals, for this is one run of one day"),
    ],
)
def test_the_command_says_how_far_its_intervals_can_be_trusted(
    small: Path, arguments: list[str], told: str
) -> None:
    result = CliRunner().invoke(cli, ["simulate", str(small), "--days", "1", *arguments])
    assert result.exit_code == 0, result.output
    assert told in result.stdout
    assert "answered + abandoned + left, a day" in result.stdout


def test_the_command_says_why_offered_differs_where_it_does(small: Path, tmp_path: Path) -> None:
    retrying = tmp_path / "retrying.yaml"
    retry = PATIENCE + "  retry: {share: 1, after: {mean_s: 60}}\n"
    retrying.write_text(small.read_text().replace(PATIENCE, retry))
    for file, differs in ((small, False), (retrying, True)):
        arguments = ["simulate", str(file), "--replications", "2", "--what-if", "agents.all+1"]
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == 0, result.output
        assert "the difference on the same calls" in result.stdout
        assert ("Offered differs though the first calls are the same" in result.stdout) is differs
    arguments = ["simulate", str(small), "--replications", "2", "--what-if", "calls*2"]
    assert "the same" not in CliRunner().invoke(cli, arguments).stdout


def test_progress_is_told_now_and_then_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    times = iter([0.0, 0.0, 4.0, 12.0, 15.0, 40.0, 50.0])
    progress = _Progress(terminal=False, clock=lambda: next(times))
    for done in range(6):
        progress(done, 5)
    assert capsys.readouterr().err.splitlines() == [
        "2 of 5 done, about 18 s more",
        "4 of 5 done, about 10 s more",
    ]
    progress = _Progress(terminal=True, clock=lambda: 0.0)
    for done in range(3):
        progress(done, 2)
    assert capsys.readouterr().err == "\r0 of 2\r1 of 2\r2 of 2\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "give one scenario"),
        (["--preset", "three-seats", "--what-if", "agents.x+1"], "no group 'x'"),
        (["--preset", "nowhere"], "is not one of"),
        (
            ["--preset", "three-seats", "--picture", "day.png"],
            "the name must end in .svg",
        ),
        (["--preset", "three-seats", "--picture", "no/such/day.svg"], "there is no folder no/such"),
    ],
)
def test_wrong_use_of_the_command_is_explained(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(cli, ["simulate", *arguments])
    assert result.exit_code == 2
    assert told in result.output


def test_a_scenario_survives_the_way_to_another_process() -> None:
    scenario = _scenario()
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert replace(scenario, days=3) != scenario


def test_the_scenario_in_the_documentation_runs(tmp_path: Path) -> None:
    text = Path("docs/simulator.md").read_text("utf-8")
    path = tmp_path / "doc.yaml"
    path.write_text(text.split("```yaml\n")[1].split("```")[0], "utf-8")
    done = run(load_scenario(path), seed=1, days=1)
    assert done.speed.calls > 500
    assert done.speed.events > done.speed.inputs > done.speed.calls

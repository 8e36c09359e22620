"""Recipes, policies, groups, hours and overflow in the routing file; what it may not say."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from acd.plan.file import RoutingFile, compile_plan
from acd.plan.model import Overflow, PolicyName, QueueKind, RecipeStep
from ivr.flow.loading.source import load_yaml

FILE: dict[str, Any] = {
    "hours": {
        "office": {
            "zone": "America/New_York",
            "week": {"mon": ["08:00-18:00", "22:00-24:00"]},
            "holidays": ["2026-12-25"],
        }
    },
    "queues": {
        "general": {
            "kind": "general",
            "hours": "office",
            "at_close": "exit",
            "policy": "weighted",
            "weights": {"day": 3},
            "max_waiting": 20,
            "overflow": {"after_s": 60, "exit": "voicemail"},
            "not_responding_s": 90,
        },
        "housing": {
            "kind": "expert",
            "skills": {"housing": 5},
            "priority_s": 60,
            "sites": ["north"],
            "recipe": [
                {"after_s": 30, "skills": {"housing": 3}},
                {"after_s": 60, "skills": {}, "kinds": ["general", "expert"], "sites": []},
            ],
            "overflow": {"after_s": 90, "queue": "general"},
        },
    },
    "groups": {"day": {"site": "north", "agents": ["1"]}, "vendor": {"agents": ["2"]}},
    "agents": {
        "1": {"name": "Ada", "device": "a1", "kinds": ["general"]},
        "2": {
            "name": "Bo",
            "device": "a2",
            "kinds": ["general", "expert"],
            "skills": {"housing": 4},
            "site": "south",
        },
    },
}


def changed(*path: str | int, value: object) -> dict[str, Any]:
    file = deepcopy(FILE)
    here: Any = file
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return file


def errors(file: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        RoutingFile.model_validate(file)
    return [(".".join(map(str, each["loc"])), each["type"]) for each in caught.value.errors()]


def test_everything_reaches_the_plan() -> None:
    plan = compile_plan(RoutingFile.model_validate(FILE))
    general, housing = plan.queues["general"], plan.queues["housing"]
    assert (general.policy, general.weights) == (PolicyName.WEIGHTED, {"day": 3.0})
    assert (general.max_waiting, general.not_responding_s) == (20, 90.0)
    assert general.overflow == Overflow(after_s=60.0, exit="voicemail")
    assert general.hours is not None
    assert general.leave_at_close
    assert general.hours.week[0] == ((480, 1080), (1320, 1440))
    assert housing.recipe == (
        RecipeStep(after_s=30.0, skills={"housing": 3}),
        RecipeStep(after_s=60.0, skills={}, kinds=(QueueKind.GENERAL, QueueKind.EXPERT), sites=()),
    )
    assert (housing.priority_s, housing.sites) == (60.0, ("north",))
    assert housing.overflow == Overflow(after_s=90.0, queue="general")
    assert [(a.group, a.site) for a in plan.agents.values()] == [
        ("day", "north"),
        ("vendor", "south"),
    ]


def test_the_version_changes_with_the_content_alone() -> None:
    first, same, other = (
        compile_plan(RoutingFile.model_validate(file)).version
        for file in (FILE, deepcopy(FILE), changed("queues", "general", "max_waiting", value=21))
    )
    assert first == same != other
    assert len(first) == 12


def test_exits_of_a_queue_are_those_of_its_whole_chain() -> None:
    assert RoutingFile.model_validate(FILE).exits("housing") == {"voicemail"}


Q, H = ("queues", "general"), ("queues", "housing")


@pytest.mark.parametrize(
    ("path", "value", "where", "kind"),
    [
        ((*H, "at_close"), "exit", "queues.housing.at_close", "never_closes"),
        ((*Q, "at_close"), "leave", "queues.general.at_close", "literal_error"),
        ((*Q, "hours"), "night", "queues.general.hours", "unknown_hours"),
        ((*Q, "groups"), ["dya"], "queues.general.groups.0", "unknown_group"),
        ((*Q, "weights"), {"dya": 1}, "queues.general.weights.dya", "unknown_group"),
        ((*Q, "policy"), "longest_idle", "queues.general.weights", "idle_weights"),
        ((*Q, "policy"), "coin", "queues.general.policy", "enum"),
        ((*Q, "priority_s"), -1, "queues.general.priority_s", "greater_than_equal"),
        ((*Q, "max_waiting"), -1, "queues.general.max_waiting", "greater_than_equal"),
        ((*Q, "not_responding_s"), 0, "queues.general.not_responding_s", "greater_than"),
        ((*Q, "overflow", "after_s"), -5, "queues.general.overflow.after_s", "greater_than"),
        ((*Q, "overflow", "after_s"), 300, "queues.general.overflow.after_s", "overflow_too_late"),
        ((*Q, "overflow"), {"after_s": 5}, "queues.general.overflow", "overflow_to_where"),
        (
            (*Q, "overflow"),
            {"after_s": 5, "queue": "hosing"},
            "queues.general.overflow.queue",
            "unknown_queue",
        ),
        ((*H, "sites"), ["nort"], "queues.housing.sites.0", "unknown_site"),
        ((*H, "recipe", 0, "after_s"), -1, "queues.housing.recipe.0.after_s", "greater_than_equal"),
        (
            (*H, "recipe", 1, "after_s"),
            30,
            "queues.housing.recipe.1.after_s",
            "recipe_out_of_order",
        ),
        ((*H, "recipe", 1, "after_s"), 300, "queues.housing.recipe.1.after_s", "recipe_too_late"),
        (
            (*H, "recipe", 1, "skills"),
            {"housing": 4},
            "queues.housing.recipe.1.skills.housing",
            "recipe_asks_more",
        ),
        (
            (*H, "recipe", 1, "kinds"),
            ["general"],
            "queues.housing.recipe.1.kinds",
            "recipe_asks_more",
        ),
        (("hours", "office", "zone"), "Mars/Olympus", "hours.office.zone", "value_error"),
        (
            ("hours", "office", "week"),
            {"mon": ["8-18"]},
            "hours.office.week.mon.0",
            "string_pattern_mismatch",
        ),
        (("groups", "day", "agents"), ["9"], "groups.day.agents.0", "unknown_agent"),
        (("groups", "vendor", "agents"), ["1"], "groups.vendor.agents.0", "agent_in_two_places"),
        (("groups", "vendor", "site"), "east", "groups.vendor.agents.0", "agent_in_two_places"),
    ],
)
def test_mistakes_are_told_at_their_field(
    path: tuple[str | int, ...], value: object, where: str, kind: str
) -> None:
    assert (where, kind) in errors(changed(*path, value=value))


def test_callers_may_not_go_round_in_a_circle() -> None:
    file = changed(*Q, "overflow", value={"after_s": 60, "queue": "housing"})
    assert errors(file) == [
        ("queues.general.overflow.queue", "overflow_in_a_circle"),
        ("queues.housing.overflow.queue", "overflow_in_a_circle"),
    ]


def test_a_skill_that_no_agent_has_is_a_dead_end() -> None:
    file = changed(*H, "recipe", value=[])
    file["queues"]["housing"]["skills"] = {"housng": 3}
    assert errors(file) == [("queues.housing.skills.housng", "unknown_skill")]


def test_a_queue_nobody_can_serve_is_a_dead_end() -> None:
    file = changed(*H, "recipe", value=[])
    del file["queues"]["housing"]["overflow"]
    assert errors(file) == [("queues.housing", "queue_nobody_serves")]


def test_a_recipe_that_never_reaches_anybody_is_a_dead_end() -> None:
    file = changed(*H, "recipe", 1, value={"after_s": 60, "skills": {"housing": 2}})
    file["queues"]["housing"]["recipe"].append({"after_s": 70, "skills": {"housing": 1}})
    del file["queues"]["housing"]["overflow"]
    assert errors(file) == [("queues.housing.recipe.2", "recipe_reaches_nobody")]


@pytest.mark.parametrize("leaves", [True, False])
def test_a_queue_whose_callers_could_wait_for_ever_is_refused(leaves: bool) -> None:
    for name, refused in (("general", False), ("housing", True)):
        file = changed("queues", name, "max_wait_s", value=None)
        file["queues"][name]["leave_when_unstaffed"] = leaves
        if refused:
            assert errors(file) == [(f"queues.{name}.max_wait_s", "no_way_out")]
        else:
            RoutingFile.model_validate(file)
            del file["queues"][name]["overflow"]
            assert errors(file) == [(f"queues.{name}.max_wait_s", "no_way_out")]


def test_the_search_for_an_interpreter_may_go_on_for_ever() -> None:
    interpreters = {"kind": "interpreter", "max_wait_s": None}
    RoutingFile.model_validate(changed("queues", "interpreters", value=interpreters))


@pytest.mark.parametrize(
    "field", ["max_wait_s", "wrap_up_s", "priority_s", "ring_timeout_s", "not_responding_s"]
)
def test_no_time_is_longer_than_a_day(field: str) -> None:
    RoutingFile.model_validate(changed(*Q, field, value=86_400))
    for value in (86_401, 1e300):
        where = f"queues.general.{field}"
        assert errors(changed(*Q, field, value=value)) == [(where, "less_than_equal")]


def test_the_time_after_which_an_interpreter_will_do() -> None:
    key = "interpreter_after_s"
    where = f"queues.general.{key}"
    assert compile_plan(RoutingFile.model_validate(FILE)).queues["general"].interpreter_after_s
    assert errors(changed(*Q, key, value=30)) == [(where, "idle_interpreter_after")]
    file = changed("queues", "interpreters", value={"kind": "interpreter"})
    file["queues"]["general"][key] = 30
    plan = compile_plan(RoutingFile.model_validate(file))
    assert plan.queues["general"].interpreter_after_s == 30.0
    file["queues"]["general"][key] = 300
    assert errors(file) == [(where, "interpreter_too_late")]
    file["queues"]["general"][key] = None
    assert (
        compile_plan(RoutingFile.model_validate(file)).queues["general"].interpreter_after_s is None
    )
    file["queues"]["interpreters"][key] = 30
    assert errors(file) == [(f"queues.interpreters.{key}", "idle_interpreter_after")]


def test_a_first_step_at_once_may_ask_anything() -> None:
    file = changed(*H, "recipe", 0, value={"after_s": 0, "skills": {"housing": 5}})
    file["queues"]["housing"]["skills"] = {}
    RoutingFile.model_validate(file)


def test_the_documented_example_is_a_good_file(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "routing.md").read_text("utf-8")
    example = tmp_path / "routing.yaml"
    example.write_text(text.split("```yaml\n")[1].split("```")[0], "utf-8")
    assert load_yaml(example, RoutingFile).exits("housing") == {"callback"}

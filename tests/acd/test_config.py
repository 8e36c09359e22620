from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from acd.plan.file import RoutingFile, compile_plan
from acd.plan.model import Queue, QueueKind, TransferBack

FILE: dict[str, Any] = {
    "queues": {
        "general": {
            "kind": "general",
            "ring_timeout_s": 15,
            "wrap_up_s": 20,
            "max_wait_s": 120,
        },
        "expert-housing": {"kind": "expert", "skills": {"housing": 3}},
        "interpreters": {"kind": "interpreter", "wrap_up_s": 5},
    },
    "agents": {
        "1001": {
            "name": "Ada",
            "device": "agent1001",
            "kinds": ["general"],
            "languages": {"en": 5, "es": 4},
            "skills": {"housing": 2},
        },
        "2001": {
            "name": "Eve",
            "device": "agent2001",
            "kinds": ["expert"],
            "skills": {"housing": 4},
        },
        "3001": {
            "name": "Ina",
            "device": "agent3001",
            "kinds": ["interpreter"],
            "languages": {"so": 5},
        },
    },
}


def errors(changed: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        RoutingFile.model_validate(changed)
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


def with_agent(**change: Any) -> dict[str, Any]:
    changed = deepcopy(FILE)
    changed["agents"]["1001"].update(change)
    return changed


def test_a_telephone_is_listed_once_and_may_be_shared() -> None:
    changed = with_agent(devices=["front-desk", "agent1001", "front-desk"])
    assert errors(changed) == [
        (("agents", "1001", "devices", 1), "device_twice"),
        (("agents", "1001", "devices", 2), "device_twice"),
    ]
    changed = with_agent(devices=["front-desk"])
    changed["agents"]["2001"]["devices"] = ["front-desk"]
    plan = compile_plan(RoutingFile.model_validate(changed))
    assert plan.agents["1001"].telephones == ("agent1001", "front-desk")
    assert plan.devices == {"agent1001", "agent2001", "agent3001", "front-desk"}


def test_nobody_sits_at_the_own_telephone_of_another() -> None:
    changed = with_agent(devices=["front-desk", "agent2001"])
    assert errors(changed) == [(("agents", "1001", "devices", 1), "device_of_another")]


def test_pause_reasons_say_what_a_pause_is() -> None:
    file = deepcopy(FILE) | {"pause_reasons": {"lunch": {"paid": False}, "training": {}}}
    plan = compile_plan(RoutingFile.model_validate(file))
    assert {name: reason.paid for name, reason in plan.pause_reasons.items()} == {
        "lunch": False,
        "training": True,
    }
    file["pause_reasons"]["lunch"]["paid"] = "perhaps"
    assert errors(file) == [(("pause_reasons", "lunch", "paid"), "bool_parsing")]


def test_a_file_becomes_a_plan() -> None:
    plan = compile_plan(RoutingFile.model_validate(FILE))
    assert plan.interpreter_queue == "interpreters"
    general = plan.queues["general"]
    assert (general.name, general.kind) == ("general", QueueKind.GENERAL)
    assert (general.ring_timeout_s, general.max_wait_s) == (15.0, 120.0)
    assert plan.queues["expert-housing"].skills == {"housing": 3}
    ada = plan.agents["1001"]
    assert (ada.agent_id, ada.name, ada.device) == ("1001", "Ada", "agent1001")
    assert (ada.kinds, ada.languages, ada.skills) == (
        frozenset({QueueKind.GENERAL}),
        {"en": 5, "es": 4},
        {"housing": 2},
    )


def test_what_is_left_out_has_the_models_defaults() -> None:
    plan = compile_plan(RoutingFile.model_validate({"queues": {"q": {"kind": "general"}}}))
    assert plan.queues["q"] == Queue(name="q", kind=QueueKind.GENERAL)
    assert plan.interpreter_queue is None


def test_a_plan_cannot_be_changed() -> None:
    plan = compile_plan(RoutingFile.model_validate(FILE))
    with pytest.raises(TypeError):
        plan.queues["x"] = plan.queues["general"]  # type: ignore[index]
    with pytest.raises(TypeError):
        plan.agents["1001"].languages["fr"] = 1  # type: ignore[index]


def test_unknown_fields_are_named() -> None:
    assert errors(with_agent(langauges={"en": 1})) == [
        (("agents", "1001", "langauges"), "extra_forbidden")
    ]


@pytest.mark.parametrize(
    ("change", "where", "kind"),
    [
        ({"languages": {"en": 6}}, ("languages", "en"), "less_than_equal"),
        ({"languages": {"en": 0}}, ("languages", "en"), "greater_than_equal"),
        ({"languages": {"en": True}}, ("languages", "en"), "int_type"),
        ({"skills": {"housing": 9}}, ("skills", "housing"), "less_than_equal"),
        ({"kinds": []}, ("kinds",), "too_short"),
        ({"kinds": ["general", "general"]}, ("kinds", 1), "duplicate_kind"),
        ({"device": "agent 1"}, ("device",), "string_pattern_mismatch"),
        ({"languages": {"en": 5, "EN": 4}}, ("languages", "EN"), "duplicate_language"),
        (
            {"kinds": ["interpreter"], "languages": {}},
            ("languages",),
            "interpreter_without_language",
        ),
    ],
)
def test_mistakes_in_an_agent_are_found_where_they_are(
    change: dict[str, Any], where: tuple[str | int, ...], kind: str
) -> None:
    assert (("agents", "1001", *where), kind) in errors(with_agent(**change))


def test_a_telephone_shared_by_two_agents_is_told_at_the_second() -> None:
    assert errors(with_agent(device="agent3001")) == [
        (("agents", "3001", "device"), "duplicate_device")
    ]


def test_a_kind_no_queue_has_is_named() -> None:
    changed = deepcopy(FILE)
    del changed["queues"]["interpreters"]
    assert errors(changed) == [(("agents", "3001", "kinds", 0), "unknown_queue")]


def test_a_second_interpreter_queue_is_refused() -> None:
    changed = deepcopy(FILE)
    changed["queues"]["more"] = {"kind": "interpreter"}
    assert errors(changed) == [(("queues", "more", "kind"), "second_interpreter_queue")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ring_timeout_s", 0),
        ("wrap_up_s", -1),
        ("max_wait_s", 0),
        ("max_wait_s", float("nan")),
        ("misses_before_not_responding", 0),
        ("kind", "vip"),
    ],
)
def test_values_out_of_range_are_found(field: str, value: object) -> None:
    changed = deepcopy(FILE)
    changed["queues"]["general"][field] = value
    assert [loc for loc, _ in errors(changed)] == [("queues", "general", field)]


def test_all_mistakes_are_told_at_once() -> None:
    changed = with_agent(device="agent3001", kinds=["expert", "expert"])
    changed["queues"]["more"] = {"kind": "interpreter"}
    assert {name for _, name in errors(changed)} == {
        "second_interpreter_queue",
        "duplicate_kind",
        "duplicate_device",
        "queue_nobody_serves",
    }


def test_where_an_unanswered_transfer_goes_is_the_queue_unless_said() -> None:
    assert compile_plan(RoutingFile.model_validate(FILE)).transfer_back is TransferBack.QUEUE
    changed = {**deepcopy(FILE), "transfer_back": "agent"}
    assert compile_plan(RoutingFile.model_validate(changed)).transfer_back is TransferBack.AGENT
    assert errors({**deepcopy(FILE), "transfer_back": "nobody"}) == [(("transfer_back",), "enum")]

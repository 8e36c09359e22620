from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from acd.plan.file import RoutingFile, compile_plan
from acd.plan.vendors import DialStep, Price

FILE: dict[str, Any] = {
    "queues": {
        "general": {"kind": "general"},
        "interpreters": {"kind": "interpreter", "head_start_s": 4},
    },
    "agents": {
        "1001": {"name": "Ada", "device": "a1001", "kinds": ["general"], "languages": {"en": 5}}
    },
    "vendors": {
        "langline": {
            "number": "18005550100",
            "dial": [{"wait_s": 2}, {"send": "pin"}, {"keys": "#"}, {"send": "language"}],
            "languages": {"am": "17", "zh-Hant": "2"},
            "lines": 2,
            "price": {"per_minute": 0.745, "increment_s": 6, "minimum_s": 30},
            "minutes_per_month": 3000,
        },
        "voices": {"number": "+18005550199", "languages": {"am": ""}},
    },
}


def changed(**vendor: Any) -> dict[str, Any]:
    file = deepcopy(FILE)
    file["vendors"]["langline"].update(vendor)
    return file


def errors(file: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        RoutingFile.model_validate(file)
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


def test_vendors_become_lines_in_the_order_of_the_file() -> None:
    plan = compile_plan(RoutingFile.model_validate(FILE))
    first, second = plan.vendors
    assert (first.name, first.rank, second.name, second.rank) == ("langline", 1, "voices", 2)
    assert first.steps == (
        DialStep(wait_s=2.0),
        DialStep(pin=True),
        DialStep(keys="#"),
        DialStep(language=True),
    )
    assert first.price == Price(per_minute_micros=745_000, increment_s=6, minimum_s=30)
    assert first.seconds_per_month == 180_000
    assert second.price == Price()
    assert list(plan.everyone()) == ["1001", "langline:1", "langline:2", "voices:1"]
    assert list(plan.agents) == ["1001"]
    assert plan.queues["interpreters"].head_start_s == 4.0


V = ("vendors", "langline")


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        ({"dial": [{"wait_s": 1, "keys": "1"}]}, (*V, "dial", 0), "dial_step"),
        ({"dial": [{}]}, (*V, "dial", 0), "dial_step"),
        ({"dial": [{"send": "name"}]}, (*V, "dial", 0, "send"), "literal_error"),
        ({"dial": [{"keys": "1a"}]}, (*V, "dial", 0, "keys"), "string_pattern_mismatch"),
        ({"dial": [{"wait_s": -1}]}, (*V, "dial", 0, "wait_s"), "greater_than"),
        ({"connect_within_s": 2}, (*V, "connect_within_s"), "dial_too_long"),
        ({"languages": {}}, (*V, "languages"), "too_short"),
        ({"languages": {"am": ""}}, (*V, "languages", "am"), "language_without_keys"),
        ({"languages": {"am": "1", "AM": "2"}}, (*V, "languages", "AM"), "duplicate_language"),
        ({"dial": []}, (*V, "languages", "am"), "idle_keys"),
        ({"number": "langline"}, (*V, "number"), "string_pattern_mismatch"),
        ({"lines": 0}, (*V, "lines"), "greater_than_equal"),
        ({"pin": "1234"}, (*V, "pin"), "extra_forbidden"),
        ({"price": {"per_minute": -1}}, (*V, "price", "per_minute"), "greater_than_equal"),
        (
            {"price": {"per_minute": 1, "currency": "$"}},
            (*V, "price", "currency"),
            "string_pattern_mismatch",
        ),
        ({"minutes_per_month": 0}, (*V, "minutes_per_month"), "greater_than_equal"),
    ],
)
def test_each_mistake_is_told_where_it_is(change: Any, where: tuple[Any, ...], what: str) -> None:
    assert (where, what) in errors(changed(**change))


def test_vendors_need_a_queue_of_interpreters() -> None:
    file = deepcopy(FILE)
    del file["queues"]["interpreters"]
    assert (V, "unknown_queue") in errors(file)


def test_a_head_start_is_a_few_seconds() -> None:
    file = deepcopy(FILE)
    file["queues"]["interpreters"]["head_start_s"] = 11
    assert errors(file) == [(("queues", "interpreters", "head_start_s"), "less_than_equal")]


def test_only_interpreters_have_a_head_start() -> None:
    file = deepcopy(FILE)
    file["queues"]["general"]["head_start_s"] = 3
    assert errors(file) == [(("queues", "general", "head_start_s"), "idle_head_start")]


def test_only_interpreters_are_announced() -> None:
    file = deepcopy(FILE)
    file["queues"]["general"]["announce"] = {"en": "Here."}
    assert errors(file) == [(("queues", "general", "announce"), "idle_announce")]

"""A flow that the proofs would refuse, met by a call all the same: it holds nobody else up."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from ivr.flow import inputs
from ivr.flow.compiling.flow import compile_flow
from ivr.flow.machine import EndlessFlow, Machine
from ivr.flow.profile import Profile
from ivr.flow.rehearsal.given import Given, GivenTrending
from ivr.flow.rehearsal.transcript_schema import CallSpec
from ivr.flow.rehearsal.turns import play
from ivr.flow.schema.nodes import FlowFile
from tests.flow.driver import T0
from tests.flow.small_city import around_flows

SPINS = {"type": "branch", "cases": [{"when": "n < 0", "goto": "end"}], "otherwise": "more"}
TALKS = {"type": "say", "text": {"en": "Hello.", "es": "Hola."}, "next": "more"}


def endless(city: Profile, again: dict[str, Any]) -> Profile:
    nodes = {
        "start": {"type": "answer", "next": "zero"},
        "zero": {"type": "set", "values": {"n": "0"}, "next": "more"},
        "more": {"type": "set", "values": {"n": "n + 1"}, "next": "again"},
        "again": again,
        "person": {
            "type": "enqueue",
            "queue": "general",
            "on_timed_out": "end",
            "on_unstaffed": "end",
            "on_served": "end",
        },
        "end": {"type": "hang_up"},
    }
    around = around_flows(city)
    flow = FlowFile.model_validate({"start": "start", "nodes": nodes})
    return replace(city, flows={"main": compile_flow("main", flow, around)})


def test_a_call_that_spins_is_given_up(city: Profile) -> None:
    ids = count()
    machine = Machine(
        endless(city, SPINS),
        "call-1",
        trending=GivenTrending(Given()),
        new_id=lambda prefix: f"{prefix}-{next(ids)}",
    )
    arrived = inputs.CallArrived(caller="2125550100", dialled="311")
    with pytest.raises(EndlessFlow, match=r"round and round \((more, again|again, more)\)"):
        machine.handle(arrived, now=T0)


@pytest.mark.parametrize("again", [SPINS, TALKS], ids=["spins", "talks"])
def test_a_transcript_tells_it(city: Profile, again: dict[str, Any]) -> None:
    turns = [{"silence": True}]
    written = {"name": "round", "at": "2026-01-01 10:00", "turns": turns, "ends": "failed"}
    test = CallSpec.model_validate(written)
    _, failure = play(test, endless(city, again))
    assert failure is not None
    assert "round and round" in failure.message

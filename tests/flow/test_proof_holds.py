"""What the prover accepts never strands a caller: calls through flows made at random.

The flows may lead anywhere, backwards too, so many of them are rejected; in those that are not, a
caller presses the key for a person at some moment and does nothing from then on.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ivr.flow import commands, events
from ivr.flow.compiling.flow import compile_flow
from ivr.flow.loading.folder import Folder, read_folder
from ivr.flow.loading.places import START, Tree
from ivr.flow.loading.source import Source
from ivr.flow.profile import Profile
from ivr.flow.proof.prove import prove
from ivr.flow.rehearsal.call import Rehearsal
from ivr.flow.rehearsal.given import Given, GivenQueue
from ivr.flow.schema.nodes import FlowFile
from tests.flow.driver import T0
from tests.flow.small_city import around_flows, write_city

PLAIN = {"en": "Hello.", "es": "Hola."}
WAY = "?"
KINDS: list[dict[str, Any]] = [
    {"type": "say", "text": PLAIN, "next": WAY},
    {"type": "set", "values": {"n": "n + 1"}, "next": WAY},
    {"type": "set", "values": {"n": "0"}, "next": WAY},
    {"type": "set", "values": {"n": "n - 1"}, "next": WAY},
    {"type": "branch", "cases": [{"when": "n > 2", "goto": WAY}], "otherwise": WAY},
    {"type": "branch", "cases": [{"when": "n < 2", "goto": WAY}], "otherwise": WAY},
    {"type": "branch", "cases": [{"when": "now.hour < 12", "goto": WAY}], "otherwise": WAY},
    {"type": "hours", "week": {"mon": ["08:00-18:00"]}, "open": WAY, "closed": WAY},
    {
        "type": "menu",
        "prompt": PLAIN,
        "options": {"a": {"key": "1", "goto": WAY}, "b": {"key": "2", "goto": WAY}},
        "fallback": WAY,
    },
    {"type": "survey", "questions": {"s": PLAIN}, "next": WAY},
    {
        "type": "ask",
        "into": "digits",
        "prompt": PLAIN,
        "answer": {"type": "digits", "min": 2, "max": 6},
        "next": WAY,
        "fallback": WAY,
    },
    {
        "type": "knowledge",
        "by_number": {},
        "by_tree": {},
        "prompt": PLAIN,
        "item": {"en": "{title}, {key}.", "es": "{title}, {key}."},
        "answered": WAY,
        "not_found": WAY,
        "unheard": WAY,
        "fallback": WAY,
    },
    {"type": "record_consent", "ask": True, "prompt": PLAIN, "agreed": WAY, "refused": WAY},
    {"type": "transfer", "destination": "library", "failed": WAY},
    {"type": "voicemail", "prompt": PLAIN, "next": WAY},
    {"type": "hang_up", "text": PLAIN},
]
HELP = (commands.RecordMessage, commands.TransferOut, commands.BookCallback)


@st.composite
def flows(draw: st.DrawFn) -> FlowFile:
    """Return a flow whose ways lead anywhere, mostly onwards."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
    names = [*(f"n{number}" for number in range(len(kinds))), "person", "message", "end"]

    def led(value: Any, number: int) -> Any:
        if value == WAY:
            onward = st.sampled_from(names[number + 1 :])
            return draw(st.one_of(onward, onward, onward, st.sampled_from(names)))
        if isinstance(value, dict):
            return {key: led(item, number) for key, item in value.items()}
        return [led(item, number) for item in value] if isinstance(value, list) else value

    lost = st.sampled_from(["message", "message", "message", *names])
    person = {
        "type": "enqueue",
        "queue": "general",
        "on_served": "end",
        "on_timed_out": draw(lost),
        "on_unstaffed": draw(lost),
    }
    nodes = {
        "start": {"type": "answer", "next": "n0"},
        **{name: led(kind, n) for n, (name, kind) in enumerate(zip(names, kinds, strict=False))},
        "person": person,
        "message": {"type": "voicemail", "prompt": PLAIN, "next": "end"},
        "end": {"type": "hang_up", "text": PLAIN},
    }
    return FlowFile.model_validate({"start": "start", "nodes": nodes})


@cache
def folder() -> Folder:
    return read_folder(write_city(Path(mkdtemp())))


def is_accepted(flow: FlowFile) -> bool:
    """Tell whether only what does not count here is wrong: nodes that nothing leads to."""
    source = Source(file="main", value=flow, places=lambda: Tree(START, START))
    problems = prove(replace(folder(), flows={"main": source})).problems
    return all(problem.message == "no way leads here" for problem in problems)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    flow=flows(),
    keys=st.lists(st.sampled_from(["1", "2", "7", "12#", ""]), max_size=6),
    hour=st.integers(0, 24 * 7),
    is_staffed=st.booleans(),
)
def test_the_key_for_a_person_leads_to_one_or_to_a_message(
    city: Profile, flow: FlowFile, keys: list[str], hour: int, is_staffed: bool
) -> None:
    assume(is_accepted(flow))
    around = around_flows(city)
    profile = replace(city, flows={"main": compile_flow("main", flow, around)})
    given_queue = {"general": GivenQueue(staffed=is_staffed)}
    call = Rehearsal(profile, at=T0 + hour * 3600, given=Given(queues=given_queue))
    call.arrive(line="311")
    for key in keys:
        if call.is_waiting or call.is_transferred or call.is_recording:
            break
        call.press(key) if key else call.stay_silent()
    if call.ended is not None or call.is_transferred or call.is_recording:
        return
    call.press("0")
    for _ in range(300):
        call.listen_on()
        if call.is_waiting or call.ended is not None:
            break
        if call.is_transferred:
            call.destination(answers=False)
        elif not call.step():
            break
    assert call.is_waiting or call.ended is not None, call.node
    if call.ended is not None:
        # Among digits that are gathered the key is a digit.
        gathers = any(node.type in ("ask", "knowledge") for node in flow.nodes.values())
        assert gathers or any(isinstance(out, events.QueueEntered) for out in call.outputs)
        assert any(isinstance(out, HELP) for out in call.outputs)


def test_some_flows_are_accepted_and_some_are_not() -> None:
    """The property above is about something."""
    answers = set()

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(flow=flows())
    def look(flow: FlowFile) -> None:
        answers.add(is_accepted(flow))

    look()
    assert answers == {True, False}

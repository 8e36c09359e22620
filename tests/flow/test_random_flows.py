"""Any flow, any caller: no fault, and every call comes to an end.

The flows are made at random from every type of node; ways only lead onwards, so that a caller who
does nothing comes to the end.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from acd.commands import QueueResult
from ivr.flow import commands, inputs
from ivr.flow.compiling.flow import compile_flow
from ivr.flow.profile import Profile
from ivr.flow.request_number import request_number
from ivr.flow.schema.nodes import FlowFile
from tests.flow.driver import Phone
from tests.flow.small_city import around_flows

TEXT = {"en": "Hello {digits|digits}.", "es": "Hola {day}."}
PLAIN = {"en": "Hello.", "es": "Hola."}
WAY = "?"
ASK = {"type": "ask", "prompt": PLAIN, "next": WAY, "fallback": WAY, "attempts": 2}
KINDS: list[dict[str, Any]] = [
    {"type": "say", "text": TEXT, "next": WAY},
    {"type": "set", "values": {"n": "n + 1", "seen": "known(digits)"}, "next": WAY},
    {
        "type": "branch",
        "cases": [
            {"when": 'starts_with(digits, "1") or seen', "goto": WAY},
            {"when": 'waiting("general") > n and now.hour < 12', "goto": WAY},
            {"when": 'day >= date("2020-02-29") and not yes', "goto": WAY},
        ],
        "otherwise": WAY,
    },
    {
        "type": "menu",
        "prompt": TEXT,
        "options": {"a": {"key": "1", "words": {"en": ["library"]}, "goto": WAY}},
        "fallback": WAY,
    },
    {**ASK, "into": "digits", "answer": {"type": "digits", "min": 2, "max": 6}, "confirm": TEXT},
    {**ASK, "into": "yes", "answer": {"type": "yes_no"}},
    {**ASK, "into": "day", "answer": {"type": "date"}, "confirm": TEXT},
    {**ASK, "into": "choice", "answer": {"type": "choice", "options": {"x": {"key": "4"}}}},
    {**ASK, "into": "file", "answer": {"type": "recording"}},
    {"type": "record_consent", "ask": True, "prompt": PLAIN, "agreed": WAY, "refused": WAY},
    {"type": "survey", "questions": {"s": PLAIN, "t": PLAIN}, "thanks": PLAIN, "next": WAY},
    {
        "type": "status",
        "prompt": PLAIN,
        "statuses": {"open": TEXT},
        "other": PLAIN,
        "due": {"en": "By {request.due}.", "es": "{request.number|digits}"},
        "unknown": PLAIN,
        "found": WAY,
        "not_found": WAY,
        "unavailable": WAY,
        "fallback": WAY,
    },
    {
        "type": "knowledge",
        "by_number": {},
        "by_words": {},
        "by_tree": {},
        "prompt": TEXT,
        "item": {"en": "For {title}, press {key}.", "es": "{title}, pulse {key}."},
        "answered": WAY,
        "not_found": WAY,
        "unheard": WAY,
        "fallback": WAY,
    },
    {
        "type": "knowledge",
        "by_tree": {"back": PLAIN},
        "prompt": PLAIN,
        "item": {"en": "Press {key} for {title}."},
        "answered": WAY,
        "fallback": WAY,
    },
    {"type": "hours", "week": {"mon": ["08:00-18:00"]}, "open": WAY, "closed": WAY},
    {"type": "call", "flow": "inner", "next": WAY},
    {"type": "voicemail", "prompt": PLAIN, "next": WAY},
    {"type": "transfer", "destination": "library", "failed": WAY},
]
INNER = {
    "start": "in",
    "nodes": {
        "in": {**ASK, "into": "digits", "answer": {"type": "digits"}, "next": "o", "fallback": "o"},
        "o": {"type": "return"},
    },
}
PERSON = {
    "type": "enqueue",
    "queue": "general",
    "on_timed_out": "end",
    "on_unstaffed": "end",
    "on_served": "end",
}


@st.composite
def flows(draw: st.DrawFn) -> FlowFile:
    """Return a flow of up to eight nodes before a person and the end."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=8))
    names = [f"n{number}" for number in range(len(kinds))] + ["person", "end"]

    def led_on(value: Any, later: list[str]) -> Any:
        if value == WAY:
            return draw(st.sampled_from(later))
        if isinstance(value, dict):
            return {key: led_on(item, later) for key, item in value.items()}
        return [led_on(item, later) for item in value] if isinstance(value, list) else value

    nodes = {
        "start": {"type": "answer", "next": "lang"},
        "lang": {
            "type": "detect_language",
            "prompt": PLAIN,
            "keys": {"1": "en"},
            "identified": "n0",
            "identified_other": "n0",
            "unknown": "n0",
        },
        **{
            name: led_on(kind, names[number + 1 :])
            for number, (name, kind) in enumerate(zip(names, kinds, strict=False))
        },
        "person": PERSON,
        "end": {"type": "hang_up", "text": PLAIN},
    }
    return FlowFile.model_validate({"start": "start", "nodes": nodes})


KEYS = st.one_of(
    st.text(alphabet="0123456789*#A", min_size=1, max_size=8),
    st.sampled_from(
        ["*#A", "1*2*", "7" * 200, request_number(7) + "#", "24122026", "1", "2", "4272243#"]
    ),
)
DOINGS = st.one_of(
    st.builds(lambda keys: lambda phone: phone.key(*keys), KEYS),
    st.builds(lambda s: lambda phone: phone.wait(s), st.sampled_from([0.2, 3.0, 6.0, 20.0])),
    st.builds(
        lambda word: lambda phone: phone.words(word),
        st.sampled_from(
            [
                None,
                "1",
                "7",
                "yes",
                "no",
                "a",
                "x",
                "offer:noise",
                "find:heat",
                "@human",
                "nonsense",
            ]
        ),
    ),
    st.just(lambda phone: go_on(phone)),
)


def go_on(phone: Phone) -> None:
    """Do what the telephone owes, or let time pass."""
    phone.tell(inputs.AgentJoined(agent_id="1001"))
    if phone.playing is not None:
        phone.heard()
        return
    phone.wait(15)
    for out in phone.out[-8:]:
        match out:
            case commands.RecordMessage(record_id=record):
                phone.tell(inputs.MessageRecorded(record_id=record, path="m", duration_s=2.0))
            case commands.EnterQueue():
                phone.tell(inputs.QueueReturned(result=QueueResult.TIMED_OUT))
            case commands.TransferOut(transfer_id=transfer):
                phone.tell(inputs.TransferEnded(transfer_id=transfer, answered=False))
            case commands.LookUpRequest(lookup_id=lookup):
                found = inputs.RequestStatus(
                    number="1", status="open", updated_on=TODAY, outcome=OUTCOME
                )
                phone.tell(inputs.RequestLookedUp(lookup_id=lookup, request=found))
            case _:
                pass


TODAY = date(2026, 1, 1)
OUTCOME = {"en": "Mended."}


@settings(max_examples=150, deadline=None)
@given(flow=flows(), doings=st.lists(DOINGS, max_size=25), gone=st.booleans())
def test_every_call_through_every_flow_ends(
    city: Profile, flow: FlowFile, doings: list, gone: bool
) -> None:
    around = around_flows(city)
    graphs = {
        "main": compile_flow("main", flow, around),
        "inner": compile_flow("inner", FlowFile.model_validate(INNER), around),
    }
    phone = Phone(replace(city, flows=graphs)).arrive()
    for doing in doings:
        doing(phone)
    if gone:
        phone.hang_up().wait(10)
    for _ in range(150):
        if phone.machine.finished:
            break
        go_on(phone)
    assert phone.machine.finished
    assert phone.ended.call_id == "c1"

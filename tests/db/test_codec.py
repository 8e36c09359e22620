import dataclasses
import json
from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import acd.events
import ivr.flow.events
from acd.events import AgentState, AgentStateChanged, OfferMade
from acd.plan.model import Role
from acd.routing.decision import Candidate, Receipt
from db.codec import EVENT_CLASSES, decode_event, encode_event
from db.errors import MalformedEvent, UnknownEventKind
from db.ledger import LedgerEntry, entry_from_json, entry_to_json
from ivr.flow.events import CallStarted, ChoiceMade, Means

# A plain dictionary for every mapping: what is read back is one.
st.register_type_strategy(
    Mapping, lambda kind: st.dictionaries(*(st.from_type(each) for each in get_args(kind)))
)
any_event = st.one_of([st.builds(each) for each in EVENT_CLASSES.values()])


def test_every_class_is_known_once() -> None:
    both = {*get_args(acd.events.Event), *get_args(ivr.flow.events.Event)}
    assert len(EVENT_CLASSES) == len(both)
    assert all(dataclasses.is_dataclass(each) for each in EVENT_CLASSES.values())


@pytest.mark.parametrize("kind", sorted(EVENT_CLASSES))
def test_every_event_comes_back_the_same(kind: str) -> None:
    @settings(max_examples=30, deadline=None)
    @given(event=st.builds(EVENT_CLASSES[kind]))
    def round_trip(event) -> None:
        name, payload = encode_event(event)
        assert name == kind
        over_the_wire = json.loads(json.dumps(payload, allow_nan=False))
        # By repr, because NaN is not equal to itself.
        assert repr(decode_event(kind, over_the_wire)) == repr(event)

    round_trip()


@settings(deadline=None)
@given(event=any_event, seq=st.integers(0, 2**40), at=st.floats(0, 4e9))
def test_an_entry_is_one_line(event, seq, at) -> None:
    entry = LedgerEntry(boot_id="b", seq=seq, at=at, event=event)
    line = entry_to_json(entry)
    assert line.isascii()
    assert "\n" not in line
    assert repr(entry_from_json(line)) == repr(entry)


def test_nested_receipt_keeps_its_types() -> None:
    candidate = Candidate(agent_id="a1", rejected="no_skill", sort_key=(1.0, 2.5))
    receipt = Receipt(policy="p", key_names=("idle",), candidates=(candidate,), winner="a1")
    event = OfferMade(
        call_id="c",
        entry_id="e",
        offer_id="o",
        agent_id="a1",
        role=Role.INTERPRETER,
        lease_until=7.5,
        receipt=receipt,
    )
    assert decode_event(*encode_event(event)) == event


def test_lone_surrogates_survive_in_the_ledger() -> None:
    event = CallStarted(
        call_id="c", caller="\udce9\0", dialled="311", flow="main", flow_version="1"
    )
    entry = LedgerEntry(boot_id="b", seq=1, at=1.0, event=event)
    assert entry_from_json(entry_to_json(entry)) == entry


def test_a_missing_field_takes_its_default() -> None:
    payload = {"call_id": "c", "node": "n", "choice": "1", "means": "key", "later": "field"}
    expected = ChoiceMade(call_id="c", node="n", choice="1", means=Means.KEY, confidence=1.0)
    assert decode_event("ChoiceMade", payload) == expected


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        {},
        {"agent_id": "a", "state": "asleep"},
        {"agent_id": 7, "state": "idle"},
        {"agent_id": "a", "state": "idle", "until": []},
    ],
)
def test_a_payload_that_does_not_fit_is_a_typed_error(payload) -> None:
    with pytest.raises(MalformedEvent, match="AgentStateChanged"):
        decode_event("AgentStateChanged", payload)


def test_unknown_kinds_are_a_typed_error() -> None:
    with pytest.raises(UnknownEventKind, match="'Nonsense'"):
        decode_event("Nonsense", {})
    with pytest.raises(UnknownEventKind):
        encode_event("not an event")  # type: ignore[arg-type]
    good = AgentStateChanged(agent_id="a", state=AgentState.IDLE)
    assert decode_event(*encode_event(good)) == good


@pytest.mark.parametrize("line", ["", "{", "[]", '{"boot_id": "b"}'])
def test_a_broken_line_is_a_typed_error(line: str) -> None:
    with pytest.raises(MalformedEvent):
        entry_from_json(line)

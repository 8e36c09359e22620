"""Who is on which conversation, in which mode."""

from dataclasses import replace
from itertools import count

import pytest

from acd.plan.file import RoutingFile, compile_plan
from acd.supervision.book import SupervisionBook
from acd.supervision.messages import (
    AgentSteppedAside,
    AgentWithCaller,
    ConversationLeft,
    Mode,
    ModeRequested,
    MoveSupervisor,
    ReleaseSupervisor,
    RingSupervisor,
    SuperviseRequested,
    SupervisionEnded,
    SupervisionEndRequested,
    SupervisionModeEntered,
    SupervisionStarted,
    SupervisorGone,
    SupervisorOn,
)
from acd.supervision.rights import hearing_refusal, refusal


class Book(SupervisionBook):
    """A book whose outputs are told by their class and mode."""

    def __init__(self) -> None:
        ids = count(1)
        super().__init__(new_id=lambda prefix: f"{prefix}-{next(ids)}")

    def told(self, value: object) -> list[tuple[type, object]]:
        self.handle(value)  # type: ignore[arg-type]
        return [
            (type(out), getattr(out, "mode", getattr(out, "reason", None)))
            for out in self.take_outputs()
        ]


def ask(mode: Mode = Mode.LISTEN, offer: str = "o1", supervisor: str = "sue") -> SuperviseRequested:
    return SuperviseRequested(
        supervisor_id=supervisor,
        device="tel",
        call_id="c1",
        agent_id="ann",
        offer_id=offer,
        mode=mode,
    )


def on(mode: Mode, supervision: str = "supervision-1") -> SupervisorOn:
    return SupervisorOn(supervision_id=supervision, mode=mode)


def test_a_supervision_from_ringing_to_its_end() -> None:
    book = Book()
    assert book.told(ask()) == [
        (SupervisionStarted, Mode.LISTEN),
        (RingSupervisor, Mode.LISTEN),
    ]
    assert book.told(on(Mode.LISTEN)) == [(SupervisionModeEntered, Mode.LISTEN)]
    assert book.told(on(Mode.LISTEN)) == []
    for mode in (Mode.WHISPER, Mode.BARGE, Mode.LISTEN):
        assert book.told(ask(mode)) == [(MoveSupervisor, mode)]
        assert book.told(ask(mode)) == []
        assert book.told(on(mode)) == [(SupervisionModeEntered, mode)]
    end = SupervisionEndRequested(supervision_id="supervision-1")
    assert book.told(end) == [(ReleaseSupervisor, None), (SupervisionEnded, "requested")]
    assert book.told(SupervisorGone(supervision_id="supervision-1")) == []
    assert book.open() == ()


def test_a_key_changes_the_mode() -> None:
    book = Book()
    book.told(ask())
    key = ModeRequested(supervision_id="supervision-1", mode=Mode.WHISPER)
    assert book.told(key) == [(MoveSupervisor, Mode.WHISPER)]
    assert book.told(ModeRequested(supervision_id="supervision-9", mode=Mode.BARGE)) == []


def test_the_end_of_the_agents_leg_ends_every_supervision_of_it() -> None:
    book = Book()
    book.told(ask())
    book.told(ask(supervisor="sam"))
    book.told(ask(supervisor="tom", offer="o2"))
    assert (
        book.told(ConversationLeft(offer_id="o1"))
        == [
            (ReleaseSupervisor, None),
            (SupervisionEnded, "conversation_over"),
        ]
        * 2
    )
    assert [each.supervisor_id for each in book.open()] == ["tom"]


def test_while_the_agent_consults_the_supervisor_stays_and_nobody_barges_in() -> None:
    book = Book()
    book.told(ask())
    book.told(ask(supervisor="sam"))
    barge = ModeRequested(supervision_id="supervision-1", mode=Mode.BARGE)
    book.told(barge)
    book.told(on(Mode.BARGE))
    # Who spoke with everybody listens; who listened goes on.
    assert book.told(AgentSteppedAside(offer_id="o1")) == [(MoveSupervisor, Mode.LISTEN)]
    assert book.told(on(Mode.LISTEN)) == [(SupervisionModeEntered, Mode.LISTEN)]
    assert book.told(barge) == []
    whisper = ModeRequested(supervision_id="supervision-1", mode=Mode.WHISPER)
    assert book.told(whisper) == [(MoveSupervisor, Mode.WHISPER)]
    assert book.told(AgentWithCaller(offer_id="o1")) == []
    assert book.told(barge) == [(MoveSupervisor, Mode.BARGE)]


def test_a_supervision_begun_in_a_consult_cannot_barge_in() -> None:
    book = Book()
    assert book.told(replace(ask(Mode.BARGE), aside=True)) == []
    book.told(replace(ask(), aside=True))
    assert book.told(ask(Mode.BARGE)) == []
    book.told(AgentWithCaller(offer_id="o1"))
    assert book.told(ask(Mode.BARGE)) == [(MoveSupervisor, Mode.BARGE)]


def test_another_conversation_is_taken_up_after_the_first_is_left() -> None:
    book = Book()
    book.told(ask())
    assert [kind for kind, _ in book.told(ask(offer="o2"))] == [
        ReleaseSupervisor,
        SupervisionEnded,
        SupervisionStarted,
        RingSupervisor,
    ]
    assert [each.offer_id for each in book.open()] == ["o2"]


def test_a_telephone_that_is_not_answered_ends_it_with_the_cause() -> None:
    book = Book()
    book.told(ask())
    gone = SupervisorGone(supervision_id="supervision-1", cause="no answer")
    assert book.told(gone) == [(SupervisionEnded, "no answer")]
    # Should it be on the conversation after all, it is hung up.
    assert book.told(on(Mode.LISTEN)) == [(ReleaseSupervisor, None)]


FILE = {
    "queues": {"general": {"kind": "general"}},
    "agents": {
        "1": {"name": "Ann", "device": "a1", "kinds": ["general"]},
        "2": {"name": "Bob", "device": "a2", "kinds": ["general"], "site": "south"},
        "3": {"name": "Cay", "device": "a3", "kinds": ["general"]},
    },
    "groups": {"north": {"agents": ["1"]}},
    "supervisors": {
        "9": {"name": "Sue", "device": "a9"},
        "8": {"name": "Sam", "device": "a8", "groups": ["north"], "sites": ["south"]},
        "3": {"groups": ["north"]},
    },
}


@pytest.mark.parametrize(
    ("supervisor", "agent", "told"),
    [
        ("9", "1", ""),
        ("9", "3", ""),
        ("8", "1", ""),
        ("8", "2", ""),
        ("8", "3", "supervisor 8 is limited to groups north and sites south; 3 is not in"),
        ("3", "1", ""),
        ("3", "3", "3 cannot supervise themselves"),
        ("1", "2", "1 is no supervisor"),
        ("9", "7", "there is no agent 7"),
    ],
)
def test_who_may_supervise_whom(supervisor: str, agent: str, told: str) -> None:
    plan = compile_plan(RoutingFile.model_validate(FILE))
    assert refusal(plan, supervisor, agent) == told


@pytest.mark.parametrize(
    ("listener", "agents", "told"),
    [
        ("1", {"1"}, ""),
        ("3", {"1", "3"}, ""),
        ("1", {"2"}, "1 was not on this call: its agents and their supervisors may hear it"),
        ("7", {"7"}, "7 is no agent and no supervisor"),
        ("9", set(), ""),
        ("9", {"gone"}, ""),
        ("8", {"3", "2"}, ""),
        (
            "8",
            {"3", "gone"},
            "supervisor 8 is limited to groups north and sites south; no agent of this call is in",
        ),
        ("3", set(), "supervisor 3 is limited to groups north; no agent of this call is in"),
    ],
)
def test_who_may_hear_a_recording(listener: str, agents: set[str], told: str) -> None:
    plan = compile_plan(RoutingFile.model_validate(FILE))
    assert hearing_refusal(plan, listener, agents) == told


def test_a_supervisor_who_is_an_agent_has_the_agents_telephone() -> None:
    plan = compile_plan(RoutingFile.model_validate(FILE))
    assert (plan.supervisors["3"].name, plan.supervisors["3"].device) == ("Cay", "a3")
    assert plan.devices == {"a1", "a2", "a3", "a8", "a9"}


def test_mistakes_of_supervisors_are_told_where_they_are() -> None:
    wrong = {
        "7": {"name": "Zed"},
        "6": {"name": "Yan", "device": "a1"},
        "9": {"name": "Sue", "device": "a9", "groups": ["west"], "sites": ["moon"]},
    }
    with pytest.raises(ValueError, match="supervisors") as caught:
        RoutingFile.model_validate(FILE | {"supervisors": wrong})
    assert [(e["loc"], e["type"]) for e in caught.value.errors()] == [  # type: ignore[attr-defined]
        (("supervisors", "7", "device"), "supervisor_incomplete"),
        (("supervisors", "6", "device"), "duplicate_device"),
        (("supervisors", "9", "groups", 0), "unknown_group"),
        (("supervisors", "9", "sites", 0), "unknown_site"),
    ]

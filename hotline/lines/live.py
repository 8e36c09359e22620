"""A call in progress, as the desk may see it."""

from dataclasses import dataclass, field
from typing import Any

from acd import events as acd_events
from acd.consults import messages as consults
from acd.plan.model import Role
from hotline.lines.place import Place
from hotline.messages import CallLine, Pop
from ivr.flow import desk_events
from ivr.flow import events as flow_events
from ivr.flow.machine import Machine


@dataclass(slots=True, kw_only=True)
class LiveCall:
    """The line, the flow machine, and what is known of the caller so far.

    A call is `adrift` when its machine follows it no more: the machine failed, or the line was let
    go while the caller was still there. It is `over` when its end is on record all the same.
    """

    call_id: str
    line: CallLine
    machine: Machine
    caller: str
    dialled: str
    started_at: float
    adrift: bool = False
    over: bool = False
    language: str | None = None
    place: Place | None = None
    faqs_heard: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    notes: list[dict[str, str]] = field(default_factory=list)
    parties: dict[str, str] = field(default_factory=dict)
    guests: dict[str, str] = field(default_factory=dict)
    consult: dict[str, Any] = field(default_factory=dict)
    intake: dict[str, Any] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether the end of the call is on record."""
        return self.over if self.adrift else self.machine.finished

    def note(self, event: acd_events.Event | flow_events.Event) -> None:
        """Keep what an agent will want to know; everything else is in the ledger."""
        match event:
            case flow_events.LanguageIdentified() if event.language:
                self.language = event.language
            case acd_events.CallLanguageSet():
                self.language = event.language
            case flow_events.FaqAnswered():
                self.faqs_heard.append(event.faq)
            case flow_events.ChoiceMade():
                self.choices.append(event.choice)
            case flow_events.AnswerGiven():
                self.answers[event.variable] = event.value
            case desk_events.NoteAdded():
                self.notes.append({"agent": event.agent_id, "text": event.text})
            case acd_events.PartyJoined():
                self.parties[event.agent_id] = event.role
                self.place = None
            case consults.PartyTookOver():
                self.parties[event.agent_id] = Role.PRIMARY
            case consults.GuestJoined():
                self.guests[event.offer_id] = event.target.label
            case consults.GuestLeft():
                self.guests.pop(event.offer_id, None)
            case consults.ConsultStarted():
                self.consult = {"agent": event.agent_id, "with": event.target.label}
            case consults.ConsultAnswered() if self.consult:
                self.consult = self.consult | {"answered": True}
            case consults.ConsultEnded():
                self.consult = {}
            case acd_events.PartyLeft():
                self.parties.pop(event.agent_id, None)
            case desk_events.IntakeSaved():
                self.intake = {"serial": event.serial, "need": event.need, "name": event.name}
            case _:
                pass

    def pop(self) -> Pop:
        """Return what the agent's telephone shows."""
        return Pop(
            call_id=self.call_id,
            caller=self.caller,
            language=self.language,
            topic=", ".join(self.choices[-2:]),
            interpreted=Role.INTERPRETER in self.parties.values(),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the screen pop: what the caller already said, and who is on the call."""
        return {
            "call_id": self.call_id,
            "caller": self.caller,
            "dialled": self.dialled,
            "started_at": self.started_at,
            "language": self.language,
            "node": self.machine.node,
            "faqs_heard": self.faqs_heard,
            "choices": self.choices,
            "answers": self.answers,
            "notes": self.notes,
            "parties": self.parties,
            "guests": list(self.guests.values()),
            "consult": self.consult,
            "intake": self.intake,
        }

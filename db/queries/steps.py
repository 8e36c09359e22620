"""What an event means, in words for a person who reads a call's story. No numbers, no names."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from acd import events as acd
from acd.callbacks import messages as callbacks
from acd.consults import messages as consults
from acd.interpreters import events as interpreting
from acd.plan.model import Role
from acd.routing.decision import Candidate, Receipt, Requirement
from acd.supervision import messages as supervision
from db.codec import Event
from ivr.flow import desk_events
from ivr.flow import events as flow


def describe(event: Event) -> str | None:
    """Return one line, None for an event that adds nothing to what others say."""
    words = _WORDS.get(type(event))
    return words(event) if words else None


def receipt_lines(receipt: Receipt) -> tuple[str, ...]:
    """Return why this agent: policy, the winner's key, each one passed over with the reason."""
    chosen = next((c for c in receipt.candidates if c.agent_id == receipt.winner), None)
    key = _key(receipt, chosen) if chosen else ""
    lines = [f"policy {receipt.policy}: {receipt.winner or 'nobody'}{f' ({key})' if key else ''}"]
    for candidate in receipt.candidates:
        if candidate.rejected:
            lines.append(f"{candidate.agent_id}: not possible, {candidate.rejected}")
        elif candidate.agent_id != receipt.winner:
            lines.append(f"{candidate.agent_id}: later, {_key(receipt, candidate)}")
    if receipt.logged_out:
        lines.append(f"{receipt.logged_out} logged out")
    return tuple(lines)


def _key(receipt: Receipt, candidate: Candidate) -> str:
    return ", ".join(
        f"{name}={_key_part(name, value)}"
        for name, value in zip(receipt.key_names, candidate.sort_key, strict=False)
    )


def _key_part(name: str, value: float) -> str:
    if name.endswith("_since"):
        return f"{datetime.fromtimestamp(value, UTC):%H:%M:%S}Z"
    return f"{value:g}"


def requirement_words(requirement: Requirement) -> str:
    """Return what was asked of an agent."""
    words = ["/".join(requirement.kinds)]
    words += [f"{name} {level}+" for name, level in requirement.skills.items()]
    if requirement.language:
        words.append(f"speaks {requirement.language}")
    if requirement.groups:
        words.append(f"group {'/'.join(requirement.groups)}")
    if requirement.sites:
        words.append(f"site {'/'.join(requirement.sites)}")
    return ", ".join(words)


_WAIVERS: Mapping[str, str] = {
    "interpreter_on_line": "an interpreter is on the line",
    "no_speaker": "nobody logged in speaks the caller's language",
    "speakers_away": "all who speak the caller's language are on pause or do not respond",
    "waited": "the caller has waited for a speaker as long as interpreter_after_s says",
}


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def waiver_words(waived: str) -> str:
    """Why somebody who lacks the caller's language will do, in words; '' where the reason is ''."""
    return _WAIVERS.get(waived, waived)


def _role(role: Role) -> str:
    return "" if role is Role.PRIMARY else f" as {role.value}"


def _joins(event: acd.PartyJoined) -> str:
    if event.role is Role.CONSULTED:
        return f"{event.agent_id} hears the agent who consults"
    return f"{event.agent_id} hears the caller{_role(event.role)}"


def _plain(outcome: str) -> str:
    return outcome.replace("_", " ")


def _language(event: flow.LanguageIdentified) -> str:
    found = event.language or "unknown"
    evidence = "; ".join(f"{source}: {said}" for source, said in sorted(event.evidence.items()))
    return f"language {found}, confidence {event.confidence:.2f}, by {event.means}" + _because(
        evidence
    )


def _faq(event: flow.FaqAnswered) -> str:
    whole = "to the end" if event.complete else "not to the end"
    return f"heard the answer {event.faq} in {event.language}, {event.heard_s:.1f} s, {whole}"


def _agent_state(event: acd.AgentStateChanged) -> str | None:
    if event.state is acd.AgentState.WRAP_UP:
        return f"{event.agent_id} wraps up"
    if event.state is acd.AgentState.NOT_RESPONDING:
        return f"{event.agent_id} does not respond{_because(event.reason)}"
    return None


def _wait_told(event: acd.WaitTold) -> str:
    if event.low_s is None or event.high_s is None:
        return f"is told: place {event.position}, the wait is not known"
    return f"is told: place {event.position}, {event.low_s:.0f} to {event.high_s:.0f} s"


def _place_restored(event: acd.PlaceRestored) -> str:
    since = datetime.fromtimestamp(event.waiting_since, UTC)
    return (
        f"has the earlier place in {event.queue} back, waiting since {since:%H:%M:%S}Z "
        f"(call {event.earlier_call_id})"
    )


_WORDS: dict[type, Callable[[Any], str | None]] = {
    flow.CallStarted: lambda e: (
        f"the person answers, {e.dialled} is shown"
        if e.is_outbound
        else f"call arrives on {e.alias or e.dialled}, flow {e.flow}"
    ),
    flow.CallBlocked: lambda e: f"call cannot be taken{_because(e.reason)}",
    flow.CallAnswered: lambda e: "line answered",
    flow.NodeEntered: lambda e: f"node {e.node} ({e.type})",
    flow.PromptHeard: lambda e: (
        f"heard {', '.join(dict.fromkeys(e.names))} in {e.language}, {e.played_s:.1f} s"
        f"{'' if e.complete else ', cut short'}"
    ),
    flow.ChoiceMade: lambda e: (
        f"chose {e.choice} by {e.means.value}"
        f"{f', confidence {e.confidence:.2f}' if e.means is flow.Means.SPEECH else ''}"
    ),
    flow.NothingChosen: lambda e: f"{e.what.replace('_', ' ')}, attempt {e.attempt}",
    flow.LanguageIdentified: _language,
    flow.FaqsAnnounced: lambda e: f"questions announced: {', '.join(e.faqs) or 'none'}",
    flow.KnowledgeSought: lambda e: f"looks up by {e.by}: {', '.join(e.found) or 'nothing found'}",
    flow.FaqAnswered: _faq,
    flow.QueueEntered: lambda e: f"asks for a person: queue {e.queue}",
    flow.EmergencyRequested: lambda e: f"emergency by {e.means}",
    flow.SpeechUnheard: lambda e: f"speech cannot be recognised{_because(e.reason)}",
    flow.TransferStarted: lambda e: (
        f"transfer to {e.destination}{' (emergency)' if e.emergency else ''}"
    ),
    flow.TransferFinished: lambda e: (
        f"transfer to {e.destination} {'ended' if e.answered else 'not answered'}"
        f"{_because(e.reason)}"
    ),
    flow.TransferPassedBy: lambda e: f"no transfer to {e.destination}: {e.reason}",
    flow.VoicemailLeft: lambda e: f"message recorded, {e.duration_s:.1f} s",
    flow.CallEnded: lambda e: f"call ends: {e.disposition.value}, by {e.by}{_because(e.reason)}",
    flow.RecordingKept: lambda e: f"recording kept, {e.duration_s:.1f} s",
    desk_events.RecordingHeard: lambda e: (
        f"{e.listener_id} hears recording {e.part} ({e.kind}, {e.way.value})"
    ),
    desk_events.RecordingWithheld: lambda e: (
        f"{e.listener_id} does not hear recording {e.part}{_because(e.reason)}"
    ),
    desk_events.NoteAdded: lambda e: f"{e.agent_id} writes a note",
    desk_events.IntakeSaved: lambda e: f"{e.agent_id} saves intake {e.serial}",
    acd.EntryQueued: lambda e: (
        f"waits in {e.queue}{_role(e.role)}{f', language {e.language}' if e.language else ''}"
        f"{_because(e.reason)}"
    ),
    acd.EntryRefused: lambda e: f"not taken in by {e.queue}: {e.reason}",
    acd.EntryRelaxed: lambda e: (
        f"{e.queue} asks less, step {e.step}: {requirement_words(e.requirement)}"
        f"{_because(e.reason)}"
    ),
    acd.EntryRequirementChanged: lambda e: (
        f"{e.queue} now asks: {requirement_words(e.requirement)}{_because(waiver_words(e.reason))}"
    ),
    interpreting.InterpreterRefused: lambda e: (
        f"no further interpreter for {e.language}{_because(e.reason)}"
    ),
    interpreting.AgentAwaitsInterpreter: lambda e: f"{e.agent_id} awaits the interpreter",
    interpreting.InterpreterAnnounced: lambda e: (
        f"{e.agent_id} is told of the interpreter for {e.language}"
        f"{'' if e.complete else ', cut short'}"
    ),
    interpreting.InterpreterBilled: lambda e: (
        f"{e.vendor} bills {e.billed_s / 60:.2f} min, {e.cost_micros / 1e6:.2f} {e.currency}"
    ),
    acd.Repaired: lambda e: f"repaired: {e.what.replace('_', ' ')}",
    acd.WaitTold: _wait_told,
    acd.PlaceRestored: _place_restored,
    acd.OfferMade: lambda e: f"offered to {e.agent_id}{_role(e.role)}",
    acd.OfferRinging: lambda e: f"{e.agent_id}'s telephone rings",
    acd.OfferEnded: lambda e: f"offer to {e.agent_id} {e.outcome.value}{_because(e.reason)}",
    acd.EntryEnded: lambda e: f"wait in {e.queue} over: {e.outcome.value}, {e.waited_s:.1f} s",
    acd.PartyJoined: _joins,
    acd.PartyHeld: lambda e: f"{e.agent_id} holds",
    acd.PartyResumed: lambda e: f"{e.agent_id} is back",
    acd.PartyLeft: lambda e: f"{e.agent_id} leaves{_because(e.reason)}",
    acd.HandoverStarted: lambda e: f"{e.from_agent} hands over to {e.queue}",
    acd.CallLanguageSet: lambda e: (
        f"{e.by_agent} sets the language to {e.language}" if e.by_agent else None
    ),
    acd.AgentStateChanged: _agent_state,
    consults.TargetRefused: lambda e: (
        f"{e.agent_id} asks for {e.target.label} ({e.way.value}) in vain{_because(e.reason)}"
    ),
    consults.ConsultStarted: lambda e: f"{e.agent_id} consults {e.target.label}",
    consults.ConsultAnswered: lambda e: f"the consulted {e.with_agent or 'line'} answers",
    consults.ConsultEnded: lambda e: f"{e.agent_id}'s consult ends: {_plain(e.outcome)}",
    consults.PartyTookOver: lambda e: f"{e.agent_id} is with the caller",
    consults.GuestJoined: lambda e: f"{e.target.label} is on the line",
    consults.GuestLeft: lambda e: f"the line outside is over{_because(e.reason)}",
    consults.ConferenceStarted: lambda e: f"{e.by_agent} begins a conference",
    consults.ConferenceEnded: lambda e: "the conference is over",
    consults.CallTransferStarted: lambda e: (
        f"{e.agent_id} transfers to {e.target.label}, {e.manner.value}"
    ),
    consults.CallTransferEnded: lambda e: f"transfer: {_plain(e.outcome)}",
    supervision.SupervisionStarted: lambda e: (
        f"{e.supervisor_id} asks to be on {e.agent_id}'s conversation: {e.mode.value}"
    ),
    supervision.SupervisionModeEntered: lambda e: (
        f"{e.supervisor_id} is on {e.agent_id}'s conversation: {e.mode.value}"
    ),
    supervision.SupervisionEnded: lambda e: (
        f"{e.supervisor_id} is off {e.agent_id}'s conversation{_because(_plain(e.reason))}"
    ),
    supervision.SupervisionRefused: lambda e: (
        f"{e.supervisor_id} may not {e.mode.value} on {e.agent_id}{_because(e.reason)}"
    ),
    callbacks.CallbackBooked: lambda e: f"will be called back, place in {e.queue} kept",
    callbacks.CallbackRebooked: lambda e: "asks again to be called back, first place kept",
    callbacks.CallbackRefused: lambda e: f"cannot be called back{_because(e.reason)}",
    callbacks.CallbackDialled: lambda e: f"the person is dialled, attempt {e.attempt}",
    callbacks.CallbackAttemptFailed: lambda e: f"not reached{_because(e.reason)}",
    callbacks.CallbackAnswered: lambda e: "somebody answers",
    callbacks.CallbackEnded: lambda e: f"callback ends: {e.outcome.value}",
}

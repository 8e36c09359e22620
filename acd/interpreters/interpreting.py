"""What the caller's language asks for.

1. A language is never relaxed. If somebody logged in can serve the queue *in* the caller's
   language, busy or not, now or at a later step of its recipe, the primary entry requires it.
2. If nobody can, the primary entry takes any able agent and an interpreter entry is queued at the
   same time. The two are served in whichever order agents come free.
3. An interpreter on the line (or being joined) covers the language: no primary entry requires it
   then, and no second interpreter is asked for. The sort key still prefers who speaks it.
4. The rule is looked at again whenever staffing, the language or the parties change. When a native
   agent logs in before the primary entry is served, an interpreter entry that the engine had
   queued by itself is withdrawn, and with it the offer of an agent who lacks the language.
5. An interpreter entry for a language the caller no longer has is withdrawn, unless a person
   asked for it beside the caller's own. An interpreter who is on the line stays until released.
6. The engine asks by itself once for each language and primary entry: an interpreter entry that
   ran into its own `max_wait_s` is not queued again. A person may always ask, and is told why
   where nobody is sought (`InterpreterRefused`). Should the interpreter leave while the caller
   still waits for an agent, or the interpreter's line break at any time, the engine asks again.
7. The wait for an interpreter never sends a caller away, and an unstaffed interpreter queue does
   not either: the primary agent is served and the interpreter entry waits on.

8. The queue's `head_start_s` lets an agent who has answered wait for the interpreter who is still
   sought, so that the greeting is understood. The interpreter's join, the end of the search or the
   end of that time joins the agent.

A plan without an interpreter queue has no interpreter entries; rule 2 then only lets any able
agent take the call.
"""

from collections.abc import Mapping

from acd.call import Call
from acd.events import CallLanguageSet, EntryOutcome, EntryRequirementChanged
from acd.floor import Floor
from acd.inputs import InterpreterRequested, LanguageOverridden
from acd.interpreters.events import InterpreterRefused
from acd.offers.offering import begin_join, head_start_until, note_refusal, rescind
from acd.plan.model import Queue, Role
from acd.plan.recipe import need_at, steps_ahead
from acd.queue.entry import Entry, EntryState
from acd.queue.need import language_level, same_language, shortfall
from acd.queue.queueing import queue_entry
from acd.queue.withdrawal import drop_entry
from acd.record import requirement


def required_language(
    floor: Floor, call: Call, queue: Queue, call_skills: Mapping[str, int], *, step: int = 0
) -> str | None:
    """What a primary agent from `queue` must speak for this call now (rules 1 to 3).

    `step` is how far the queue's recipe has come; what it will ask later counts as well.
    """
    if call.language is None or call.interpreter_on_line(call.language):
        return None
    for ahead in steps_ahead(queue, step):
        if floor.can_be_met(call, need_at(queue, ahead, call_skills, call.language)):
            return call.language
    return None


def review(floor: Floor, call: Call) -> None:
    """Make the entries of the call follow the rules of this module."""
    for entry in call.entries_of(Role.CONSULTED):
        if entry.open and not entry.named:
            _require(floor, call, entry)
    open_primaries = [
        entry for entry in call.entries_of(Role.PRIMARY) if entry.open and not entry.named
    ]
    for entry in open_primaries:
        _require(floor, call, entry)
    for entry in call.entries_of(Role.INTERPRETER):
        if entry.open and not entry.additional and not same_language(entry.language, call.language):
            drop_entry(floor, entry, EntryOutcome.WITHDRAWN)
    _replace_lost(floor, call)
    if call.language is None or not open_primaries:
        return
    if any(entry.language is None for entry in open_primaries):
        if not same_language(call.interpreter_tried, call.language):
            _ask(floor, call, call.language, reason="no_native_agent", automatic=True)
    elif not call.parties_of(Role.PRIMARY):
        for entry in call.entries_of(Role.INTERPRETER):
            if entry.automatic and entry.open:
                drop_entry(floor, entry, EntryOutcome.WITHDRAWN)
                call.interpreter_tried = None


def end_head_starts(floor: Floor, call: Call) -> None:
    """Join the agents whose wait for the interpreter has become pointless."""
    for party in call.parties_of(Role.PRIMARY):
        if party.held_until is not None and head_start_until(floor, call, party) is None:
            begin_join(floor, party)


def interpreter_requested(floor: Floor, told: InterpreterRequested) -> None:
    """A person wants an interpreter; one is enough for each language."""
    call = floor.calls.get(told.call_id)
    if call is None:
        return
    additional = told.additional and not same_language(told.language, call.language)
    if not additional:
        _learn(floor, call, told.language, told.by_agent)
    refused = refusal(floor, call, told.language)
    if refused:
        floor.say(
            InterpreterRefused(
                call_id=call.call_id,
                language=told.language,
                reason=refused,
                by_agent=told.by_agent,
            )
        )
    else:
        _ask(
            floor,
            call,
            told.language,
            reason="requested",
            automatic=False,
            additional=additional,
        )
    floor.touch(call.call_id)


def refusal(floor: Floor, call: Call, language: str) -> str:
    """Why no interpreter for the language is asked for now, '' if one is."""
    if floor.plan.interpreter_queue is None:
        return "no_queue"
    if call.interpreter_on_line(language):
        return "on_line"
    if any(same_language(each.language, language) for each in call.entries_of(Role.INTERPRETER)):
        return "asked"
    return ""


def language_overridden(floor: Floor, told: LanguageOverridden) -> None:
    """A person knows the language better. Joined agents who lack it get an interpreter."""
    call = floor.calls.get(told.call_id)
    if call is None:
        return
    _learn(floor, call, told.language, told.by_agent)
    talking = call.parties_of(Role.PRIMARY)
    if talking and not any(
        language_level(party.agent.capability, told.language) for party in talking
    ):
        _ask(floor, call, told.language, reason="language_overridden", automatic=False)
    floor.touch(call.call_id)


def cover(floor: Floor, call: Call) -> None:
    """Ask an interpreter should nobody who has the caller now speak the language."""
    language = call.language
    talking = call.parties_of(Role.PRIMARY)
    if language is None or not talking:
        return
    if not any(language_level(party.agent.capability, language) for party in talking):
        _ask(floor, call, language, reason="transferred", automatic=False)


def _learn(floor: Floor, call: Call, language: str, by_agent: str | None) -> None:
    if by_agent is None and same_language(call.language, language):
        return
    call.language = language
    floor.say(CallLanguageSet(call_id=call.call_id, language=language, by_agent=by_agent))


def _require(floor: Floor, call: Call, entry: Entry) -> None:
    language = required_language(floor, call, entry.queue, entry.call_skills, step=entry.step)
    if entry.language == language and entry.caller_language == call.language:
        return
    entry.caller_language = call.language
    entry.require(queue=entry.queue, language=language, step=entry.step)
    floor.say(
        EntryRequirementChanged(
            call_id=call.call_id,
            entry_id=entry.entry_id,
            queue=entry.queue.name,
            language=language,
            caller_language=call.language,
            requirement=requirement(entry.need),
        )
    )
    if entry.state is EntryState.WAITING:
        floor.waiting.file(entry)
    elif entry.offer_id is not None:
        offer = floor.offers[entry.offer_id]
        if shortfall(offer.agent.capability, entry.need):
            rescind(floor, offer, reason="language_changed")


def _replace_lost(floor: Floor, call: Call) -> None:
    """An interpreter's line broke: another one is asked for, as long as it is wanted."""
    lost, call.interpreter_lost = call.interpreter_lost, None
    if lost is None or lost.entry.language is None:
        return
    if lost.entry.additional or same_language(lost.entry.language, call.language):
        entry = _ask(
            floor,
            call,
            lost.entry.language,
            reason="line_broke",
            automatic=lost.entry.automatic,
            additional=lost.entry.additional,
        )
        if entry is not None:
            note_refusal(floor, entry, lost.agent)


def _ask(
    floor: Floor,
    call: Call,
    language: str,
    *,
    reason: str,
    automatic: bool,
    additional: bool = False,
) -> Entry | None:
    """Queue an interpreter entry unless one for the language waits or is on the line."""
    name = floor.plan.interpreter_queue
    if name is None or refusal(floor, call, language):
        return None
    if not additional:
        call.interpreter_tried = language
    return queue_entry(
        floor,
        call,
        floor.plan.queues[name],
        role=Role.INTERPRETER,
        language=language,
        call_skills={},
        reason=reason,
        automatic=automatic,
        additional=additional,
    )

"""What the caller's language asks for.

1. A language is never relaxed. If somebody on duty can serve the queue *in* the caller's language,
   busy or not, now or at a later step of its recipe, the primary entry requires it. Two things
   waive that, each only while somebody on duty who lacks the language could take the caller:
   speakers who are all on pause or do not respond (`speakers_away`); and a caller who has waited
   the queue's `interpreter_after_s`, once an interpreter of the language is on duty (`waited`).
2. If nobody can, or it is waived, the primary entry takes any able agent and an interpreter entry
   is queued at the same time. The two are served in whichever order agents come free. A speaker
   who takes the caller first needs no interpreter: the entry is withdrawn.
3. An interpreter on the line (or being joined) covers the language: no primary entry requires it
   then, and no second interpreter is asked for. The sort key still prefers who speaks it.
4. The rule is looked at again whenever staffing, the language or the parties change. When a native
   agent logs in or is back before the primary entry is served, an interpreter entry that the engine
   had queued by itself is withdrawn, and with it the offer of an agent who lacks the language.
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
from acd.plan.recipe import need_at, steps_ahead, steps_due
from acd.queue.entry import Entry, EntryState
from acd.queue.need import language_level, of_others, same_language, shortfall
from acd.queue.queueing import queue_entry
from acd.queue.withdrawal import drop_entry
from acd.record import requirement
from acd.timers import Purpose


def waiver(
    floor: Floor,
    call: Call,
    queue: Queue,
    call_skills: Mapping[str, int],
    *,
    step: int | None = None,
    overdue: bool = False,
) -> str:
    """Why a primary agent from `queue` need not speak the caller's language (rules 1 to 3).

    '' if they must, or if no language is known; else `interpreter_on_line`, `no_speaker` (nobody
    logged in), `speakers_away`, or `waited`.

    `step` is how far the queue's recipe has come, None for its beginning; what it will ask later
    counts as well. `overdue` tells whether the caller has waited `interpreter_after_s`.
    """
    language = call.language
    if language is None:
        return ""
    if call.interpreter_on_line(language):
        return "interpreter_on_line"
    step = steps_due(queue, 0.0) if step is None else step
    ahead = [need_at(queue, each, call_skills, language) for each in steps_ahead(queue, step)]
    if any(floor.can_be_met(call, wanted, on_duty=True) for wanted in ahead):
        reason = "waited" if overdue and _can_be_had(floor, call, language) else ""
    elif any(floor.can_be_met(call, wanted) for wanted in ahead):
        reason = "speakers_away"
    else:
        return "no_speaker"
    others = of_others(need_at(queue, step, call_skills, None), language)
    return reason if reason and floor.can_be_met(call, others, on_duty=True) else ""


def required_language(
    floor: Floor, call: Call, queue: Queue, call_skills: Mapping[str, int]
) -> str | None:
    """What a primary agent must speak for a call that comes into `queue` now."""
    return None if waiver(floor, call, queue, call_skills) else call.language


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
    if call.language is None:
        return
    if not open_primaries:
        talking = call.parties_of(Role.PRIMARY)
        if talking and all(
            language_level(party.agent.capability, call.language) for party in talking
        ):
            _withdraw_automatic(floor, call)
        return
    if any(entry.language is None for entry in open_primaries):
        if not same_language(call.interpreter_tried, call.language):
            _ask(floor, call, call.language, reason="no_native_agent", automatic=True)
    elif not call.parties_of(Role.PRIMARY):
        _withdraw_automatic(floor, call)


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


def _withdraw_automatic(floor: Floor, call: Call) -> None:
    """Nobody asked for these interpreters, and they are needed no more."""
    for entry in call.entries_of(Role.INTERPRETER):
        if entry.automatic and entry.open:
            drop_entry(floor, entry, EntryOutcome.WITHDRAWN)
            call.interpreter_tried = None


def _can_be_had(floor: Floor, call: Call, language: str) -> bool:
    """Whether an interpreter on duty, busy or not, has the language and was not sought in vain."""
    name = floor.plan.interpreter_queue
    sought = any(
        same_language(each.language, language) for each in call.entries_of(Role.INTERPRETER)
    )
    if name is None or (same_language(call.interpreter_tried, language) and not sought):
        return False
    queue = floor.plan.queues[name]
    return any(
        floor.can_be_met(call, need_at(queue, step, {}, language), on_duty=True)
        for step in steps_ahead(queue, 0)
    )


def _due_at(call: Call, entry: Entry) -> float | None:
    """From when on an interpreter will do for the speaker whom the caller waits for; None: never.

    The whole wait alone counts, in every queue that the caller has come through.
    """
    after_s = entry.queue.interpreter_after_s
    if after_s is None or entry.role is not Role.PRIMARY or call.dial_limit_s is not None:
        return None
    return max(entry.waiting_since, call.alone_since) + after_s


def _require(floor: Floor, call: Call, entry: Entry) -> None:
    due_at = _due_at(call, entry)
    overdue = due_at is not None and due_at <= floor.now
    entry.waived = waiver(
        floor, call, entry.queue, entry.call_skills, step=entry.step, overdue=overdue
    )
    language = None if entry.waived else call.language
    if due_at is None or overdue or language is None:
        floor.timers.cancel(Purpose.INTERPRETER, entry.entry_id)
    else:
        floor.timers.set(Purpose.INTERPRETER, entry.entry_id, due_at)
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
            reason=entry.waived,
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

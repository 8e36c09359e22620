"""One act of the caller, or of others, as a transcript or somebody at a terminal puts it."""

from collections.abc import Callable

from ivr.flow.catalogue import is_language, language_hint
from ivr.flow.rehearsal.call import Rehearsal
from ivr.flow.rehearsal.transcript_schema import TurnSpec


class CannotAct(Exception):
    """This cannot be done, or not where the call is; `turn` names the kind of turn."""

    def __init__(self, turn: str, message: str) -> None:
        """Say what is wrong, or what the call is doing instead."""
        super().__init__(message)
        self.turn = turn


def act(turn: TurnSpec, call: Rehearsal, *, before_each: Callable[[], None] = lambda: None) -> None:
    """Do what a turn says; `before_each` is called before every key and every other act.

    Raises:
        CannotAct: nobody listens, nobody waits, nothing is dialled, the call has ended, or there is
            no such language.
    """
    kind = next(name for name in turn.model_fields_set if name != "exit")
    if call.ended is not None:
        raise CannotAct(kind, where(call))
    if turn.keys is not None:
        call.hear_apology()
        for key in turn.keys:
            before_each()
            call.press(key)
        return
    before_each()
    problem = _act(turn, call)
    if problem:
        raise CannotAct(kind, f"{problem}: {where(call)}")


def _act(turn: TurnSpec, call: Rehearsal) -> str:
    """Return what stands against it, or ''."""
    match turn:
        case TurnSpec(says=str(words)):
            return "" if call.speak(words) else "nobody listens"
        case TurnSpec(types=str(text)):
            if not call.takes_texts:
                return "the callers of this line do not type ('texts' of the number)"
            call.write(text)
        case TurnSpec(silence=True):
            return "" if call.stay_silent() else "nothing happens any more"
        case TurnSpec(waits=float(seconds)):
            call.pass_time(seconds)
        case TurnSpec(hangs_up=True):
            call.hang_up()
        case TurnSpec(agent=str(agent)):
            return _agent(agent, call)
        case TurnSpec(corrects=str(tag)):
            if not is_language(tag, call.languages):
                hint = language_hint(tag, call.languages)
                raise CannotAct("corrects", f"unknown language {tag!r}{hint}")
            if not call.is_served:
                return "no agent is on the line"
            call.agent_corrects(tag)
        case TurnSpec(queue=result) if result is not None:
            if not (call.is_waiting or call.is_served):
                return "the call is in no queue"
            call.queue_returns(result, turn.exit or "")
        case TurnSpec(destination=str(what)):
            if not call.is_transferred:
                return "nothing is dialled"
            call.destination(answers=what == "answers")
        case TurnSpec(fails=str(command)):
            call.fails(command)
    return ""


def _agent(what: str, call: Rehearsal) -> str:
    match what:
        case "joins":
            if not call.is_waiting:
                return "nobody waits for an agent"
            call.agent_joins()
        case "leaves":
            if not call.is_served:
                return "no agent is on the line"
            call.agent_leaves()
        case _:
            call.agent_declares_emergency()
    return ""


def where(call: Rehearsal) -> str:
    """Say what the call is doing."""
    if call.ended is not None:
        return f"the call has ended at {call.node!r}: {call.ended.disposition.value}"
    if call.is_playing:
        doing = "something is being said"
    elif call.is_recording:
        doing = "what the caller says is recorded"
    elif call.is_served:
        doing = "an agent is on the line"
    elif call.is_waiting:
        doing = "the caller waits for a person"
    elif call.is_transferred:
        doing = "a destination has been dialled"
    else:
        doing = "the flow waits for the caller"
    return f"at {call.node!r} {doing}"

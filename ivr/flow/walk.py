"""A call's walk from node to node: what happened is told to the node the call is at.

What is good everywhere is decided here, before any node sees it: the emergency keys, words and
the agent's wish act in every state, the key and the words for a person wherever the caller is not
already being connected to someone.
"""

from collections.abc import Mapping

from ivr.flow import events, inputs
from ivr.flow.call import AGENT_TRANSFER, EMERGENCY, EMERGENCY_WORD, HUMAN, NOTICES, OUTBOUND, Call
from ivr.flow.events import Means
from ivr.flow.typed import KEYS, Choices, Keys, Tongue, Unasked, understand
from ivr.flow.visits.base import Visit
from ivr.flow.visits.front import Front, NoticesVisit
from ivr.flow.visits.leaving import AgentTransferVisit, EmergencyVisit
from ivr.flow.visits.outbound import OutboundVisit
from ivr.flow.visits.select import visit_of

MIN_MESSAGE_S = 1.0
"""A shorter recording is not a message."""

MOST_WRITTEN = 500
"""How many signs that are typed before words are asked for are kept; the oldest are lost first."""


class Walk:
    """Where a call is, and how it gets from there to the next node."""

    def __init__(self, call: Call) -> None:
        """Stand before the first node."""
        self._call = call
        self._visit = Visit(call)
        self._front = Front(call)
        self._declared = inputs.TransferDeclared(by_agent="")

    @property
    def offers(self) -> Mapping[str, str]:
        """The keys that do something at the present node now, and what each stands for."""
        return self._visit.offers()

    @property
    def owes_result(self) -> bool:
        """Whether the telephone still owes a result, which comes even after a hang-up."""
        return self._visit.waits_for_result or self._call.media.is_recording

    def move(self, target: str, now: float) -> None:
        """Leave the present node and enter `target`."""
        call = self._call
        call.target = None
        self.leave(now)
        call.outcome.is_waiting = False
        call.media.stop(now=now)
        call.media.stop_listening()
        call.timer = None
        call.burst.end()
        notices = self._front.before(call.graph.types.get(target, ""), now)
        node = NOTICES if notices else target
        call.node = call.label(node)
        kind = call.graph.types.get(node) or node.removeprefix("@")
        call.emit(events.NodeEntered(call_id=call.call_id, node=call.node, type=kind))
        self._visit = NoticesVisit(call, notices, then=target) if notices else self._at(target)
        if not self._visit.keeps_text:
            call.written = ""
        self._visit.enter(now)
        if call.written and (call.media.expected is not None or call.media.expects_language):
            text, call.written = call.written, ""
            self._text(text, now)

    def _at(self, target: str) -> Visit:
        if target == EMERGENCY:
            return EmergencyVisit(self._call)
        if target == OUTBOUND:
            return OutboundVisit(self._call)
        if target == AGENT_TRANSFER:
            return AgentTransferVisit(self._call, self._declared)
        return visit_of(self._call, self._call.graph.nodes[target])

    def leave(self, now: float) -> None:
        """Give back what the present node holds, and be at none."""
        self._visit.leave(now)
        self._visit = Visit(self._call)
        self._call.leave_reason = ""

    def hang_up(self, now: float) -> None:
        """The caller is gone: leave the present node, unless it still owes a result."""
        if not self._visit.waits_for_result:
            self.leave(now)

    def time_out(self, now: float) -> None:
        """The timer of the present node has run out."""
        self._call.timer = None
        self._visit.on_timer(now)

    def take(self, happened: inputs.Input, now: float) -> None:
        """Act on what the telephone tells of a call that goes on."""
        media, visit = self._call.media, self._visit
        match happened:
            case inputs.KeyPressed(key=key):
                self._key(key, now)
            case inputs.SpeechStarted(listen_id=listen_id):
                if media.is_listening(listen_id):
                    visit.on_speech(now)
            case inputs.WordsHeard():
                self._words(happened, now)
            case inputs.TextReceived(text=text):
                self._text(text, now)
            case inputs.LanguageHeard(listen_id=listen_id):
                if media.is_listening(listen_id):
                    media.listening_ended()
                    visit.on_language(
                        happened.language, happened.confidence, happened.evidence, now
                    )
            case inputs.PlaybackEnded(play_id=play_id):
                if media.ended(
                    play_id, complete=happened.complete, played_s=happened.played_s, now=now
                ):
                    visit.on_spoken(now)
            case inputs.MessageRecorded():
                is_kept = self._note_message(happened)
                if is_kept is not None:
                    visit.on_recorded(is_kept, now)
            case inputs.AgentAnswered():
                visit.on_agent_answered(now)
            case inputs.AgentJoined():
                visit.on_agent(now)
            case inputs.CallerWaitsAgain():
                visit.on_waiting_again(now)
            case inputs.LanguageCorrected():
                self._language_corrected(happened)
            case inputs.EmergencyDeclared():
                self._emergency("agent")
            case inputs.TransferDeclared() if not isinstance(visit, EmergencyVisit):
                self._declared = happened
                self._call.leave_reason = "transferred"
                self._call.goto(AGENT_TRANSFER)
            case inputs.QueueReturned(result=result, exit=exit):
                visit.on_returned(result, now, exit=exit)
            case inputs.CallbackSettled(is_booked=is_booked, reason=reason):
                visit.on_callback(is_booked, reason, now)
            case inputs.RequestLookedUp():
                visit.on_looked_up(happened.lookup_id, happened.request, now)
            case inputs.TransferEnded():
                visit.on_transfer_ended(
                    happened.transfer_id, happened.answered, happened.reason, now
                )
            case inputs.CommandFailed():
                self._failed(happened, now)

    def _key(self, key: str, now: float) -> None:
        if key not in KEYS or self._is_surplus(key, now):
            return
        if self._visit.gathers_keys:
            self._visit.on_key(key, now)
        elif key in self._call.profile.emergency.keys:
            self._emergency(Means.KEY, self._call.profile.emergency.keys[key])
        elif key == self._call.profile.human.key and self._visit.takes_human_key:
            self._call.ask_person(Means.KEY, 1.0)
        else:
            self._visit.on_key(key, now)

    def _is_surplus(self, key: str, now: float) -> bool:
        """Tell whether the key is part of a number that was complete without it."""
        surplus = self._call.surplus
        is_part = surplus is not None and surplus.takes(key, now)
        if surplus is not None and (not is_part or key == surplus.end):
            self._call.surplus = None
        return is_part

    def _words(self, heard: inputs.WordsHeard, now: float) -> None:
        if not self._call.media.is_listening(heard.listen_id):
            return
        self._call.media.listening_ended()
        self._understood(heard.choice, heard.confidence, now)

    def _understood(self, choice: str | None, confidence: float, now: float) -> None:
        if choice is not None and choice.startswith(EMERGENCY_WORD):
            self._emergency(Means.SPEECH, choice.removeprefix(EMERGENCY_WORD))
        elif choice != HUMAN:
            self._visit.on_words(choice, confidence, now)
        elif self._visit.takes_human_key:
            self._call.ask_person(Means.SPEECH, confidence)

    def _text(self, text: str, now: float) -> None:
        """Take what the caller typed as keys pressed, or as words heard for certain."""
        call = self._call
        if not self._visit.takes_text:
            return
        match understand(text, call, in_keys=self._visit.gathers_keys):
            case Keys(keys):
                for key in keys:
                    self._key_typed(key, now)
                if len(keys) > 1 and not call.is_leaving:
                    self._visit.on_keys_typed(now)
            case Choices(choices):
                call.media.stop_listening()
                for choice in choices:
                    if not call.is_leaving:
                        self._understood(choice, 1.0, now)
            case Tongue(tag):
                call.media.stop_listening()
                self._visit.on_language(tag, 1.0, {"text": tag or "unknown"}, now)
            case Unasked() if self._visit.keeps_text:
                call.written = f"{call.written} {text}".strip()[-MOST_WRITTEN:]

    def _key_typed(self, key: str, now: float) -> None:
        """Take a key of several; those after a choice are for the node that comes next."""
        if not self._call.is_leaving:
            self._key(key, now)
        elif not self._is_surplus(key, now):
            self._call.typed.append(key)

    def _emergency(self, means: str, destination: str = "") -> None:
        if not isinstance(self._visit, EmergencyVisit):
            self._call.ask_emergency(means, destination)

    def conclude(self, happened: inputs.Input, now: float) -> None:
        """Note a result that comes after the caller hung up; nothing new is begun."""
        match happened:
            case inputs.MessageRecorded():
                self._note_message(happened)
            case inputs.TransferEnded():
                self.take(happened, now)
            case inputs.CommandFailed(what=what, reason=reason):
                if not self._call.media.recording_ended(what):
                    self._visit.on_failed(what, reason, now)

    def _note_message(self, recorded: inputs.MessageRecorded) -> bool | None:
        """Return whether it is kept; None for a recording that is not under way."""
        if not self._call.media.recording_ended(recorded.record_id):
            return None
        if recorded.duration_s < MIN_MESSAGE_S:
            return False
        if self._call.media.answers:
            self._call.recorded(recorded.path, recorded.duration_s)
        else:
            self._call.outcome.message_left = True
            self._call.emit(
                events.VoicemailLeft(
                    call_id=self._call.call_id,
                    path=recorded.path,
                    duration_s=recorded.duration_s,
                    language=self._call.language,
                )
            )
        return True

    def _language_corrected(self, corrected: inputs.LanguageCorrected) -> None:
        self._call.language = corrected.language
        self._call.emit(
            events.LanguageIdentified(
                call_id=self._call.call_id,
                language=corrected.language,
                confidence=1.0,
                means="agent",
                evidence={"agent": corrected.by_agent},
            )
        )

    def _failed(self, failed: inputs.CommandFailed, now: float) -> None:
        media = self._call.media
        if failed.what == "Answer":
            self._call.outcome.failed = True
            self._call.end("answer_failed")
        elif media.failed(failed.what, now=now):
            self._visit.on_unspoken(now)
        elif media.is_listen_failure(failed.what):
            media.listening_ended()
            self._call.unheard(failed.reason)
            self._visit.on_deaf(now)
        else:
            self._visit.on_failed(failed.what, failed.reason, now)

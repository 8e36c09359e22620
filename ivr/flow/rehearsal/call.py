"""One rehearsed call: what the caller does, what agents do, and how time passes."""

from collections import deque
from collections.abc import Collection, Sequence
from itertools import count
from typing import Final

from acd.commands import QueueResult
from acd.events import WaitTold
from ivr.flow import commands, events, inputs
from ivr.flow.machine import CIRCLE_SHOWN, MOST_MOVES, EndlessFlow, Machine
from ivr.flow.pace import speaking_s
from ivr.flow.plain_words import language_of, words_of
from ivr.flow.profile import Profile
from ivr.flow.rehearsal.given import Given, GivenQueues, GivenTrending
from ivr.flow.rehearsal.log import Entry, Heard, Noted
from ivr.flow.rehearsal.telephone import Telephone

_NEXT_KEY_S: Final = 0.1

CONFIDENCE: Final = 0.9
"""How sure the rehearsal's recogniser is of all it understands."""

AGENT: Final = "rehearsal"
CALL_ID: Final = "rehearsal"


class Rehearsal:
    """A call in virtual time. Every method returns once all that follows at once has happened."""

    def __init__(self, profile: Profile, *, at: float, given: Given | None = None) -> None:
        """Make a call that is yet to arrive, at `at` in epoch seconds."""
        given = given or Given()
        ids = count(1)
        queues = GivenQueues(given)
        self._profile = profile
        self._hints = given.hints
        self._telephone = Telephone(given, queues, heard=self._hear)
        self._machine = Machine(
            profile,
            CALL_ID,
            trending=GivenTrending(given),
            queues=queues,
            waiting_line=queues,
            notices=given.notice_book(),
            new_id=lambda prefix: f"{prefix}-{next(ids)}",
        )
        self._began_at = at
        self._dialled = ""
        self._takes_texts = False
        self._now = at
        self._log: list[Entry] = []
        self._outputs: list[commands.Command | events.Event | WaitTold] = []
        self._handled = 0
        self.ended: events.CallEnded | None = None

    # --- what can be seen ---

    @property
    def log(self) -> Sequence[Entry]:
        """All that happened so far."""
        return self._log

    @property
    def outputs(self) -> Sequence[commands.Command | events.Event | WaitTold]:
        """All that the machine handed out so far."""
        return self._outputs

    @property
    def handled(self) -> int:
        """How many inputs and deadlines the machine has handled so far."""
        return self._handled

    @property
    def machine(self) -> Machine:
        """The machine that is driven."""
        return self._machine

    @property
    def languages(self) -> Collection[str]:
        """The tags of the languages that the city has."""
        return self._profile.languages

    @property
    def now(self) -> float:
        """The call's clock, in epoch seconds."""
        return self._now

    @property
    def node(self) -> str:
        """The node that the call is at."""
        return self._machine.node

    @property
    def is_playing(self) -> bool:
        """Whether something is being said to the caller."""
        return self._telephone.is_playing

    @property
    def is_recording(self) -> bool:
        """Whether what the caller says is recorded."""
        return self._telephone.is_recording

    @property
    def is_waiting(self) -> bool:
        """Whether the caller waits for a person and has none yet."""
        return self._telephone.queue is not None and not self._telephone.is_served

    @property
    def is_served(self) -> bool:
        """Whether an agent is on the line."""
        return self._telephone.is_served

    @property
    def is_transferred(self) -> bool:
        """Whether a destination outside has been dialled, and has not hung up."""
        return self._telephone.transfer_id is not None

    @property
    def dialled(self) -> str:
        """The destination outside that is being dialled or talked to, '' for none."""
        return self._dialled if self.is_transferred else ""

    @property
    def listening(self) -> commands.ListenForWords | commands.ListenForLanguage | None:
        """What is listened for."""
        return self._telephone.listening

    @property
    def takes_texts(self) -> bool:
        """Whether what callers of the line type is for the flow."""
        return self._takes_texts

    # --- the caller ---

    def arrive(self, *, line: str, caller: str = "", language: str | None = None) -> None:
        """The call comes in; `language` is what this number spoke before, as good as certain."""
        self._takes_texts = self._profile.line_for(line, now=self._now).texts
        hints = {**self._hints, **({language: 1.0} if language else {})}
        self._tell(inputs.CallArrived(caller=caller, dialled=line, hints=hints))

    def hear_apology(self) -> None:
        """After a mistake, listen as long as a caller does before the next key is a new one."""
        left_s = self._machine.burst_until - self._now
        if left_s >= 0:
            self.pass_time(left_s + _NEXT_KEY_S)

    def press(self, keys: str) -> None:
        """Press keys, one after the other. In a recording `#` ends it."""
        for key in keys:
            if self._telephone.is_recording:
                self._telephone.end_recording()
                self._settle()
            else:
                self._tell(inputs.KeyPressed(key=key))

    def speak(self, text: str) -> bool:
        """Say something. Returns False when nobody listens."""
        seconds = speaking_s(text)
        if self._telephone.is_recording:
            self._telephone.speak_for(seconds, now=self._now)
            self.pass_time(seconds)
            return True
        listening = self._telephone.listening
        if isinstance(listening, commands.ListenForWords):
            self._note("said", text)
            for choice in words_of(text, listening.phrases):
                self._say(choice, seconds)
            return True
        if isinstance(listening, commands.ListenForLanguage):
            self._note("said", text)
            self._speak_language(listening.listen_id, language_of(text, self._profile), seconds)
            return True
        return False

    def write(self, text: str) -> None:
        """Type something."""
        self._note("typed", text)
        self._tell(inputs.TextReceived(text=text))

    def _say(self, choice: str | None, seconds: float) -> None:
        listening = self._telephone.listening
        if listening is None:
            return
        self._tell(inputs.SpeechStarted(listen_id=listening.listen_id))
        self.pass_time(seconds)
        self._telephone.listening = None
        self._tell(
            inputs.WordsHeard(
                listen_id=listening.listen_id,
                choice=choice,
                confidence=0.0 if choice is None else CONFIDENCE,
            )
        )

    def _speak_language(self, listen_id: str, tag: str | None, seconds: float) -> None:
        self._tell(inputs.SpeechStarted(listen_id=listen_id))
        self.pass_time(seconds)
        self._telephone.listening = None
        self._tell(
            inputs.LanguageHeard(
                listen_id=listen_id,
                language=tag,
                confidence=0.0 if tag is None else CONFIDENCE,
                evidence={"rehearsal": tag or "unknown"},
            )
        )

    def hang_up(self) -> None:
        """The caller is gone; a recording under way is kept."""
        was_recording = self._telephone.is_recording
        self._tell(inputs.CallerHungUp())
        if was_recording:
            self._telephone.end_recording()
        elif self.is_transferred:
            self.destination(answers=True)
        self._settle()

    # --- the others ---

    def agent_joins(self) -> None:
        """An agent picks up and hears the caller."""
        if self.is_waiting:
            self._tell(inputs.AgentAnswered())
            self._telephone.is_served = True
            self._tell(inputs.AgentJoined(agent_id=AGENT))

    def agent_leaves(self) -> None:
        """The agent hangs up."""
        if self._telephone.is_served:
            self.queue_returns(QueueResult.SERVED)

    def agent_declares_emergency(self) -> None:
        """The agent sends the caller to the emergency destination."""
        self._tell(inputs.EmergencyDeclared(by_agent=AGENT))

    def agent_corrects(self, language: str) -> None:
        """The agent says what the caller's language is."""
        self._tell(inputs.LanguageCorrected(language=language, by_agent=AGENT))

    def queue_returns(self, result: QueueResult, exit: str = "") -> None:
        """The distributor gives the caller back."""
        if self._telephone.queue is not None:
            self._telephone.returned(result, exit)
            self._settle()

    def destination(self, *, answers: bool) -> None:
        """The destination outside answers, and has hung up by now; or it does not answer."""
        transfer_id, self._telephone.transfer_id = self._telephone.transfer_id, None
        if transfer_id is not None:
            reason = "" if answers else "no_answer"
            self._tell(
                inputs.TransferEnded(transfer_id=transfer_id, answered=answers, reason=reason)
            )

    def fails(self, command: str) -> None:
        """The telephone could not do this kind of command."""
        self._tell(inputs.CommandFailed(what=command, reason="given"))

    # --- time ---

    @property
    def next_at(self) -> float | None:
        """When something happens by itself; None when the call waits for somebody."""
        moments = (self._machine.next_deadline(), self._telephone.next_at)
        next_at = min((at for at in moments if at is not None), default=None)
        return None if next_at is None or self.ended is not None else max(next_at, self._now)

    def step(self) -> bool:
        """Go on to the next moment. Returns False when nothing happens by itself any more."""
        at = self.next_at
        if at is None:
            return False
        self._now = at
        happened = self._telephone.take_due(now=at)
        if happened is not None:
            self._handle(happened)
        elif (deadline := self._machine.next_deadline()) is not None and deadline <= at:
            self._handled += 1
            self._machine.handle_timer(now=at)
        self._settle()
        return True

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        until = self._now + seconds
        while (at := self.next_at) is not None and at <= until:
            self.step()
        self._now = max(self._now, until)

    def listen_on(self) -> None:
        """Hear to its end what is being said, and all that follows without a pause.

        Raises:
            EndlessFlow: there is no end to it.
        """
        last: deque[str] = deque(maxlen=CIRCLE_SHOWN)
        for _ in range(MOST_MOVES):
            last.append(self.node)
            if not (self.is_playing and self.step()):
                return
        raise EndlessFlow(last)

    def stay_silent(self) -> bool:
        """Do nothing until something more is heard or noted. False if nothing ever is."""
        self.listen_on()
        before = len(self._log)
        while len(self._log) == before:
            if not self.step():
                return False
        return True

    # --- driving ---

    def _tell(self, happened: inputs.Input) -> None:
        if self.ended is None:
            self._handle(happened)
            self._settle()

    def _handle(self, happened: inputs.Input) -> None:
        self._handled += 1
        self._machine.handle(happened, now=self._now)

    def _settle(self) -> None:
        """Do the commands, and tell what is due at once, until nothing more follows."""
        self._collect()
        while self.ended is None and (due := self._telephone.take_due(now=self._now)) is not None:
            self._handle(due)
            self._collect()

    def _collect(self) -> None:
        while outputs := self._machine.take_outputs():
            for output in outputs:
                self._outputs.append(output)
                self._see(output)

    def _see(self, output: commands.Command | events.Event | WaitTold) -> None:
        match output:
            case events.NodeEntered():
                self._note("node", output.type, node=output.node)
            case events.LanguageIdentified():
                self._note("language", output.language or "unknown")
            case events.ChoiceMade():
                self._note("chosen", output.choice)
            case events.NothingChosen():
                self._note("nothing", output.what)
            case events.AnswerGiven():
                self._note("answer", f"{output.variable} = {output.value}")
            case events.EmergencyRequested():
                self._note("emergency", output.destination)
            case events.CallEnded():
                self.ended = output
                self._note("ended", output.disposition.value)
            case commands.EnterQueue():
                self._note("queue", output.queue)
                self._telephone.do(output, now=self._now)
            case commands.TransferOut():
                self._dialled = output.destination
                self._note("transfer", output.destination)
                self._telephone.do(output, now=self._now)
            case commands.RecordMessage():
                self._note("recording")
                self._telephone.do(output, now=self._now)
            case _ if isinstance(output, commands.Command):
                self._telephone.do(output, now=self._now)

    def _hear(self, prompt: commands.Prompt, length_s: float) -> None:
        self._log.append(
            Heard(
                at_s=self._now - self._began_at,
                node=self._machine.node,
                prompt=prompt,
                length_s=length_s,
            )
        )

    def _note(self, what: str, detail: str = "", *, node: str = "") -> None:
        at_s = self._now - self._began_at
        node = node or self._machine.node
        self._log.append(Noted(at_s=at_s, node=node, what=what, detail=detail))

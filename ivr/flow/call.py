"""One call as the nodes of a flow see it: what is known of the caller, and what can be done."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from acd.events import WaitTold
from ivr.flow import commands, events
from ivr.flow.burst import Burst, Surplus
from ivr.flow.city import Line
from ivr.flow.commands import Phrase, Prompt
from ivr.flow.entries import Wordings
from ivr.flow.events import Means
from ivr.flow.expression.values import Value
from ivr.flow.facts import Facts
from ivr.flow.graph import Graph
from ivr.flow.media import FaqPlay, Media
from ivr.flow.outcome import Outcome
from ivr.flow.ports import IdFactory, Notices, QueueStates, Sounds, Trending, WaitingLine
from ivr.flow.profile import Profile
from ivr.flow.reading import Speech, Template

TYPED_AHEAD = 4
"""How many keys pressed ahead are kept; the oldest are lost first."""

Output = commands.Command | events.Event | WaitTold
"""What a call's machine hands out; what it told of the wait belongs to the distributor's events."""

EMERGENCY = "@emergency"
EMERGENCY_WORD = "@emergency."
"""What the words for an emergency stand for, followed by the destination."""
AGENT_TRANSFER = "@transfer"
HUMAN = "@human"
NOTICES = "@notices"
OUTBOUND = "@outbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something the caller chose, and where."""

    node: str
    choice: str
    means: Means


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the caller already said; it travels with the call to the agent."""

    language: str | None
    alias: str
    choices: tuple[Choice, ...]
    faqs_heard: tuple[str, ...]


class Call:
    """What one call has open, knows and has done. Nodes act through it and through nothing else."""

    def __init__(
        self,
        profile: Profile,
        call_id: str,
        *,
        trending: Trending,
        new_id: IdFactory,
        queues: QueueStates,
        waiting_line: WaitingLine,
        notices: Notices,
        sounds: Sounds,
    ) -> None:
        """A call before it arrived: no flow, no language, nothing open."""
        self.profile = profile
        self.call_id = call_id
        self.trending = trending
        self.waiting_line = waiting_line
        self.notices = notices
        self.sounds = sounds
        self.is_answered = False
        self.new_id = new_id
        self.outputs: list[Output] = []
        self.outcome = Outcome()
        self.media = Media(call_id, emit=self.emit, new_id=new_id, heard=self._answer_heard)
        self.line: Line = profile.default_line
        self.graph: Graph = profile.flows[self.line.flow]
        self._called_from: list[tuple[Graph, str]] = []
        self.is_test = False
        self._unheard_due: bool | None = None
        self.language: str | None = None
        self.facts = Facts(zone=profile.zone, queues=queues, language=lambda: self.language)
        self.hints: Mapping[str, float] = {}
        self.typed: deque[str] = deque(maxlen=TYPED_AHEAD)
        self.written = ""
        self.surplus: Surplus | None = None
        self.burst = Burst()
        self.timer: float | None = None
        self.node = ""
        self.target: str | None = None
        self.priority_floor = 0
        self.emergency_destination = ""
        self.end_reason: str | None = None
        self.leave_reason = ""
        self._choices: list[Choice] = []
        self._faqs_heard: list[str] = []

    @property
    def context(self) -> Context:
        """What the caller said so far."""
        return Context(
            language=self.language,
            alias=self.line.alias,
            choices=tuple(self._choices),
            faqs_heard=tuple(self._faqs_heard),
        )

    def emit(self, output: Output) -> None:
        """Hand out a command or an event."""
        self.outputs.append(output)

    def goto(self, node: str) -> None:
        """Leave the present node for this one, once the present input is dealt with."""
        self.target = node

    @property
    def is_leaving(self) -> bool:
        """Whether the present node is over once the present input is dealt with."""
        return self.target is not None or self.end_reason is not None

    def enter_flow(self, flow: str, *, back_to: str) -> None:
        """Go on with another flow; `back_to` is the node that follows when it returns."""
        self._called_from.append((self.graph, back_to))
        self.graph = self.profile.flows[flow]
        self.goto(self.graph.start)

    def leave_flow(self) -> None:
        """Go back to where this flow was called; a flow that nobody called ends the call."""
        if self._called_from:
            self.graph, target = self._called_from.pop()
            self.goto(target)
        else:
            self.end("flow_ended")

    def goto_person(self) -> None:
        """Go where a person is waited for: in this flow, or in the nearest that called it."""
        target = self.profile.human.goto
        while target not in self.graph.nodes and self._called_from:
            self.graph, _ = self._called_from.pop()
        self.goto(target)

    def label(self, node: str) -> str:
        """Return how a node is named on record: in a flow that was called with the flow's name."""
        inside = bool(self._called_from) and not node.startswith("@")
        return f"{self.graph.name}.{node}" if inside else node

    def end(self, reason: str) -> None:
        """Hang up, once the present input is dealt with."""
        self.end_reason = reason

    # --- what is good everywhere ---

    def ask_emergency(self, means: str, destination: str = "") -> None:
        """The caller, or an agent for the caller, wants an emergency destination; '' the usual."""
        self.outcome.emergency = True
        self.emergency_destination = destination or self.profile.emergency.destination
        self.emit(
            events.EmergencyRequested(
                call_id=self.call_id,
                node=self.node,
                means=means,
                destination=self.emergency_destination,
            )
        )
        self.leave_reason = "emergency"
        self.goto(EMERGENCY)

    def ask_person(self, means: Means, confidence: float) -> None:
        """The caller wants a person."""
        self.chose("human", means, confidence)
        self.goto_person()

    def took_everywhere_key(self, key: str) -> bool:
        """Act on a key that is good everywhere; False if this one is not."""
        if key in self.profile.emergency.keys:
            self.ask_emergency(Means.KEY, self.profile.emergency.keys[key])
        elif key == self.profile.human.key:
            self.ask_person(Means.KEY, 1.0)
        else:
            return False
        return True

    def may_record(self, allowed: bool, how: str) -> None:
        """Note whether the conversations to come are recorded, and how that was decided."""
        self.emit(commands.AllowRecording(allowed=allowed))
        self.emit(
            events.RecordingConsentDecided(
                call_id=self.call_id, node=self.node, allowed=allowed, how=how
            )
        )

    # --- speech ---

    def prompts(self, *speeches: Speech) -> tuple[Prompt, ...]:
        """Return what to play: in the caller's language, or in every first-line one if unknown.

        A caller whose language is known is never spoken to in another: a text that does not
        exist in it gives nothing.
        """
        tags = self.profile.first_line if self.language is None else (self.language,)
        worded = (speech[tag] for tag in tags for speech in speeches if tag in speech)
        return tuple(prompt for words in worded for prompt in self._filled(words))

    def _filled(self, words: Prompt | Template) -> tuple[Prompt, ...]:
        if not isinstance(words, Template):
            return (words,)
        return words.filled(partial(self.facts.value_in, words.language))

    def say(self, prompts: tuple[Prompt, ...], *, now: float, faq: FaqPlay | None = None) -> bool:
        """Play the prompts. Returns False, playing nothing, when there are none."""
        if prompts and faq is None and self._unheard_due:
            self._unheard_due = False
            prompts = (*self.prompts(self.profile.keys_only), *prompts)
        if prompts:
            # What a test hears nobody has asked.
            self.media.play(self.node, prompts, now=now, faq=None if self.is_test else faq)
        return bool(prompts)

    # --- words ---

    def unheard(self, reason: str) -> None:
        """What the caller says cannot be recognised: it is told once, with what is said next."""
        if self._unheard_due is None:
            self._unheard_due = True
            self.emit(events.SpeechUnheard(call_id=self.call_id, node=self.node, reason=reason))

    def listen(self, choices: Mapping[str, Wordings], *, aloud: bool = True) -> None:
        """Listen for the words of these choices, and for those that are good everywhere.

        Nothing is opened when the node has no words in the caller's language, or when they cannot
        be said `aloud`: then they may be typed. While the language is unknown, the city's first
        language is listened for.
        """
        language = self.language or self.profile.first_line[0]
        phrases = _phrases(choices, language)
        if phrases and aloud:
            self.media.listen_for_words(language, phrases + self.good_everywhere(language))
        self.media.expected = phrases

    def good_everywhere(self, *languages: str) -> tuple[Phrase, ...]:
        """Return the words for emergencies and for a person in these languages."""
        choices = {
            EMERGENCY_WORD + destination: words
            for destination, words in self.profile.emergency.words.items()
        }
        choices[HUMAN] = self.profile.human.words
        return tuple(phrase for tag in languages for phrase in _phrases(choices, tag))

    def chose(self, choice: str, means: Means, confidence: float = 1.0) -> None:
        """Note what the caller chose at this node."""
        self._choices.append(Choice(node=self.node, choice=choice, means=means))
        self.emit(
            events.ChoiceMade(
                call_id=self.call_id,
                node=self.node,
                choice=choice,
                means=means,
                confidence=confidence,
            )
        )

    def chose_nothing(self, what: str, attempt: int) -> None:
        """Note that the caller said nothing, or nothing that fits (no_input, no_match)."""
        self.emit(
            events.NothingChosen(call_id=self.call_id, node=self.node, what=what, attempt=attempt)
        )

    def answered(
        self, variable: str, kind: str, value: Value, means: Means, confidence: float
    ) -> None:
        """Note the answer to a question."""
        written = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        self.emit(
            events.AnswerGiven(
                call_id=self.call_id,
                node=self.node,
                variable=variable,
                kind=kind,
                value=written,
                means=means,
                confidence=confidence,
            )
        )

    def recorded(self, path: str, duration_s: float) -> None:
        """Note the recorded answer to a question."""
        self.facts.set(self.media.answers, path)
        self.emit(
            events.AnswerRecorded(
                call_id=self.call_id,
                node=self.node,
                variable=self.media.answers,
                path=path,
                duration_s=duration_s,
                language=self.language,
            )
        )

    def _answer_heard(self, code: str) -> None:
        self.outcome.answer_heard = True
        self._faqs_heard.append(code)


def _phrases(choices: Mapping[str, Wordings], language: str) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(words=words, choice=choice)
        for choice, wordings in choices.items()
        for words in wordings.get(language, ())
    )

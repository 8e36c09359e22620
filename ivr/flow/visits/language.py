"""The node that finds out the caller's language: by hint, by key, by speech."""

from collections.abc import Mapping

from ivr.flow.call import Call
from ivr.flow.events import LanguageIdentified, NothingChosen
from ivr.flow.graph import DetectLanguageNode
from ivr.flow.visits.asking import UTTERANCE_S
from ivr.flow.visits.base import Visit


class DetectLanguageVisit(Visit):
    """Asks in every first-line language; the prompt is cut as soon as the caller answers."""

    def __init__(self, call: Call, node: DetectLanguageNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self._attempt = 0
        self._deaf = False

    def enter(self, now: float) -> None:
        """Go on at once if the language is known or a hint is strong; else ask."""
        if self.call.language is not None:
            self._go_on(self.call.language)
            return
        tag, probability = max(self.call.hints.items(), key=lambda hint: hint[1], default=("", 0.0))
        if probability >= self._node.hint_threshold:
            self._identified(tag, probability, "hint", {"hint": tag})
        elif self.call.typed:
            self.on_key(self.call.typed.popleft(), now)
        else:
            self._ask(now)

    def offers(self) -> Mapping[str, str]:
        """Return the keys of languages."""
        return self._node.keys

    def on_spoken(self, now: float) -> None:
        """From now on the caller's silence counts."""
        self.call.timer = now + self._node.timeout_s

    def on_key(self, key: str, now: float) -> None:
        """A key of the node is certain; any other is a mistake."""
        tag = self._node.keys.get(key)
        if tag is None and self.call.burst.holds(now):
            self.call.burst.begin(now)
            return
        self.call.media.stop(now=now)
        if tag is None:
            self.call.burst.begin(now)
            self.call.typed.clear()
            self._nothing("no_match", now)
        else:
            self._identified(tag, 1.0, "key", {"key": key})

    def on_speech(self, now: float) -> None:
        """Fall silent and wait for what is being said."""
        self.call.media.stop(now=now)
        self.call.timer = now + UTTERANCE_S

    def on_language(
        self, language: str | None, confidence: float, evidence: Mapping[str, str], now: float
    ) -> None:
        """Take the language if the city knows it."""
        self.call.media.stop(now=now)
        tag = self.call.profile.known_language(language) if language else None
        if tag is None:
            self._nothing("no_match", now, evidence)
        else:
            self._identified(tag, confidence, "speech", evidence)

    def on_deaf(self, now: float) -> None:
        """Go on with keys alone."""
        self._deaf = True
        if not self.call.media.is_speaking:
            self.call.timer = now + self._node.timeout_s

    def on_timer(self, now: float) -> None:
        """The caller said nothing."""
        self._nothing("no_input", now)

    def _ask(self, now: float) -> None:
        self.call.timer = None
        self._attempt += 1
        if not self._deaf:
            priors = self.call.profile.language_priors(self.call.hints)
            self.call.media.listen_for_language(tuple(priors), priors)
        self.call.media.expects_language = True
        if not self.call.say(self.call.prompts(self._node.prompt), now=now):
            self.on_spoken(now)

    def _nothing(self, what: str, now: float, evidence: Mapping[str, str] | None = None) -> None:
        self.call.timer = None
        self._attempt = max(self._attempt, 1)
        self.call.emit(
            NothingChosen(
                call_id=self.call.call_id, node=self._node.name, what=what, attempt=self._attempt
            )
        )
        if self._attempt < self._node.attempts:
            self._ask(now)
            return
        assumed = self._node.assume
        if assumed is not None:
            probability = self.call.profile.language_priors(self.call.hints)[assumed]
            self._identified(assumed, probability, "assumed", evidence or {})
            return
        means = "speech" if what == "no_match" else "silence"
        self._report(None, 0.0, means, evidence or {})
        self.call.goto(self._node.unknown)

    def _identified(
        self, tag: str, confidence: float, means: str, evidence: Mapping[str, str]
    ) -> None:
        self.call.language = tag
        self._report(tag, confidence, means, evidence)
        self._go_on(tag)

    def _go_on(self, tag: str) -> None:
        first_line = tag in self.call.profile.first_line
        self.call.goto(self._node.identified if first_line else self._node.identified_other)

    def _report(
        self, tag: str | None, confidence: float, means: str, evidence: Mapping[str, str]
    ) -> None:
        self.call.emit(
            LanguageIdentified(
                call_id=self.call.call_id,
                language=tag,
                confidence=confidence,
                means=means,
                evidence=evidence,
            )
        )

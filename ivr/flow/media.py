"""The one prompt, the one listening and the one recording that a call can have open.

A prompt that is cut stays open until the telephone says how much of it was heard; what is to be
played next waits for that, so that two prompts are never open at a time. Should the telephone not
say, the prompt counts as ended `STOP_GRACE_S` after the cut.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.flow import commands, events
from ivr.flow.commands import Phrase, Prompt
from ivr.flow.events import Means
from ivr.flow.ports import IdFactory

STOP_GRACE_S = 2.0

Emit = Callable[[commands.Command | events.Event], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqPlay:
    """The prompt is the answer to a question."""

    code: str
    language: str
    means: Means


@dataclass(slots=True, kw_only=True)
class _Playing:
    play_id: str
    node: str
    prompts: tuple[Prompt, ...]
    faq: FaqPlay | None
    started_at: float
    stopped_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    node: str
    prompts: tuple[Prompt, ...]
    faq: FaqPlay | None


class Media:
    """What is open, and the events of what has ended.

    `heard` is called with the FAQ's code when an answer was heard to its end.

    Attributes:
        expected: what may be answered in words at this moment, None when no words are waited for.
        expects_language: the caller's language is waited for.
    Both hold too where nothing is listened for: callers who type are understood all the same.
    """

    def __init__(
        self, call_id: str, *, emit: Emit, new_id: IdFactory, heard: Callable[[str], None]
    ) -> None:
        """Nothing is open at first."""
        self._call_id = call_id
        self._emit = emit
        self._new_id = new_id
        self._heard = heard
        self._playing: _Playing | None = None
        self._waiting: _Waiting | None = None
        self._listen_id: str | None = None
        self.expected: tuple[Phrase, ...] | None = None
        self.expects_language = False
        self._record_id: str | None = None
        self.answers = ""

    # --- prompts ---

    @property
    def is_speaking(self) -> bool:
        """Whether a prompt is to be heard now or next."""
        return self._waiting is not None or (
            self._playing is not None and self._playing.stopped_at is None
        )

    @property
    def deadline(self) -> float | None:
        """When a cut prompt counts as ended."""
        if self._playing is None or self._playing.stopped_at is None:
            return None
        return self._playing.stopped_at + STOP_GRACE_S

    def play(
        self, node: str, prompts: tuple[Prompt, ...], *, now: float, faq: FaqPlay | None = None
    ) -> None:
        """Play now, or as soon as the prompt that is being cut has ended."""
        self.stop(now=now)
        waiting = _Waiting(node=node, prompts=prompts, faq=faq)
        if self._playing is None:
            self._start(waiting, now)
        else:
            self._waiting = waiting

    def stop(self, *, now: float) -> None:
        """Silence the prompt; what waited to be played is dropped."""
        self._waiting = None
        if self._playing is not None and self._playing.stopped_at is None:
            self._playing.stopped_at = now
            self._emit(commands.StopPlay(play_id=self._playing.play_id))

    def ended(self, play_id: str, *, complete: bool, played_s: float | None, now: float) -> bool:
        """Note that a prompt ended. Returns whether it ended by itself, with nothing to follow."""
        playing = self._playing
        if playing is None or playing.play_id != play_id:
            return False
        self._close(complete=complete, played_s=played_s, now=now)
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._start(waiting, now)
            return False
        return playing.stopped_at is None

    def failed(self, what: str, *, now: float) -> bool:
        """Like `ended` for a prompt that the telephone could not play."""
        if self._playing is None or what not in (self._playing.play_id, "Play"):
            return False
        return self.ended(self._playing.play_id, complete=False, played_s=0.0, now=now)

    def expire(self, *, now: float) -> None:
        """Count a cut prompt as ended when its grace is over."""
        deadline = self.deadline
        if self._playing is not None and deadline is not None and now >= deadline:
            self.ended(self._playing.play_id, complete=False, played_s=None, now=now)

    def close(self, *, now: float) -> None:
        """The call is over: account for the prompt that was open."""
        self._waiting = None
        if self._playing is not None:
            self._close(complete=False, played_s=None, now=now)
        self._listen_id = None

    def _start(self, waiting: _Waiting, now: float) -> None:
        play_id = self._new_id("play")
        self._playing = _Playing(
            play_id=play_id,
            node=waiting.node,
            prompts=waiting.prompts,
            faq=waiting.faq,
            started_at=now,
        )
        self._emit(commands.Play(play_id=play_id, prompts=waiting.prompts))

    def _close(self, *, complete: bool, played_s: float | None, now: float) -> None:
        playing, self._playing = self._playing, None
        if playing is None:
            return
        if played_s is None:
            played_s = max(0.0, (playing.stopped_at or now) - playing.started_at)
        languages = dict.fromkeys(prompt.language for prompt in playing.prompts)
        self._emit(
            events.PromptHeard(
                call_id=self._call_id,
                node=playing.node,
                names=tuple(prompt.name for prompt in playing.prompts),
                language=",".join(languages),
                complete=complete,
                played_s=played_s,
            )
        )
        if playing.faq is None:
            return
        self._emit(
            events.FaqAnswered(
                call_id=self._call_id,
                faq=playing.faq.code,
                language=playing.faq.language,
                complete=complete,
                heard_s=played_s,
                means=playing.faq.means,
            )
        )
        if complete:
            self._heard(playing.faq.code)

    # --- listening ---

    def listen_for_words(self, language: str, phrases: tuple[Phrase, ...]) -> None:
        """Open the caller's audio for these phrases, in place of what was listened for."""
        self.stop_listening()
        self._listen_id = self._new_id("listen")
        self._emit(
            commands.ListenForWords(listen_id=self._listen_id, language=language, phrases=phrases)
        )

    def listen_for_language(self, candidates: tuple[str, ...], priors: Mapping[str, float]) -> None:
        """Open the caller's audio for the language, in place of what was listened for."""
        self.stop_listening()
        self._listen_id = self._new_id("listen")
        self._emit(
            commands.ListenForLanguage(
                listen_id=self._listen_id, candidates=candidates, priors=priors
            )
        )

    def stop_listening(self) -> None:
        """Close the caller's audio; no words are waited for any more."""
        self.expected, self.expects_language = None, False
        if self._listen_id is not None:
            self._emit(commands.StopListening(listen_id=self._listen_id))
            self._listen_id = None

    def is_listening(self, listen_id: str) -> bool:
        """Whether this is the listening that is open."""
        return self._listen_id == listen_id

    def listening_ended(self) -> None:
        """The telephone reported its utterance, or could not listen."""
        self._listen_id = None

    def is_listen_failure(self, what: str) -> bool:
        """Whether a failed command is the one that opened the caller's audio."""
        names = (self._listen_id, "ListenForWords", "ListenForLanguage")
        return self._listen_id is not None and what in names

    # --- recording ---

    @property
    def is_recording(self) -> bool:
        """Whether a recording has not been reported yet."""
        return self._record_id is not None

    def record(self, *, max_s: float, silence_s: float, answers: str = "") -> None:
        """Begin to record a message, or what answers the question whose variable is `answers`."""
        self.answers = answers
        self._record_id = self._new_id("record")
        self._emit(
            commands.RecordMessage(record_id=self._record_id, max_s=max_s, silence_s=silence_s)
        )

    def stop_recording(self) -> None:
        """Ask for the end of the recording; its result still comes."""
        if self._record_id is not None:
            self._emit(commands.StopRecording(record_id=self._record_id))

    def recording_ended(self, what: str) -> bool:
        """Note the recording's end or failure. Returns False for a stale id."""
        if self._record_id is None or what not in (self._record_id, "RecordMessage"):
            return False
        self._record_id = None
        return True

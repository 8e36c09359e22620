"""A telephone that plays the commands of a flow's machine back to it."""

from collections.abc import Sequence
from itertools import count
from typing import TypeVar

from ivr.flow import commands, events, inputs, standing
from ivr.flow.machine import Machine
from ivr.flow.notices import NoticeBook
from ivr.flow.ports import ALL_SOUNDS, Sounds
from ivr.flow.profile import Profile
from ivr.trending.ranking import TrendingQuery

T0 = 1_700_000_000.0


class Asked:
    """Trending questions, given."""

    def __init__(self, *codes: str) -> None:
        self.codes = codes

    def top(self, query: TrendingQuery, *, now: float) -> Sequence[str]:
        return self.codes[: query.count]


class Standing:
    """The caller stands where the test says."""

    def __init__(self) -> None:
        self.now: standing.Standing | None = None

    def at(self, position: int, low_s: float | None = None, high_s: float | None = None) -> None:
        self.now = standing.Standing(
            entry_id="e1", queue="general", position=position, low_s=low_s, high_s=high_s
        )

    def standing(self, call_id: str, *, now: float) -> standing.Standing | None:
        return self.now


def kinds(outputs: list[commands.Command | events.Event]) -> list[str]:
    return [type(out).__name__ for out in outputs]


T = TypeVar("T")


class Phone:
    """Drives one machine with a clock of its own and remembers all that came out.

    It falls silent at once when told to; with `tells_stops=False` it never says that it did.
    """

    def __init__(
        self,
        profile: Profile,
        *asked: str,
        tells_stops: bool = True,
        sounds: Sounds = ALL_SOUNDS,
    ) -> None:
        ids = count(1)
        self.line = Standing()
        self.notices = NoticeBook()
        self.machine = Machine(
            profile,
            "c1",
            trending=Asked(*asked),
            waiting_line=self.line,
            notices=self.notices,
            sounds=sounds,
            new_id=lambda prefix: f"{prefix}-{next(ids)}",
        )
        self.now = T0
        self.tells_stops = tells_stops
        self._began = T0
        self.out: list[commands.Command | events.Event] = []
        self.fresh: list[commands.Command | events.Event] = []

    # --- what happens ---

    def tell(self, happened: inputs.Input) -> "Phone":
        self.machine.handle(happened, now=self.now)
        self._collect()
        return self

    def arrive(self, dialled: str = "311", **hints: float) -> "Phone":
        return self.tell(inputs.CallArrived(caller="5550100", dialled=dialled, hints=hints))

    def key(self, *keys: str) -> "Phone":
        for key in keys:
            self.tell(inputs.KeyPressed(key=key))
        return self

    def wait(self, seconds: float) -> "Phone":
        """Let time pass; timers fire when they are due."""
        until = self.now + seconds
        while (at := self.machine.next_deadline()) is not None and at <= until:
            self.now = max(self.now, at)
            self.machine.handle_timer(now=self.now)
            self._collect()
        self.now = until
        return self

    def heard(self, played_s: float = 1.0) -> "Phone":
        """The prompt that is open is heard to its end."""
        self.now += played_s
        play = self.playing
        assert play is not None
        return self.tell(
            inputs.PlaybackEnded(play_id=play.play_id, complete=True, played_s=played_s)
        )

    def words(self, choice: str | None) -> "Phone":
        return self.tell(inputs.WordsHeard(listen_id=self.listening, choice=choice, confidence=0.8))

    def language(self, tag: str | None) -> "Phone":
        return self.tell(
            inputs.LanguageHeard(listen_id=self.listening, language=tag, confidence=0.7)
        )

    def said(self, *choices: str | None) -> "Phone":
        """The caller says one word after another; speech is noticed before it is understood."""
        for choice in choices:
            self.tell(inputs.SpeechStarted(listen_id=self.listening)).words(choice)
        return self

    def recorded(self, duration_s: float, path: str = "m.wav") -> "Phone":
        record = self.last(commands.RecordMessage).record_id
        return self.tell(inputs.MessageRecorded(record_id=record, path=path, duration_s=duration_s))

    def hang_up(self) -> "Phone":
        return self.tell(inputs.CallerHungUp())

    def at(self, node: str, language: str | None = "en") -> "Phone":
        """Put a fresh call at `node` by what a caller can do."""
        ways = {
            "welcome": [],
            "language": [self.heard],
            "top": [self.heard, lambda: self.key("1")],
            "menu": [self.heard, lambda: self.key("1"), self.heard, lambda: self.wait(3)],
            "person": [self.heard, lambda: self.key("1"), lambda: self.key("0")],
        }
        menu = ways["menu"]
        ways |= {
            "more": [*ways["top"], lambda: self.key("1"), self.heard],
            "library": [*menu, lambda: self.key("1")],
            "message": [*menu, lambda: self.key("2")],
            "help": [*menu, lambda: self.key("4")],
        }
        self.arrive()
        for step in ways[node]:
            step()
        assert self.machine.node == node, self.machine.node
        return self

    # --- what came of it ---

    def _collect(self) -> None:
        self.fresh = []
        while outputs := self.machine.take_outputs():
            self.fresh += outputs
            self.out += outputs
            for output in outputs:
                if isinstance(output, commands.Play):
                    self._began = self.now
                elif isinstance(output, commands.StopPlay) and self.tells_stops:
                    ended = inputs.PlaybackEnded(
                        play_id=output.play_id, complete=False, played_s=self.now - self._began
                    )
                    self.machine.handle(ended, now=self.now)

    def all(self, kind: type[T]) -> list[T]:
        return [out for out in self.out if isinstance(out, kind)]

    def last(self, kind: type[T]) -> T:
        return self.all(kind)[-1]

    @property
    def playing(self) -> commands.Play | None:
        plays = self.all(commands.Play)
        ended = len(self.all(events.PromptHeard))
        return plays[-1] if len(plays) > ended else None

    @property
    def texts(self) -> list[str]:
        assert self.playing is not None
        return [prompt.text for prompt in self.playing.prompts]

    @property
    def listening(self) -> str:
        opened = [
            out.listen_id
            for out in self.out
            if isinstance(out, commands.ListenForWords | commands.ListenForLanguage)
        ]
        return opened[-1] if opened else "none"

    @property
    def ended(self) -> events.CallEnded:
        (ended,) = self.all(events.CallEnded)
        assert self.out[-1] is ended
        return ended

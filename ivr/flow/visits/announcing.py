"""What a caller hears between the music: place and wait, questions, comfort.

    music ──due──> place and wait ──> questions, or the next comfort ──> music
                                          │ key
                                       answer ──> still waiting ──> music

Nothing is begun while an agent's telephone rings for the caller or somebody is on the line, and
whatever is being said ends when an agent picks up. A question's key is good from its first offer
to the end of the wait; what a key may do besides is the enqueue node's affair.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from acd.events import WaitTold
from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.events import FaqsAnnounced, Means
from ivr.flow.graph import Waiting
from ivr.flow.reading import Speech
from ivr.flow.standing import Minutes, Standing, in_minutes
from ivr.flow.visits.questions import answer_of, most_asked, offer_of
from ivr.trending.experiment import Arm

Piece = Callable[[float], bool]
"""Begins to speak; False when there is nothing to say."""


class Announcements:
    """The announcements of one wait; the visit tells what happens, and when.

    Args:
        call: the waiting call.
        waiting: what its node says of them.
    """

    def __init__(self, call: Call, waiting: Waiting) -> None:
        """Begin with nothing said."""
        self._call = call
        self._waiting = waiting
        self._made = 0
        self._pieces: deque[Piece] = deque()
        self._telling: WaitTold | None = None
        self._told_from = 0.0
        self._offered: dict[str, str] = {}

    @property
    def offered(self) -> Mapping[str, str]:
        """The questions that may be chosen, by their keys."""
        return self._offered

    def begin(self, now: float) -> None:
        """The caller waits from now on."""
        self._call.timer = now + self._waiting.after_s

    def due(self, now: float) -> None:
        """The time of the next announcement has come."""
        standing = self._call.waiting_line.standing(self._call.call_id, now=now)
        if standing is None:
            self._rest(now)
            return
        # Who heard an answer and waits on wants a person still.
        self._call.outcome.answer_heard = False
        self._made += 1
        self._pieces.append(partial(self._tell, standing))
        self._pieces.append(self._extra())
        self._go_on(now)

    def spoken(self, now: float) -> None:
        """A piece was heard to its end."""
        told, self._telling = self._telling, None
        if told is not None:
            self._call.emit(_from_now(told, now - self._told_from))
        self._go_on(now)

    def fall_silent(self, now: float) -> None:
        """Stop speaking; the rest of the announcement is dropped."""
        self._pieces.clear()
        self._telling = None
        self._call.media.stop(now=now)
        self._rest(now)

    def key(self, key: str, now: float) -> None:
        """A question's key plays its answer; any other ends what is being said."""
        code = self._offered.get(key)
        if code is None:
            if self._call.media.is_speaking:
                self.fall_silent(now)
            return
        self._call.chose(code, Means.KEY)
        self._pieces.clear()
        self._telling = None
        self._pieces.append(partial(self._answer, code))
        self._pieces.append(self._still_waiting)
        self._go_on(now)

    def _go_on(self, now: float) -> None:
        """Begin the next piece that has something to say, or rest."""
        self._call.timer = None
        while self._pieces:
            if self._pieces.popleft()(now):
                return
        self._rest(now)

    def _rest(self, now: float) -> None:
        more = self._made < self._waiting.most
        self._call.timer = now + self._waiting.every_s if more else None

    # --- the pieces ---

    def _say(self, prompts: tuple[Prompt, ...], now: float) -> bool:
        return self._call.say(prompts, now=now)

    def _tell(self, standing: Standing, now: float) -> bool:
        waiting = self._waiting
        minutes = in_minutes(standing.low_s, standing.high_s)
        place = waiting.places.get(standing.position, waiting.beyond)
        wait = waiting.not_known if minutes is None else waiting.waits.get(minutes, {})
        if not self._say(self._call.prompts(place, wait), now):
            return False
        if waiting.waits:
            # What is rounded away into nothing has not been told.
            known = minutes is not None and bool(self._call.prompts(wait))
            self._telling = self._told(standing, minutes if known else None)
            self._told_from = now
        return True

    def _told(self, standing: Standing, minutes: Minutes | None) -> WaitTold:
        return WaitTold(
            call_id=self._call.call_id,
            entry_id=standing.entry_id,
            queue=standing.queue,
            position=standing.position,
            low_s=standing.low_s if minutes else None,
            high_s=standing.high_s if minutes else None,
            said_low_s=minutes.low_s if minutes else None,
            said_high_s=minutes.high_s if minutes else None,
        )

    def _extra(self) -> Piece:
        """Return the piece whose turn it is: the questions first, then each comfort."""
        turns: list[Piece] = []
        if self._waiting.questions is not None:
            turns.append(self._offer)
        for comfort in self._waiting.comfort:
            turns.append(partial(self._comfort, comfort))
        return turns[(self._made - 1) % len(turns)] if turns else self._hold

    def _comfort(self, comfort: Speech, now: float) -> bool:
        return self._say(self._call.prompts(comfort), now) or self._hold(now)

    def _hold(self, now: float) -> bool:
        """Ask a caller to hold in whose language nothing else can be said."""
        language = self._call.profile.languages.get(self._call.language or "")
        hold = language.please_hold if language is not None else None
        if hold is None or hold.language in self._call.profile.first_line:
            return False
        return self._say((hold,), now)

    def _offer(self, now: float) -> bool:
        questions = self._waiting.questions
        if questions is None:
            return False
        chosen = most_asked(self._call, questions, now)
        offered = {
            str(key): code
            for key, code in enumerate(chosen.codes, start=1)
            if self._call.prompts(offer_of(self._call, questions.item, str(key), code))
        }
        if not offered and chosen.arm is Arm.TRENDING:
            return self._hold(now)
        self._offered = offered
        self._call.emit(
            FaqsAnnounced(
                call_id=self._call.call_id,
                node=self._call.node,
                faqs=tuple(offered.values()),
                arm=chosen.arm.value,
            )
        )
        if not offered:
            return self._hold(now)
        items = [offer_of(self._call, questions.item, key, code) for key, code in offered.items()]
        return self._say(self._call.prompts(questions.intro, *items), now)

    def _still_waiting(self, now: float) -> bool:
        questions = self._waiting.questions
        return questions is not None and self._say(self._call.prompts(questions.still_waiting), now)

    def _answer(self, code: str, now: float) -> bool:
        prompts, play = answer_of(self._call, code, Means.KEY, now)
        return self._call.say(prompts, now=now, faq=play)


def _from_now(told: WaitTold, passed_s: float) -> WaitTold:
    """Count the range from the end of the sentence, not from its beginning."""
    if told.low_s is None or told.high_s is None:
        return told
    return replace(
        told,
        low_s=max(0.0, told.low_s - passed_s),
        high_s=max(0.0, told.high_s - passed_s),
    )

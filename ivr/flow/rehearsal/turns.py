"""Playing one call of a transcript, and comparing what is heard with what is written."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ivr.flow.inputs import RequestStatus
from ivr.flow.machine import EndlessFlow
from ivr.flow.notices import Notice, NoticeState
from ivr.flow.profile import Profile
from ivr.flow.rehearsal.acts import CannotAct, act, where
from ivr.flow.rehearsal.call import Rehearsal
from ivr.flow.rehearsal.given import Given, GivenQueue
from ivr.flow.rehearsal.log import Heard
from ivr.flow.rehearsal.transcript_schema import CallSpec, GivenSpec, TurnSpec

ANYTHING: Final = "..."
MOST_TOGETHER: Final = 60
"""How many prompts one expected text may be made of: a number is read out digit by digit."""


class TurnFailed(Exception):
    """A turn did not go as it is written."""

    def __init__(self, field: tuple[str, ...], message: str) -> None:
        """Fail with what was expected and what came; `field` is where below the call."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What went wrong with a call, and where it is written, below the call."""

    field: tuple[str, ...]
    message: str


def play(test: CallSpec, profile: Profile) -> tuple[Rehearsal, Failure | None]:
    """Play a call as far as it goes as it is written."""
    at = test.at if test.at.tzinfo is not None else test.at.replace(tzinfo=profile.zone)
    call = Rehearsal(profile, at=at.timestamp(), given=given_of(test.given))
    line = test.line if test.line is not None else profile.default_line.number
    listener = Listener(call)
    try:
        call.arrive(line=line, caller=test.caller or "", language=test.language)
        for index, turn in enumerate(test.turns):
            _take(turn, call, listener, ("turns", str(index)))
        call.listen_on()
        if call.ended is None:
            raise TurnFailed(("ends",), f"the call goes on: {where(call)}")
        if call.ended.disposition is not test.ends:
            raise TurnFailed(
                ("ends",), f"expected {test.ends.value}, but it is {call.ended.disposition.value}"
            )
    except TurnFailed as failed:
        return call, Failure(field=failed.field, message=str(failed))
    except EndlessFlow as endless:
        return call, Failure(field=("turns",), message=str(endless))
    return call, None


def given_of(given: GivenSpec) -> Given:
    """Return the surroundings that a test describes."""
    return Given(
        asked=tuple(given.asked),
        queues={
            name: GivenQueue(
                staffed=queue.staffed,
                waiting=queue.waiting,
                wait_s=(queue.wait_s[0], queue.wait_s[1]) if queue.wait_s else None,
            )
            for name, queue in given.queues.items()
        },
        requests={
            number: RequestStatus(
                number=number,
                status=request.status,
                updated_on=request.updated_on,
                due_on=request.due_on,
                outcome=request.outcome,
            )
            for number, request in given.requests.items()
        },
        notices=tuple(
            Notice(
                notice_id=name,
                state=NoticeState.ON,
                kind=notice.kind,
                text=notice.text,
                lines=tuple(notice.lines),
                then=notice.then,
                since=float(place),
                until=math.inf,
                actor="",
            )
            for place, (name, notice) in enumerate(given.notices.items())
        ),
        is_callback_booked=given.callback == "booked",
        has_recogniser="recogniser" not in given.without,
        has_records="records" not in given.without,
    )


class Listener:
    """Hears a call and knows up to where it has been compared."""

    def __init__(self, call: Rehearsal) -> None:
        """Have heard nothing."""
        self._call = call
        self._next = 0
        self._since = 0

    def acted(self) -> None:
        """The caller did something: what was heard before it need not be mentioned."""
        self._next = self._since = len(self._call.log)

    def expect(self, texts: Sequence[str], field: tuple[str, ...]) -> None:
        """Hear these texts, one after the other.

        Raises:
            TurnFailed: something else is heard, or nothing.
        """
        skips = False
        for text in texts:
            if _same(text) == ANYTHING:
                skips = True
            else:
                self._hear(text, field, skips=skips)
                skips = False
        if skips:
            self._call.listen_on()
            self._next = len(self._call.log)

    def heard(self) -> list[str]:
        """Return what was heard since the caller last did something."""
        return [e.prompt.text for e in self._call.log[self._since :] if isinstance(e, Heard)]

    def _hear(self, expected: str, field: tuple[str, ...], *, skips: bool) -> None:
        wanted = _pattern(expected)
        first = self._next
        while True:
            heard = self._from(first)
            for length in range(1, min(len(heard), MOST_TOGETHER) + 1):
                index, _ = heard[length - 1]
                said = " ".join(e.prompt.text for _, e in heard[:length] if e.prompt.text)
                if wanted.fullmatch(_same(said)):
                    self._next = index + 1
                    self._to_the_end_of(index)
                    return
            if skips and heard:
                first = heard[0][0] + 1
                continue
            if len(heard) >= MOST_TOGETHER or not self._more():
                raise TurnFailed(field, self._complaint(expected))

    def _from(self, first: int) -> list[tuple[int, Heard]]:
        log = self._call.log
        return [
            (index, entry)
            for index in range(first, len(log))
            if isinstance(entry := log[index], Heard)
        ]

    def _more(self) -> bool:
        """Hear the next prompt. False when nothing is being said any more."""
        before = len(self._call.log)
        while self._call.is_playing and len(self._call.log) == before:
            self._call.step()
        return len(self._call.log) > before

    def _to_the_end_of(self, index: int) -> None:
        """Let the prompt be heard out if it is the last that was begun."""
        if not self._from(index + 1):
            self._more()

    def _complaint(self, expected: str) -> str:
        heard = [entry.prompt.text for _, entry in self._from(self._next)]
        what = f"heard {' | '.join(map(repr, heard))}" if heard else "nothing more is heard"
        return f"expected {expected!r}, but {what}; {where(self._call)}"


def _take(turn: TurnSpec, call: Rehearsal, listener: Listener, field: tuple[str, ...]) -> None:
    if turn.hears is not None:
        listener.expect(turn.hears, (*field, "hears"))
    elif turn.not_hears is not None:
        for text in turn.not_hears:
            if any(_pattern(text).fullmatch(_same(heard)) for heard in listener.heard()):
                raise TurnFailed((*field, "not_hears"), f"{text!r} was heard")
    elif turn.is_at is not None:
        if call.node != turn.is_at:
            message = f"expected the call at {turn.is_at!r}, but {where(call)}"
            raise TurnFailed((*field, "is_at"), message)
    elif turn.dials is not None:
        if call.dialled != turn.dials:
            dialled = f"{call.dialled!r} is dialled" if call.dialled else "nothing is dialled"
            message = f"expected {turn.dials!r} to be dialled, but {dialled}; {where(call)}"
            raise TurnFailed((*field, "dials"), message)
    else:
        try:
            act(turn, call, before_each=listener.acted)
        except CannotAct as error:
            raise TurnFailed((*field, error.turn), str(error)) from error


def _same(text: str) -> str:
    return " ".join(text.split())


def _pattern(text: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in _same(text).split(ANYTHING))
    return re.compile(".*".join(parts))

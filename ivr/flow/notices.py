"""Notices at the front of calls: an outage, an emergency, something that everybody asks today.

    surge ──> PROPOSED ──approved──> ON ──> OFF
                 │  └─> LAPSED       ▲└──> EXPIRED
                 └────> REJECTED     │
                             supervisor switches on

A notice is no part of the flow: it goes on and off while calls are in progress, and only callers
who come later notice. Every notice ends by itself. The book is driven like the cores: what it is
asked to do comes out as events, and what is on record puts it where it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from ivr.flow.commands import Prompt
from ivr.flow.notice_events import (
    NoticeEdited,
    NoticeEvent,
    NoticeExpired,
    NoticeKind,
    NoticeSwitchedOff,
    NoticeSwitchedOn,
    SurgeLapsed,
    SurgeProposed,
    SurgeRejected,
    Then,
)

NOTICE_PROMPT: Final = "notice."
"""What the name of a notice's prompt, and of its recording, begins with."""


class NoticeState(StrEnum):
    """The life of a notice."""

    PROPOSED = "proposed"
    ON = "on"
    OFF = "off"
    EXPIRED = "expired"
    REJECTED = "rejected"
    LAPSED = "lapsed"


TRANSITIONS: Mapping[NoticeState, frozenset[NoticeState]] = {
    NoticeState.PROPOSED: frozenset({NoticeState.ON, NoticeState.REJECTED, NoticeState.LAPSED}),
    NoticeState.ON: frozenset({NoticeState.OFF, NoticeState.EXPIRED}),
    NoticeState.OFF: frozenset(),
    NoticeState.EXPIRED: frozenset(),
    NoticeState.REJECTED: frozenset(),
    NoticeState.LAPSED: frozenset(),
}


ENDS: Mapping[type, NoticeState] = {
    NoticeSwitchedOff: NoticeState.OFF,
    NoticeExpired: NoticeState.EXPIRED,
    SurgeRejected: NoticeState.REJECTED,
    SurgeLapsed: NoticeState.LAPSED,
}
"""What each event that ends a notice makes of it."""


class NoticeRefused(Exception):
    """It cannot be done to this notice; the text says why."""


class UnknownNotice(NoticeRefused):
    """There is no notice of that name, neither on nor proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice that is on, or proposed.

    `lines` are the dialled numbers on which it is heard, none for every line. `since` and `actor`
    tell when and by whom it came to be what it is. A proposal has the surge that it comes from.
    """

    notice_id: str
    state: NoticeState
    kind: NoticeKind
    text: Mapping[str, str]
    lines: tuple[str, ...]
    then: Then
    since: float
    until: float
    actor: str
    surge: SurgeProposed | None = None

    @property
    def speech(self) -> dict[str, Prompt]:
        """What is heard, by language. A recording `notice.<name>` of the city is played instead."""
        return {
            tag: Prompt(name=f"{NOTICE_PROMPT}{self.notice_id}", language=tag, text=text)
            for tag, text in self.text.items()
        }

    def approved(self, actor: str) -> NoticeSwitchedOn:
        """Return what switches a proposal on as it is."""
        return NoticeSwitchedOn(
            notice_id=self.notice_id,
            actor=actor,
            kind=self.kind,
            text=self.text,
            lines=self.lines,
            then=self.then,
            until=self.until,
        )

    @property
    def ends_at(self) -> float:
        """When it ends by itself, as it is now."""
        if self.state is NoticeState.PROPOSED and self.surge is not None:
            return self.surge.lapses_at
        return self.until


class NoticeBook:
    """The notices that are on and those that are proposed. For one thread."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: dict[str, Notice] = {}
        self._outputs: list[NoticeEvent] = []

    def resume(self, notices: Iterable[Notice]) -> None:
        """Take up what was on or proposed before a restart."""
        self._open |= {notice.notice_id: notice for notice in notices}

    def all(self) -> Sequence[Notice]:
        """Return what is on and what is proposed, the oldest first."""
        return sorted(self._open.values(), key=lambda each: (each.since, each.notice_id))

    def get(self, notice_id: str) -> Notice:
        """Return one that is on or proposed.

        Raises:
            UnknownNotice: there is none of that name.
        """
        try:
            return self._open[notice_id]
        except KeyError:
            raise UnknownNotice(f"there is no notice {notice_id} now") from None

    def on_line(self, line: str, *, now: float) -> Sequence[Notice]:
        """Return what a caller of this line hears, emergencies first, then the oldest first."""
        if not self._open:
            return ()
        heard = [
            each
            for each in self.all()
            if each.state is NoticeState.ON
            and each.until > now
            and (not each.lines or line in each.lines or each.kind is NoticeKind.EMERGENCY)
        ]
        return sorted(heard, key=lambda each: each.kind is not NoticeKind.EMERGENCY)

    # --- what supervisors do -----------------------------------------------------------------

    def switch_on(self, event: NoticeSwitchedOn, *, now: float) -> None:
        """Let callers hear it from now on; of a proposal it is the approval.

        Raises:
            NoticeRefused: there is one of that name already.
        """
        known = self._open.get(event.notice_id)
        if known is not None and known.state is NoticeState.ON:
            raise NoticeRefused(f"the notice {event.notice_id} is on already: edit it")
        self._do(event, now)

    def edit(
        self,
        notice_id: str,
        *,
        actor: str,
        text: Mapping[str, str],
        until: float | None,
        now: float,
    ) -> None:
        """Change texts (languages that are not named keep theirs) and the end of a notice.

        Raises:
            UnknownNotice: there is none of that name.
        """
        notice = self.get(notice_id)
        edited = NoticeEdited(
            notice_id=notice_id,
            actor=actor,
            text={**notice.text, **text},
            until=notice.until if until is None else until,
        )
        self._do(edited, now)

    def switch_off(self, notice_id: str, *, actor: str, reason: str, now: float) -> None:
        """Let callers hear it no more.

        Raises:
            NoticeRefused: it is not on.
        """
        self._must_be(notice_id, NoticeState.ON, "it is only proposed: reject it")
        self._do(NoticeSwitchedOff(notice_id=notice_id, actor=actor, reason=reason), now)

    def reject(self, notice_id: str, *, actor: str, reason: str, now: float) -> None:
        """Announce nothing of a surge.

        Raises:
            NoticeRefused: it is not proposed.
        """
        self._must_be(notice_id, NoticeState.PROPOSED, "it is on: switch it off")
        self._do(SurgeRejected(notice_id=notice_id, actor=actor, reason=reason), now)

    def propose(self, event: SurgeProposed, *, now: float) -> None:
        """Ask a supervisor; a surge whose notice is on or proposed already is passed over."""
        if event.notice_id not in self._open:
            self._do(event, now)

    def _must_be(self, notice_id: str, state: NoticeState, otherwise: str) -> None:
        if self.get(notice_id).state is not state:
            raise NoticeRefused(f"{notice_id}: {otherwise}")

    # --- time --------------------------------------------------------------------------------

    def next_deadline(self) -> float | None:
        """Return when `handle_timer` is due, None if never."""
        return min((each.ends_at for each in self._open.values()), default=None)

    def handle_timer(self, *, now: float) -> None:
        """End what has come to its end."""
        for notice in self.all():
            if notice.ends_at > now:
                continue
            ended = NoticeExpired if notice.state is NoticeState.ON else SurgeLapsed
            self._do(ended(notice_id=notice.notice_id), now)

    # --- what comes of it --------------------------------------------------------------------

    def take_outputs(self) -> list[NoticeEvent]:
        """Return the events since the last time, in order."""
        outputs, self._outputs = self._outputs, []
        return outputs

    def _do(self, event: NoticeEvent, now: float) -> None:
        known = self._open.get(event.notice_id)
        notice = applied(known, event, at=now)
        if known is not None and notice.state is not known.state:
            if notice.state not in TRANSITIONS[known.state]:
                raise AssertionError(f"a notice cannot go from {known.state} to {notice.state}")
        self._outputs.append(event)
        if TRANSITIONS[notice.state]:
            self._open[event.notice_id] = notice
        else:
            del self._open[event.notice_id]


def applied(notice: Notice | None, event: NoticeEvent, *, at: float) -> Notice:
    """Return what an event makes of a notice. `at` is when the event happened.

    Raises:
        UnknownNotice: the event is not one that begins a notice, and there is none.
    """
    match event:
        case SurgeProposed():
            return Notice(
                notice_id=event.notice_id,
                state=NoticeState.PROPOSED,
                kind=NoticeKind.INFORMATION,
                text=event.text,
                lines=(),
                then=Then.CONTINUE,
                since=at,
                until=event.until,
                actor="",
                surge=event,
            )
        case NoticeSwitchedOn():
            return Notice(
                notice_id=event.notice_id,
                state=NoticeState.ON,
                kind=event.kind,
                text=event.text,
                lines=event.lines,
                then=event.then,
                since=at,
                until=event.until,
                actor=event.actor,
                surge=notice.surge if notice is not None else None,
            )
    if notice is None:
        raise UnknownNotice(f"there is no notice {event.notice_id} now")
    if isinstance(event, NoticeEdited):
        return replace(notice, text=event.text, until=event.until, actor=event.actor)
    return replace(notice, state=ENDS[type(event)])

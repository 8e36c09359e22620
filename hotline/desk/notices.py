"""Notices as supervisors switch them on and off, and the proposals that surges make.

A notice goes on once it is spoken to files in every language and short enough, so that no caller
waits for it or hears half of it.
"""

import asyncio
import wave
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import structlog

from agent_desk.port import DeskRefusal
from hotline.clock import Clock
from hotline.desk.notice_view import notice_as_json
from hotline.engine import Engine
from hotline.until import parse_until
from ivr.flow.commands import Prompt
from ivr.flow.notice_events import (
    AUTOMATIC,
    NoticeKind,
    NoticeSwitchedOn,
    SurgeProposed,
    Then,
)
from ivr.flow.notices import NoticeBook, NoticeRefused, NoticeState, UnknownNotice
from ivr.flow.profile import Profile
from ivr.flow.speech import answer_speech, is_speakable
from ivr.prompts.store import PromptStore
from ivr.trending.surge import Surge

log = structlog.get_logger()

LOOK_S: Final = 10.0
"""How often surges are looked for."""


class Surges(Protocol):
    """Where surges are noticed."""

    def take_surges(self, *, now: float) -> Sequence[Surge]:
        """Return those noticed since the last time."""
        ...


class NoticeDesk:
    """Implements `agent_desk.notice_port.Notices` on the engine.

    Args:
        engine: whose callers hear the notices.
        clock: the service's.
        prompts: a store of its own, so that no notice waits while a version is prepared.
        surges: where surges are noticed.
    """

    def __init__(
        self, engine: Engine, *, clock: Clock, prompts: PromptStore, surges: Surges
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._prompts = prompts
        self._surges = surges
        self._not_by_itself: set[tuple[str, float]] = set()

    async def list(self) -> Sequence[Mapping[str, Any]]:
        """Return what is on and what is proposed, the oldest first."""
        notices = await self._engine.ask(self._engine.exchange.notices.all)
        return [notice_as_json(each) for each in notices]

    async def switch_on(
        self,
        supervisor_id: str,
        notice_id: str,
        *,
        kind: str,
        text: Mapping[str, str],
        lines: Sequence[str],
        then: str,
        until: str,
    ) -> Mapping[str, Any]:
        """Let callers hear a notice from now on."""
        self._allowed(supervisor_id)
        event = NoticeSwitchedOn(
            notice_id=notice_id,
            actor=supervisor_id,
            kind=NoticeKind(kind),
            text=dict(text),
            lines=self._known(lines),
            then=Then(then),
            until=self._end(until, self._profile.notices.expire_s),
        )
        await self._speak(notice_id, event.text)

        def switch_on(book: NoticeBook, now: float) -> None:
            self._must_have_room(book, event, now)
            book.switch_on(event, now=now)

        return await self._change(notice_id, switch_on)

    async def edit(
        self, supervisor_id: str, notice_id: str, *, text: Mapping[str, str], until: str
    ) -> Mapping[str, Any]:
        """Change texts and the end of a notice that is on or proposed."""
        self._allowed(supervisor_id)
        end = self._end(until, None) if until else None
        if text:
            before = await self._change(notice_id, lambda book, now: book.get(notice_id))
            await self._speak(notice_id, {**before["text"], **text})
        return await self._change(
            notice_id,
            lambda book, now: book.edit(
                notice_id, actor=supervisor_id, text=text, until=end, now=now
            ),
        )

    async def switch_off(self, supervisor_id: str, notice_id: str, reason: str) -> None:
        """Let callers hear it no more."""
        self._allowed(supervisor_id)
        await self._change(
            notice_id,
            lambda book, now: book.switch_off(
                notice_id, actor=supervisor_id, reason=reason, now=now
            ),
        )

    async def approve(self, supervisor_id: str, notice_id: str) -> Mapping[str, Any]:
        """Switch a proposal on as it is."""
        self._allowed(supervisor_id)
        return await self._approve(notice_id, supervisor_id)

    async def reject(self, supervisor_id: str, notice_id: str, reason: str) -> None:
        """Announce nothing of a surge."""
        self._allowed(supervisor_id)
        await self._change(
            notice_id,
            lambda book, now: book.reject(notice_id, actor=supervisor_id, reason=reason, now=now),
        )

    # --- surges ------------------------------------------------------------------------------

    async def run(self) -> None:
        """Propose a notice for each surge, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                # A fault here must not end the looking for surges.
                log.exception("surges_failed")
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Propose what surges now, and approve what the city lets go on by itself."""
        now = self._clock.now()
        profile = self._profile
        for surge in self._surges.take_surges(now=now):
            event = proposal_of(surge, profile, now=now)
            log.warning(
                "surge",
                code=surge.code,
                count=surge.count,
                usual=round(surge.usual, 1),
                last_year=None if surge.last_year is None else round(surge.last_year, 1),
            )
            if event is not None:
                await self._engine.ask(partial(self._propose, event))
        after_s = profile.surges.auto_approve_after_s
        if after_s is None:
            return
        for notice in await self._engine.ask(self._engine.exchange.notices.all):
            key = (notice.notice_id, notice.since)
            due = notice.state is NoticeState.PROPOSED and now >= notice.since + after_s
            if due and key not in self._not_by_itself:
                try:
                    await self._approve(notice.notice_id, AUTOMATIC)
                except DeskRefusal as refusal:
                    # It stays proposed: a person has to make it fit.
                    self._not_by_itself.add(key)
                    log.warning("surge_not_approved", notice=key[0], error=str(refusal))

    def _propose(self, event: SurgeProposed) -> None:
        self._engine.change_notices(lambda book, now: book.propose(event, now=now))

    async def _approve(self, notice_id: str, actor: str) -> Mapping[str, Any]:
        proposal = await self._change(notice_id, lambda book, now: book.get(notice_id))
        if proposal["state"] != NoticeState.PROPOSED:
            raise DeskRefusal(f"the notice {notice_id} is on already", status=409)
        await self._speak(notice_id, proposal["text"])

        def approve(book: NoticeBook, now: float) -> None:
            notice = book.get(notice_id)
            if notice.text != proposal["text"]:
                raise NoticeRefused(f"{notice_id} was edited meanwhile: look at it again")
            event = notice.approved(actor)
            self._must_have_room(book, event, now)
            book.switch_on(event, now=now)

        return await self._change(notice_id, approve)

    # --- what all of them need ---------------------------------------------------------------

    @property
    def _profile(self) -> Profile:
        return self._engine.profile

    async def resume(self) -> None:
        """Speak what is on since before a restart; what cannot be spoken is told in the log."""
        prompts = [
            prompt
            for notice in self._engine.exchange.notices.all()
            for prompt in notice.speech.values()
        ]
        await self._prompts.prepare(prompts)

    async def _change(
        self, notice_id: str, work: Callable[[NoticeBook, float], object]
    ) -> Mapping[str, Any]:
        """Do it on the engine's task; return the notice as it is then, {} if it is over."""

        def change() -> Mapping[str, Any]:
            self._engine.change_notices(work)
            with suppress(UnknownNotice):
                return notice_as_json(self._engine.exchange.notices.get(notice_id))
            return {}

        try:
            return await self._engine.ask(change)
        except UnknownNotice as error:
            raise DeskRefusal(str(error), status=404) from error
        except NoticeRefused as error:
            raise DeskRefusal(str(error), status=409) from error

    def _must_have_room(self, book: NoticeBook, event: NoticeSwitchedOn, now: float) -> None:
        """Refuse a notice that nobody would hear; an emergency's comes before all others."""
        profile = self._profile
        most = profile.notices.at_once
        if event.kind is NoticeKind.EMERGENCY:
            return
        for line in event.lines or profile.lines:
            on = book.on_line(line, now=now)
            if len(on) >= most:
                raise NoticeRefused(
                    f"{', '.join(each.notice_id for each in on)} are on for line {line}, and a "
                    f"call hears {most} at most (notices.at_once in city.yaml): switch one off"
                )

    def _allowed(self, supervisor_id: str) -> None:
        if supervisor_id not in self._profile.plan.supervisors:
            raise DeskRefusal(f"{supervisor_id} is no supervisor", status=403)

    def _known(self, lines: Sequence[str]) -> tuple[str, ...]:
        known = self._profile.lines
        for line in lines:
            if line not in known:
                raise DeskRefusal(
                    f"there is no line {line}; there are {', '.join(sorted(known))}", status=404
                )
        return tuple(lines)

    def _end(self, until: str, otherwise_s: float | None) -> float:
        now = self._clock.now()
        if not until and otherwise_s is not None:
            return now + otherwise_s
        try:
            end = parse_until(until, zone=self._profile.zone, now=now)
        except ValueError as error:
            raise DeskRefusal(str(error), status=400) from error
        longest_s = self._profile.notices.longest_s
        if end <= now:
            raise DeskRefusal(f"{until} is over already", status=400)
        if end > now + longest_s:
            raise DeskRefusal(
                f"a notice ends within {longest_s / 3600:g} h (notices.longest_h in city.yaml)",
                status=400,
            )
        return end

    async def _speak(self, notice_id: str, text: Mapping[str, str]) -> None:
        """Speak the notice to files; refuse what is missing, cannot be spoken or is too long."""
        profile = self._profile
        if lacking := [tag for tag in profile.first_line if not text.get(tag, "").strip()]:
            raise DeskRefusal(
                f"the notice has no text in {', '.join(lacking)}: callers of every first-line "
                "language are to understand it",
                status=400,
            )
        if unknown := sorted(text.keys() - profile.languages.keys()):
            raise DeskRefusal(f"the city has no language {', '.join(unknown)}", status=400)
        if silent := [tag for tag, words in text.items() if not is_speakable(words)]:
            raise DeskRefusal(
                f"the text in {', '.join(silent)} holds no letter and no digit to say", status=400
            )
        prompts = [
            Prompt(name=f"notice.{notice_id}", language=tag, text=words)
            for tag, words in text.items()
        ]
        self._prompts.use_sounds(profile.sounds_dir)
        report = await self._prompts.prepare(prompts)
        for prompt, reason in report.failed.items():
            raise DeskRefusal(f"the {prompt.language} text cannot be spoken: {reason}", status=409)
        lengths_s = await asyncio.to_thread(self._lengths_s, prompts)
        most_s = profile.notices.max_s
        for tag, length_s in lengths_s.items():
            if length_s > most_s:
                raise DeskRefusal(
                    f"the {tag} text takes {length_s:.1f} s to hear, at most {most_s:g} s are "
                    "allowed (notices.max_s in city.yaml): shorten it",
                    status=400,
                )

    def _lengths_s(self, prompts: Iterable[Prompt]) -> dict[str, float]:
        return {
            prompt.language: length_s(path)
            for prompt in prompts
            if (path := self._prompts.path_of(prompt)) is not None
        }


def length_s(path: Path) -> float:
    """Return how long a WAV file takes to hear."""
    with wave.open(str(path), "rb") as file:
        return file.getnframes() / file.getframerate()


def proposal_of(surge: Surge, profile: Profile, *, now: float) -> SurgeProposed | None:
    """Return the proposal of a surge, its text drafted from the answer in force.

    None for a code that the city has no answer to.
    """
    item = profile.knowledge.find(surge.code)
    version = item.in_force(datetime.fromtimestamp(now, profile.zone).date()) if item else None
    if item is None or version is None:
        return None
    rules = profile.surges
    return SurgeProposed(
        notice_id=f"surge-{surge.code}",
        code=surge.code,
        count=surge.count,
        usual=surge.usual,
        probability=surge.probability,
        bin_s=surge.bin_s,
        false_alarms_per_year=rules.rule.false_alarms_per_year,
        text={tag: prompt.text for tag, prompt in answer_speech(item, version).items()},
        until=now + rules.announce_s,
        lapses_at=now + rules.lapse_s,
    )

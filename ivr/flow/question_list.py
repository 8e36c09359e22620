"""Which questions are offered to one caller now."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ivr.flow.ports import Trending
from ivr.flow.schema.questions import QuestionListSpec, RuleSpec
from ivr.trending.editorial import Editorial, EditorialRule, Season
from ivr.trending.experiment import Arm, arm_of
from ivr.trending.inquiry import Scope
from ivr.trending.ranking import TrendingQuery

_HOUR_S = 3600.0

KEYS: Final = tuple("123456789")
"""The keys on which things are offered, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The questions in the order of their keys, and the group that the caller is in."""

    codes: tuple[str, ...]
    arm: Arm


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionList:
    """A list as the city wants it. `control_share` of the callers hears `control` instead."""

    query: TrendingQuery
    editorial: Editorial
    by_language: bool
    control: tuple[str, ...] = ()
    control_share: float = 0.0
    salt: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The questions that editors put into the list by name."""
        return (*(rule.code for rule in self.editorial.pinned), *self.control)

    def choose(
        self,
        trending: Trending,
        *,
        known: Container[str],
        caller: str,
        call_id: str,
        language: str | None,
        day: date,
        now: float,
    ) -> Chosen:
        """Return what this caller hears at `now`; `day` is the date by the city's clock.

        Only `known` questions are offered. A caller without a number is placed by the call.
        """
        arm = arm_of(caller or call_id, control_share=self.control_share, salt=self.salt)
        if arm is Arm.CONTROL:
            wanted: Sequence[str] = self.control
        else:
            pinned = self.editorial.pins(day)
            query = replace(
                self.query,
                count=self.query.count + len(pinned),
                scope=Scope(language=language if self.by_language else None),
                known=known,
                banned=self.editorial.bans(day),
            )
            wanted = (*pinned, *trending.top(query, now=now))
        codes = [code for code in dict.fromkeys(wanted) if code in known]
        return Chosen(codes=tuple(codes[: self.query.count]), arm=arm)


def keys_of(count: int) -> tuple[str, ...]:
    """Return the keys that so many questions are offered on."""
    return KEYS[:count]


def compile_list(spec: QuestionListSpec) -> QuestionList:
    """Build the list that the specification describes."""
    control = spec.control
    return QuestionList(
        query=TrendingQuery(
            count=spec.count,
            window_s=spec.window_h * _HOUR_S,
            half_life_s=spec.half_life_h * _HOUR_S,
            rank=spec.rank,
        ),
        editorial=Editorial(
            pinned=tuple(_rule(each) for each in spec.pinned),
            banned=tuple(_rule(each) for each in spec.banned),
        ),
        by_language=spec.by_language,
        control=tuple(control.questions) if control else (),
        control_share=control.share if control else 0.0,
        salt=control.salt if control else "",
    )


def _rule(spec: RuleSpec) -> EditorialRule:
    season = None
    if spec.season is not None:
        first, last = (_month_and_day(part) for part in spec.season.split(" to "))
        season = Season(first=first, last=last)
    return EditorialRule(code=spec.question, since=spec.since, until=spec.until, season=season)


def _month_and_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)

"""What the editors say about the list: what comes first, what never comes, and when.

A rule without dates always holds. `From` and `to` are both included. A seasonal span names a month
and a day and may run over New Year: from 10-01 to 05-31.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Each year from one day to another, as (month, day)."""

    first: tuple[int, int]
    last: tuple[int, int]

    def has(self, day: date) -> bool:
        """Whether `day` is in it."""
        today = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorialRule:
    """About one code. `since` and `until` are dates, None for always; `season` narrows them."""

    code: str
    since: date | None = None
    until: date | None = None
    season: Season | None = None

    def holds(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return (
            (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
            and (self.season is None or self.season.has(day))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Editorial:
    """The rules of one list. Pinned codes come first and in this order, banned ones never."""

    pinned: tuple[EditorialRule, ...] = ()
    banned: tuple[EditorialRule, ...] = ()

    def pins(self, day: date) -> Sequence[str]:
        """Return the codes that come first on `day`; a ban outweighs a pin."""
        banned = self.bans(day)
        return [code for code in _codes(self.pinned, day) if code not in banned]

    def bans(self, day: date) -> frozenset[str]:
        """Return the codes that are not to come on `day`."""
        return frozenset(_codes(self.banned, day))


def _codes(rules: Iterable[EditorialRule], day: date) -> list[str]:
    """Each code once, in the order of the rules."""
    return list(dict.fromkeys(rule.code for rule in rules if rule.holds(day)))

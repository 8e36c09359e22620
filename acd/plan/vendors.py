"""Interpreting vendors: companies whose interpreters are reached by telephone.

A vendor is a number, the keys it wants after it has answered, the languages it has, a price, and
how many of our calls it takes at once. Each of those lines is an agent of the interpreter queue
(`Vendor.lines`), so a vendor is chosen, offered a call, passed over and put on record as a person
is. Three things differ: lines come after people, in the order of the file; a line is always at
work; and it costs money. `acd.interpreters.vendor_lines` has the rules.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

MICROS = 1_000_000
"""Millionths of a currency unit in one unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a stretch costs: `per_minute_micros` for each minute billed.

    The length is rounded up to whole `increment_s`, and at least `minimum_s` are billed.
    """

    currency: str = "USD"
    per_minute_micros: int = 0
    increment_s: int = 60
    minimum_s: int = 60

    def billed_s(self, length_s: float) -> int:
        """Seconds billed for a stretch of `length_s` seconds."""
        return max(self.minimum_s, math.ceil(length_s / self.increment_s) * self.increment_s)

    def cost_micros(self, billed_s: int) -> int:
        """The cost in millionths of the currency, half a millionth rounded up."""
        return (self.per_minute_micros * billed_s + 30) // 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DialStep:
    """One step after the vendor has answered: a pause in seconds, or keys, or the secret PIN.

    Exactly one of the three is given; `language` stands for the keys of the language wanted.
    """

    wait_s: float = 0.0
    keys: str = ""
    pin: bool = False
    language: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideLine:
    """A number to be called through the outside trunk, and what to key once it has answered.

    The PIN is no part of it: whoever dials has the secrets, and looks it up by `vendor`.
    """

    vendor: str
    number: str
    steps: tuple[DialStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One vendor. `rank` is its place among the vendors, from 1.

    `languages` maps tags to the keys by which the vendor's menu knows them, '' where it asks for
    none. `connect_within_s` is how long a line has from dialling to the last key; `retry_s` how
    long a line that did not answer is left alone. `seconds_per_month` is the budget of billed
    seconds in a calendar month (UTC), None for no limit.
    """

    name: str
    rank: int
    number: str
    languages: Mapping[str, str]
    steps: tuple[DialStep, ...] = ()
    lines_count: int = 1
    connect_within_s: float = 60.0
    retry_s: float = 60.0
    price: Price = Price()
    seconds_per_month: int | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The agent ids of its lines; no configured agent can have one, for the colon."""
        return tuple(f"{self.name}:{number}" for number in range(1, self.lines_count + 1))

    def outside_line(self, tag: str) -> OutsideLine:
        """How to reach an interpreter for one of the vendor's own tags."""
        keys = {known.lower(): keys for known, keys in self.languages.items()}[tag.lower()]
        return OutsideLine(
            vendor=self.name,
            number=self.number,
            steps=tuple(DialStep(keys=keys) if step.language else step for step in self.steps),
        )


def month_of(now: float) -> str:
    """The calendar month (UTC) of an epoch second, such as 2026-07."""
    return f"{datetime.fromtimestamp(now, UTC):%Y-%m}"


def month_start(now: float) -> float:
    """The epoch second at which the calendar month (UTC) of `now` began."""
    here = datetime.fromtimestamp(now, UTC)
    return datetime(here.year, here.month, 1, tzinfo=UTC).timestamp()


def month_end(now: float) -> float:
    """The epoch second at which the next calendar month (UTC) begins."""
    here = datetime.fromtimestamp(now, UTC)
    following = (here.year + here.month // 12, here.month % 12 + 1)
    return datetime(*following, 1, tzinfo=UTC).timestamp()

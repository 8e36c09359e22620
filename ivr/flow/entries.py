"""Answers in the making: keys and words go in, and an answer, a mistake or nothing comes out.

A form is what a question takes; it begins an entry for each attempt. Entries know nothing of
calls: they are told what the caller did and say what it amounts to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from ivr.flow.expression.values import Value
from ivr.flow.request_number import LONGEST, SHORTEST, is_request_number

Wordings = Mapping[str, tuple[str, ...]]
"""What a caller may say for one choice, by language."""

DIGITS: Final = "0123456789"
YES_KEY, NO_KEY = "1", "2"
YES, NO = "yes", "no"
SCALE: Final = "12345"
"""The answers of a survey."""
BEGIN_ANEW: Final = "*"


@dataclass(frozen=True, slots=True)
class Good:
    """An answer."""

    value: Value


@dataclass(frozen=True, slots=True)
class Lone:
    """A single key and nothing more: what it means everywhere, or this answer if it is one."""

    key: str
    answer: Good | None


@dataclass(frozen=True, slots=True)
class More:
    """There may be more to come."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """It is no answer."""


Verdict = Good | Lone | More | Wrong
MORE, WRONG = More(), Wrong()


class Entry(Protocol):
    """One attempt at an answer."""

    def key(self, key: str) -> Verdict:
        """Take a key, or the digit that was said."""
        ...

    def pause(self) -> Verdict:
        """Nothing has followed for a while."""
        ...


class Form(Protocol):
    """What a question takes. `gathers`: an answer is made of several keys."""

    @property
    def gathers(self) -> bool:
        """Whether keys are gathered, so that none of them acts by itself."""
        ...

    @property
    def may_overflow(self) -> bool:
        """Whether digits that follow a complete answer at once are rather more of it."""
        ...

    @property
    def end(self) -> str:
        """The key that ends an answer, '' if none does."""
        ...

    @property
    def words(self) -> Mapping[str, Wordings]:
        """What may be said, by the key or the choice it stands for."""
        ...

    def keys_told(self) -> Mapping[str, str]:
        """Return the keys that make an answer, and what each stands for."""
        ...

    def begin(self) -> Entry:
        """Begin an attempt."""
        ...

    def said(self, choice: str, entry: Entry) -> Verdict:
        """Take what was said."""
        ...


@dataclass(slots=True, kw_only=True)
class _Digits:
    """Digits so far. `shortest` and `longest` bound them; `read` makes the answer of them."""

    form: "Digits"
    so_far: str = ""

    def key(self, key: str) -> Verdict:
        if key == self.form.end:
            return self.pause()
        if key == BEGIN_ANEW:
            self.so_far = ""
            return MORE
        if key not in DIGITS:
            return WRONG
        self.so_far += key
        return self._read() if len(self.so_far) >= self.form.longest else MORE

    def pause(self) -> Verdict:
        if not self.so_far:
            return WRONG
        read = self._read() if len(self.so_far) >= self.form.shortest else WRONG
        if len(self.so_far) == 1:
            return Lone(self.so_far, read if isinstance(read, Good) else None)
        return read

    def _read(self) -> Good | Wrong:
        value = self.form.read(self.so_far)
        return WRONG if value is None else Good(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """A number of `shortest` to `longest` digits."""

    shortest: int
    longest: int
    end: str = "#"
    words: Mapping[str, Wordings] = field(default_factory=dict)

    @property
    def gathers(self) -> bool:
        """A single digit is an answer at once."""
        return self.longest > 1

    @property
    def may_overflow(self) -> bool:
        """Of a number whose length is known the caller knows where it ends, too."""
        return self.shortest < self.longest

    def keys_told(self) -> Mapping[str, str]:
        """Return how many digits there may be, and what ends them or begins them anew."""
        if not self.gathers:
            return {"0-9": "one digit"}
        least = f"{self.shortest} to " if self.shortest < self.longest else ""
        ends = {self.end: "ends"} if self.end else {}
        return {"digits": f"({least}{self.longest})", **ends, BEGIN_ANEW: "begins anew"}

    def begin(self) -> Entry:
        """Begin an attempt."""
        return _Digits(form=self)

    def said(self, choice: str, entry: Entry) -> Verdict:
        """A digit that is said is as good as one that is keyed."""
        return entry.key(choice)

    def read(self, digits: str) -> Value:
        """Return the answer that the digits are, None if they are none."""
        return digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Digits):
    """A day in eight digits; `order` is that of day, month and year: dmy, mdy or ymd."""

    shortest: int = 8
    longest: int = 8
    order: str = "dmy"

    def read(self, digits: str) -> Value:
        """Return the day, None if there is no such day."""
        parts: dict[str, int] = {}
        for letter in self.order:
            length = 4 if letter == "y" else 2
            parts[letter], digits = int(digits[:length]), digits[length:]
        try:
            return date(parts["y"], parts["m"], parts["d"])
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestNumber(Digits):
    """A request number, whose last digit is its check digit."""

    shortest: int = SHORTEST
    longest: int = LONGEST

    def read(self, digits: str) -> Value:
        """Return the number, None if its check digit does not fit."""
        return digits if is_request_number(digits) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes(Digits):
    """One of many things, by its code or by its name; `codes` maps a code to what it stands for."""

    codes: Mapping[str, str]

    @property
    def may_overflow(self) -> bool:
        """Whoever has a code knows where it ends."""
        return False

    def read(self, digits: str) -> Value:
        """Return what the code stands for, None if nothing has it."""
        return self.codes.get(digits)

    def said(self, choice: str, entry: Entry) -> Verdict:
        """A name is an answer at once, a digit a part of the code."""
        return entry.key(choice) if choice in DIGITS else Good(choice)


@dataclass(frozen=True, slots=True)
class _OneKey:
    """An answer that is one key."""

    values: Mapping[str, Value]

    def key(self, key: str) -> Verdict:
        return Good(self.values[key]) if key in self.values else WRONG

    def pause(self) -> Verdict:
        return WRONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """One of a few answers: `keys` maps a key, `answers` a choice to the value it stands for."""

    keys: Mapping[str, Value]
    answers: Mapping[str, Value]
    words: Mapping[str, Wordings]
    gathers: bool = False
    may_overflow: bool = False
    end: str = ""

    def keys_told(self) -> Mapping[str, str]:
        """Return the key of each answer."""
        named = {True: YES, False: NO}
        return {
            key: named[value] if isinstance(value, bool) else str(value)
            for key, value in self.keys.items()
        }

    def begin(self) -> Entry:
        """Begin an attempt."""
        return _OneKey(self.keys)

    def said(self, choice: str, entry: Entry) -> Verdict:
        """A choice that is said is an answer at once."""
        return Good(self.answers[choice]) if choice in self.answers else WRONG


def yes_no(words: Mapping[str, Wordings]) -> Choices:
    """Return the form of a question for yes or no; `words` are those of `yes` and of `no`."""
    return Choices(keys={YES_KEY: True, NO_KEY: False}, answers={YES: True, NO: False}, words=words)

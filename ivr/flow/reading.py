"""How values are read out in the caller's language: which prompts, in which order.

Every prompt has the name under which it may be recorded below `sounds/<language>/`: `digits/7`,
`letters/k`, `numbers/15`, `money/1204.50`, `dates/2026-12-24`, `times/08-30`. What is not recorded
the synthesiser says as it can.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from ivr.flow.commands import Prompt
from ivr.flow.expression.template import MANNERS, Manner
from ivr.flow.expression.values import Type, Value
from ivr.flow.money import MoneyForm, rounded

DIGITS: Final = "0123456789"
VALUE_FOLDERS: Final = ("digits", "letters", "numbers", "money", "dates", "times")
"""Where recordings of values lie, below `sounds/<language>/`."""
MAX_SPELT: Final = 40
"""How many digits and letters of a value are read out one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateForm:
    """How a language says a date: a pattern of {day}, {month} and {year}, and the months' names.

    Without names a month is said by its number.
    """

    pattern: str = "{day} {month} {year}"
    months: Sequence[str] = ()

    def of(self, day: date) -> str:
        """Return the date in words and figures."""
        month = self.months[day.month - 1] if self.months else str(day.month)
        blanks = {"{day}": str(day.day), "{month}": month, "{year}": str(day.year)}
        text = self.pattern
        for blank, value in blanks.items():
            text = text.replace(blank, value)
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """How a language says what figures stand for."""

    dates: DateForm = field(default_factory=DateForm)
    money: MoneyForm = field(default_factory=MoneyForm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in a text where a value is read out. `manner` None is the usual one of its type."""

    name: str
    manner: Manner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text with slots in one language.

    `parts` are what is spoken, `text` the same as it is written, with all its signs; empty where
    it is only ever spoken.
    """

    language: str
    parts: tuple[Prompt | Slot, ...]
    forms: Forms = field(default_factory=Forms)
    text: tuple[str | Slot, ...] = ()

    def filled(self, value_of: Callable[[str], Value]) -> tuple[Prompt, ...]:
        """Return what to play. A value that is not known is left out."""
        prompts: list[Prompt] = []
        for part in self.parts:
            if isinstance(part, Prompt):
                prompts.append(part)
            else:
                prompts += read_out(value_of(part.name), part.manner, self.language, self.forms)
        return tuple(prompts)

    def written(self, value_of: Callable[[str], Value]) -> str:
        """Return the text to be read. What is spelt for the ear stands there as it is."""
        words = [
            part if isinstance(part, str) else _written(value_of(part.name), part, self)
            for part in self.text
        ]
        return " ".join("".join(words).split())

    @property
    def spells(self) -> bool:
        """Whether it reads out digits one by one."""
        return any(isinstance(part, Slot) and part.manner is Manner.DIGITS for part in self.parts)


Speech = Mapping[str, Prompt | Template]
"""One text: what to play for each language it exists in, first-line languages in their order."""


def read_out(
    value: Value, manner: Manner | None, language: str, forms: Forms
) -> tuple[Prompt, ...]:
    """Return the prompts that say a value; none for one that is unknown or cannot be said."""
    manner = manner or _usual(value)
    if value is None or manner is None:
        return ()
    match manner, value:
        case Manner.DIGITS, _:
            signs = [sign for sign in str(value) if sign.isalnum()][:MAX_SPELT]
            return tuple(_sign(sign, language) for sign in signs)
        case Manner.DATE, date():
            name, text = f"dates/{value.isoformat()}", forms.dates.of(value)
        case Manner.TIME, time():
            name, text = f"times/{value:%H-%M}", f"{value:%H:%M}"
        case Manner.MONEY, int() | float():
            name, text = f"money/{rounded(value)}", forms.money.of(value)
        case Manner.NUMBER, _:
            name, text = f"numbers/{value}", str(value)
        case _:
            name, text = "", str(value).strip()
    return (Prompt(name=name, language=language, text=text),) if text else ()


def digit_prompts(language: str) -> tuple[Prompt, ...]:
    """Return the ten digits, to be made ready before anybody calls."""
    return tuple(_sign(digit, language) for digit in DIGITS)


def _written(value: Value, slot: Slot, template: Template) -> str:
    if slot.manner is Manner.DIGITS:
        return "" if value is None else str(value)
    said = read_out(value, slot.manner, template.language, template.forms)
    return " ".join(prompt.text for prompt in said)


def _sign(sign: str, language: str) -> Prompt:
    folder = "digits" if sign in DIGITS else "letters"
    return Prompt(name=f"{folder}/{sign.lower()}", language=language, text=sign.upper())


def _usual(value: Value) -> Manner | None:
    kinds: tuple[tuple[type, Type], ...] = (
        (bool, Type.YES_NO),
        (int, Type.NUMBER),
        (float, Type.NUMBER),
        (date, Type.DATE),
        (time, Type.TIME),
        (str, Type.TEXT),
    )
    found = next((kind for python, kind in kinds if isinstance(value, python)), None)
    return next(iter(MANNERS[found]), None) if found is not None else None

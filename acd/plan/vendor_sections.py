"""Interpreting vendors in the routing file.

    vendors:
      langline:
        number: "18005550100"
        dial: [{wait_s: 2}, {send: pin}, {keys: "#"}, {wait_s: 1}, {send: language}]
        languages: {am: "17", ti: "18"}
        lines: 2
        price: {per_minute: 0.75, increment_s: 60, minimum_s: 60}
        minutes_per_month: 3000

They are asked in the order of the file. The PIN is a secret of the installation and never stands
here.
"""

from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic_core import InitErrorDetails

from acd.plan.model import QueueKind
from acd.plan.part import Part
from acd.plan.sections import Count, LanguageTag, PositiveSeconds
from acd.plan.vendors import MICROS, DialStep, Price, Vendor
from acd.plan.view import Parts, fault

Number = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{2,20}$")]
Keys = Annotated[str, StringConstraints(pattern=r"^[0-9*#A-D]{1,32}$")]
MenuKeys = Annotated[str, StringConstraints(pattern=r"^[0-9*#A-D]{0,32}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
PerMinute = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=6)]


class DialStepConfig(Part):
    """One step after the vendor has answered: exactly one of the three.

    `wait_s` waits, `keys` presses these, `send` presses the secret PIN or the language's keys.
    """

    wait_s: PositiveSeconds | None = None
    keys: Keys | None = None
    send: Literal["pin", "language"] | None = None

    @property
    def given(self) -> int:
        """How many of the three are there."""
        return sum(each is not None for each in (self.wait_s, self.keys, self.send))

    def compiled(self) -> DialStep:
        """The same for the engine."""
        return DialStep(
            wait_s=self.wait_s or 0.0,
            keys=self.keys or "",
            pin=self.send == "pin",
            language=self.send == "language",
        )


class PriceConfig(Part):
    """What a minute costs (`per_minute`, in `currency`), and how the vendor rounds.

    A call is billed in steps of `increment_s`, and for `minimum_s` at least.
    """

    per_minute: PerMinute
    currency: Currency = "USD"
    increment_s: Count = 60
    minimum_s: Annotated[int, Field(ge=0, strict=True)] = 60

    def compiled(self) -> Price:
        """The same for the engine."""
        return Price(
            currency=self.currency,
            per_minute_micros=int(self.per_minute * MICROS),
            increment_s=self.increment_s,
            minimum_s=self.minimum_s,
        )


class VendorConfig(Part):
    """One vendor, called by `number`.

    `languages` has the keys by which the vendor's menu knows each, '' where it asks for none.
    `dial` are the steps once it answers, `lines` how many calls it takes at a time.
    `connect_within_s` is how long a line has from dialling to the last key; `retry_s` how long one
    that did not answer is left alone. `price` is what it costs, `minutes_per_month` the most that
    are bought in a calendar month (UTC).
    """

    number: Number
    languages: Annotated[dict[LanguageTag, MenuKeys], Field(min_length=1)]
    dial: list[DialStepConfig] = Field(default_factory=list)
    lines: Annotated[int, Field(ge=1, le=200, strict=True)] = 1
    connect_within_s: PositiveSeconds = 60.0
    retry_s: PositiveSeconds = 60.0
    price: PriceConfig | None = None
    minutes_per_month: Count | None = None

    def compiled(self, name: str, rank: int) -> Vendor:
        """The same for the engine, `rank` being the place among the vendors from 1."""
        return Vendor(
            name=name,
            rank=rank,
            number=self.number,
            languages=MappingProxyType(dict(self.languages)),
            steps=tuple(step.compiled() for step in self.dial),
            lines_count=self.lines,
            connect_within_s=self.connect_within_s,
            retry_s=self.retry_s,
            price=self.price.compiled() if self.price is not None else Price(),
            seconds_per_month=None
            if self.minutes_per_month is None
            else self.minutes_per_month * 60,
        )


def vendor_faults(file: Parts, vendors: dict[str, VendorConfig]) -> Iterator[InitErrorDetails]:
    """Every mistake of vendors, looked at across fields."""
    if not file.interpreter_queues:
        for name in vendors:
            message = "no queue is of kind interpreter; add one, vendors are its lines"
            yield fault("unknown_queue", message, name, "vendors", name)
    for name, vendor in vendors.items():
        yield from _steps(name, vendor)
        yield from _languages(name, vendor)
    for name, queue in file.queues.items():
        if queue.head_start_s and queue.kind is not QueueKind.INTERPRETER:
            message = "only a queue of interpreters has a head start"
            yield fault(
                "idle_head_start", message, queue.head_start_s, "queues", name, "head_start_s"
            )
        if queue.announce is not None and queue.kind is not QueueKind.INTERPRETER:
            message = "only interpreters are announced to agents"
            yield fault("idle_announce", message, queue.announce, "queues", name, "announce")


def _steps(name: str, vendor: VendorConfig) -> Iterator[InitErrorDetails]:
    for index, step in enumerate(vendor.dial):
        if step.given != 1:
            message = "a step is one of wait_s, keys, send; split it or fill it in"
            yield fault("dial_step", message, step.given, "vendors", name, "dial", index)
    waits_s = sum(step.wait_s or 0.0 for step in vendor.dial)
    if waits_s >= vendor.connect_within_s:
        message = f"the pauses of dial alone take {waits_s:g} s: no line would ever be connected"
        yield fault(
            "dial_too_long", message, vendor.connect_within_s, "vendors", name, "connect_within_s"
        )


def _languages(name: str, vendor: VendorConfig) -> Iterator[InitErrorDetails]:
    asked = any(step.send == "language" for step in vendor.dial)
    seen: set[str] = set()
    for tag, keys in vendor.languages.items():
        where = ("vendors", name, "languages", tag)
        if tag.lower() in seen:
            message = f"language {tag} is listed twice; case does not tell tags apart"
            yield fault("duplicate_language", message, tag, *where)
        seen.add(tag.lower())
        if asked and not keys:
            message = f"dial sends the language, but {tag} has no keys"
            yield fault("language_without_keys", message, tag, *where)
        elif keys and not asked:
            message = "these keys are never sent; add {send: language} to dial"
            yield fault("idle_keys", message, keys, *where)

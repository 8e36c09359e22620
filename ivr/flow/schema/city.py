"""What the files of a city's folder may say, apart from its flows and its routing.

Checks that need several files, or the whole of a flow, are in `ivr.flow.checks`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from ivr.flow.schema.fields import (
    DatePattern,
    Dialled,
    DistrictCode,
    File,
    Hours,
    Key,
    LineText,
    Name,
    Probability,
    Seconds,
    Span,
    Spoken,
    Tag,
    Text,
    Weekday,
    Words,
    Zone,
)


class LineSpec(File):
    """A dialled number. `alias` is what the number was known for before there was one number.

    `agency` and `district` are those whose number it was. It is taken from the day `since` to the
    day `until`, both included.

    With `draft` it is a test number: it is served by the folder as it is, not as it was published.
    """

    flow: Name
    alias: str = ""
    language: Tag | None = None
    probability: Probability = 0.9
    draft: bool = False
    agency: Name | None = None
    district: DistrictCode | None = None
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "LineSpec":
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError("'until' lies before 'since'")
        return self


class DestinationSpec(File):
    """A place outside to which a caller can be connected.

    `code` is what an agent keys for it, `keys` what is pressed there once it answers: `w` is a
    pause of half a second, `W` one of a second. Callers who are asked for a destination key the
    code too, or say one of `words`. They hear `about` first; with `connect: false` they are told
    and not connected. Outside the hours of `calendar` nobody is connected.
    """

    number: Dialled
    code: Annotated[str, Field(pattern=r"^[0-9]{0,8}$")] = ""
    keys: Annotated[str, Field(pattern=r"^[0-9A-D*#wW]{0,64}$")] = ""
    words: Spoken = Field(default_factory=dict)
    about: LineText | None = None
    connect: bool = True
    calendar: Name | None = None
    districts: list[DistrictCode] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_something(self) -> "DestinationSpec":
        if not self.connect and self.about is None:
            raise ValueError("'connect: false' needs 'about': there is nothing to hear")
        return self


class DistrictSpec(File):
    """A part of the city."""

    name: Words


class EmergencyEntry(File):
    """What leads to an emergency destination of its own from every state of every call."""

    destination: Name
    keys: list[Key] = Field(default_factory=list)
    words: Spoken = Field(default_factory=dict)

    @model_validator(mode="after")
    def _can_be_asked_for(self) -> "EmergencyEntry":
        if not self.keys and not self.words:
            raise ValueError("nothing leads here: give it 'keys', or 'words', or both")
        return self


class EmergencyRule(File):
    """What leads to the emergency destination from every state of every call.

    `destination` is where an agent's emergency key and an `emergency` node lead too. Each entry of
    `also` is a further place with keys and words of its own.
    """

    keys: Annotated[list[Key], Field(min_length=1)]
    words: Spoken
    destination: Name
    also: list[EmergencyEntry] = Field(default_factory=list)

    def entries(self) -> Iterator[tuple[tuple[str, ...], "EmergencyRule | EmergencyEntry"]]:
        """Yield every entry with where it stands below the city, the first the default."""
        yield ("emergency",), self
        for index, entry in enumerate(self.also):
            yield ("emergency", "also", str(index)), entry

    def all_keys(self) -> set[str]:
        """Return the keys of every entry."""
        return {key for _, entry in self.entries() for key in entry.keys}

    def all_words(self) -> dict[str, list[str]]:
        """Return the words of every entry, by language."""
        found: dict[str, list[str]] = {}
        for _, entry in self.entries():
            for tag, words in entry.words.items():
                found.setdefault(tag, []).extend(words)
        return found


class HumanRule(File):
    """What leads to a person from everywhere. `announce` is heard after every list of choices."""

    key: Key
    words: Spoken
    goto: Name
    announce: Text


class Limits(File):
    """What keeps the threshold low for callers; the times are proven of every path.

    `first_speech_s`: until anything is said. `first_choice_s`: talk until the caller is asked.
    `person_told_s`: until the caller has heard how to reach a person, though they do nothing;
    `person_told_with_notices_s`: the same when as many notices are on as one call may hear, each
    as long as it may be.
    """

    menu_options: Annotated[int, Field(ge=1, le=9)] = 5
    first_speech_s: Seconds = 5.0
    first_choice_s: Seconds = 6.0
    person_told_s: Seconds = 60.0
    person_told_with_notices_s: Seconds = 150.0


class NumberRule(File):
    """Which numbers may be called. What callers key in is paid for by the city."""

    shortest: Annotated[int, Field(ge=3, le=15)] = 7
    longest: Annotated[int, Field(ge=3, le=15)] = 15
    prefixes: list[Dialled] = Field(default_factory=list)
    barred: list[Dialled] = Field(default_factory=list)


class CallbacksSpec(File):
    """How people are called back.

    `attempts` is how often at most, `retry_s` the rest between two attempts, `ring_s` how long it
    rings, `expire_h` how long a callback without a slot is tried, `horizon_h` how far off a slot
    may begin. People are called only in `week`, at any hour without it. `greeting` is heard at
    once when somebody answers, `message` is left on an answering machine.
    """

    caller_id: Dialled
    greeting: LineText
    message: LineText | None = None
    detect_machines: bool = True
    attempts: Annotated[int, Field(ge=1, le=20)] = 3
    retry_s: Annotated[float, Field(gt=0, le=86_400)] = 900.0
    ring_s: Annotated[float, Field(ge=5, le=120)] = 30.0
    expire_h: Hours = 24.0
    horizon_h: Hours = 24.0 * 7
    week: dict[Weekday, list[Span]] = Field(default_factory=dict)
    holidays: list[date] = Field(default_factory=list)
    numbers: NumberRule = NumberRule()


class CalendarSpec(File):
    """When something of the city is open. A span may run past midnight; holidays are closed.

    `workdays` are days that are worked although the week has no hours for them, a Saturday that
    makes up for a holiday; they have the hours of the weekday `workdays_as`.
    """

    week: dict[Weekday, list[Span]]
    holidays: list[date] = Field(default_factory=list)
    workdays: list[date] = Field(default_factory=list)
    workdays_as: Weekday = "mon"
    zone: Zone | None = None


class KnowledgeRules(File):
    """When an item of the knowledge is overdue for review.

    After the day its matter changed its owner has `review_working_days`, counted by the days and
    holidays of `calendar`; without one from Monday to Friday.
    """

    review_working_days: Annotated[int, Field(ge=1, le=250)] = 5
    calendar: Name | None = None


class NoticesSpec(File):
    """Notices at the front of calls: `max_s` is how long one may be to hear in one language.

    One call hears `at_once` of them at most, emergencies first. A notice ends after `expire_h`
    where nobody says when, after `longest_h` at the latest.
    """

    max_s: Seconds = 20.0
    at_once: Annotated[int, Field(ge=1, le=9)] = 2
    expire_h: Hours = 12.0
    longest_h: Hours = 24.0 * 7


class SurgeSpec(File):
    """When a question surges, and what becomes of it.

    Counts of `bin_s` seconds are compared with what is usual; counts that happen by chance less
    often than `false_alarms_per_year`, over all questions together, are a surge, if they are
    `min_count` at least. A proposal lapses after `lapse_h`, an approved notice ends after
    `announce_h`. With `auto_approve_after_s` a proposal that nobody has looked at goes on by
    itself.
    """

    false_alarms_per_year: Annotated[float, Field(gt=0, le=1000)] = 4.0
    bin_s: Annotated[float, Field(ge=60, le=86_400)] = 900.0
    min_count: Annotated[int, Field(ge=2)] = 10
    lapse_h: Hours = 2.0
    announce_h: Hours = 6.0
    auto_approve_after_s: Seconds | None = None


class PublishingSpec(File):
    """How a new version comes into force.

    With `approval` somebody else than its author has to approve it. What the version says that is
    served counts, so that a version cannot excuse itself.
    """

    approval: bool = False


class TrendingSpec(File):
    """What is done with the questions that callers ask."""

    surge: SurgeSpec = SurgeSpec()


class CityFile(File):
    """`city.yaml`: the numbers, the languages and the rules that hold everywhere.

    `keys_only` is said, once a call, while nothing that callers say can be recognised.
    """

    name: Words
    zone: Zone
    first_line: Annotated[list[Tag], Field(min_length=1)]
    default_line: Dialled
    lines: Annotated[dict[Dialled, LineSpec], Field(min_length=1)]
    destinations: Annotated[dict[Name, DestinationSpec], Field(min_length=1)]
    districts: dict[DistrictCode, DistrictSpec] = Field(default_factory=dict)
    emergency: EmergencyRule
    human: HumanRule
    limits: Limits = Limits()
    callbacks: CallbacksSpec | None = None
    keys_only: LineText | None = None
    calendars: dict[Name, CalendarSpec] = Field(default_factory=dict)
    notices: NoticesSpec = NoticesSpec()
    trending: TrendingSpec = TrendingSpec()
    knowledge: KnowledgeRules = KnowledgeRules()
    publishing: PublishingSpec = PublishingSpec()


class WordSpec(File):
    """A keyword whose writing does not tell a recogniser how it sounds."""

    text: Words
    spoken: Words


class MoneySpec(File):
    """How an amount of the city's money is said: `{amount} dollars`, `{amount} cents`, and both.

    `one_unit` and `one_cent` stand for one of each where the language has another word for it,
    `below_zero` for what is owed the other way.
    """

    units: Words
    cents: Words
    both: Words
    below_zero: Words = "-{money}"
    one_unit: str = ""
    one_cent: str = ""

    @model_validator(mode="after")
    def _has_blanks(self) -> "MoneySpec":
        for field, blanks in (
            ("units", ("{amount}",)),
            ("cents", ("{amount}",)),
            ("both", ("{units}", "{cents}")),
            ("below_zero", ("{money}",)),
        ):
            for blank in blanks:
                if blank not in getattr(self, field):
                    raise ValueError(f"{field!r} lacks {blank}")
        return self


class LanguageSpec(File):
    """A language a caller may speak.

    `words` are words or phrases that give the language away; `weight` is how often it is met,
    next to 1 for any other. `date` and `months` are how a date is read out, `money` an amount.
    `yes`, `no` and the ten `digits`, from zero, are what is listened for when such an answer is
    asked. `name` is the language's name in English, `name_in` the one in other languages, by their
    tags.
    """

    name: Words
    native_name: Words
    name_in: dict[Tag, Words] = Field(default_factory=dict)
    words: Annotated[list[Words | WordSpec], Field(min_length=1)]
    weight: Annotated[float, Field(gt=0)] = 1.0
    please_hold: Words | None = None
    yes: list[Words] = Field(default_factory=list)
    no: list[Words] = Field(default_factory=list)
    digits: Annotated[list[Words], Field(min_length=10, max_length=10)] | None = None
    date: DatePattern = "{day} {month} {year}"
    months: Annotated[list[Words], Field(min_length=12, max_length=12)] | None = None
    money: MoneySpec | None = None


class LanguagesFile(File):
    """`languages.yaml`."""

    languages: Annotated[dict[Tag, LanguageSpec], Field(min_length=1)]

"""`languages.yaml`: the languages that callers may speak."""

from typing import Annotated

from pydantic import Field, model_validator

from ivr.flow.schema.fields import DatePattern, File, Tag, Words


class WordSpec(File):
    """A keyword whose writing does not tell a recogniser how it sounds.

    `text` is how it is written, `spoken` the same in letters that are read as it sounds.
    """

    text: Words
    spoken: Words


class MoneySpec(File):
    """How an amount of the city's money is said: `{amount} dollars`, `{amount} cents`, and both.

    `units` is said of whole ones, `cents` of less than one, `both` of `{units}` and `{cents}`.

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
    asked. `name` is the language's name in English, `native_name` the one in the language itself
    (español), `name_in` those in other languages, by their tags. `please_hold` is what callers
    hear while they wait in a language that has no texts of its own.
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
    """`languages.yaml`: `languages` by their tags, such as en or zh-Hant."""

    languages: Annotated[dict[Tag, LanguageSpec], Field(min_length=1)]

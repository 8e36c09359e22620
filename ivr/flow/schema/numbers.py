"""The numbers callers dial, the places they can be connected to, and the parts of the city."""

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from ivr.flow.schema.fields import (
    Dialled,
    DistrictCode,
    File,
    Label,
    LineText,
    Name,
    NameInWords,
    Probability,
    Spoken,
    Tag,
)


class LineSpec(File):
    """A dialled number, served by `flow`.

    `alias` is what the number was known for before there was one number.

    `agency` and `district` are those whose number it was. It is taken from the day `since` to the
    day `until`, both included.

    Its callers speak `language` with that `probability`; one that is high enough for the node that
    detects the language is taken for certain.

    With `draft` it is a test number: it is served by the folder as it is, not as it was published.

    With `texts` its callers may read and type: what is said to them is also sent as a text within
    the call, and what they type counts as keys and words.
    """

    flow: Name
    alias: Label = ""
    language: Tag | None = None
    probability: Probability = 0.9
    draft: bool = False
    texts: bool = False
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
    """A place outside to which a caller can be connected, by its `number`.

    `code` is what an agent keys for it, `keys` what is pressed there once it answers: `w` is a
    pause of half a second, `W` one of a second. Callers who are asked for a destination key the
    code too, or say one of `words`. They hear `about` first; with `connect: false` they are told
    and not connected. Outside the hours of `calendar` nobody is connected. `districts` are those
    it serves, none for all.
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
    """A part of the city, by its `name`."""

    name: NameInWords

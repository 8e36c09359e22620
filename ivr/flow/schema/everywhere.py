"""What holds in every state of every call: the ways to help and to a person, and the limits."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from ivr.flow.schema.fields import File, Key, Name, Seconds, Spoken, Text


class EmergencyEntry(File):
    """What leads to an emergency destination of its own from every state of every call.

    `keys` or `words`, by language, lead to `destination`.
    """

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

    `keys` and `words`, by language, lead to `destination`; an agent's emergency key and an
    `emergency` node lead there too. Each entry of `also` is a further place with keys and words of
    its own.
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
    """What leads to a person from everywhere. `announce` is heard after every list of choices.

    `key` and `words`, by language, lead to `goto`, an enqueue node of every flow.
    """

    key: Key
    words: Spoken
    goto: Name
    announce: Text


class Limits(File):
    """What keeps the threshold low for callers; the times are proven of every path.

    A menu has `menu_options` at most.
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

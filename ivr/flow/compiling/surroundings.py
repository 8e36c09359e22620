"""What the compiler knows of a city beside a node: its languages, its calendars, its clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from zoneinfo import ZoneInfo

from ivr.flow.city import Language
from ivr.flow.commands import Prompt
from ivr.flow.entries import DIGITS, NO, YES, Wordings
from ivr.flow.expression.template import Blank, parse_template
from ivr.flow.reading import Slot, Speech, Template
from ivr.flow.schema.calendars import CalendarSpec
from ivr.flow.schema.numbers import DestinationSpec
from ivr.flow.speech import is_speakable
from ivr.knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the nodes of a city refer to."""

    zone: ZoneInfo
    calendars: Mapping[str, CalendarSpec]
    destinations: Mapping[str, DestinationSpec]
    languages: Mapping[str, Language]
    knowledge: KnowledgeBase

    def say(self, name: str, text: Mapping[str, str] | None) -> Speech:
        """Name a text's prompts; one with variables becomes a template.

        What stands between the variables is named `<name>.1`, `<name>.2` and so on.
        """
        return {tag: self._worded(name, tag, words) for tag, words in (text or {}).items()}

    def _worded(self, name: str, tag: str, words: str) -> Prompt | Template:
        parts = parse_template(words)
        if not any(isinstance(part, Blank) for part in parts):
            return Prompt(name=name, language=tag, text="".join(map(str, parts)))
        numbers = count(1)
        spoken: list[Prompt | Slot] = []
        written: list[str | Slot] = []
        for part in parts:
            if isinstance(part, Blank):
                slot = Slot(name=part.name, manner=part.manner)
                spoken.append(slot)
                written.append(slot)
                continue
            written.append(part)
            if is_speakable(part):
                text = part.strip()
                spoken.append(Prompt(name=f"{name}.{next(numbers)}", language=tag, text=text))
        return Template(
            language=tag,
            parts=tuple(spoken),
            forms=self.languages[tag].forms,
            text=tuple(written),
        )

    @property
    def yes_no(self) -> dict[str, Wordings]:
        """What is said for yes and for no, by language."""
        languages = self.languages.items()
        return {
            YES: {tag: language.yes for tag, language in languages if language.yes},
            NO: {tag: language.no for tag, language in languages if language.no},
        }

    @property
    def digits(self) -> dict[str, Wordings]:
        """What is said for each digit, by language."""
        spoken = {tag: known.digits for tag, known in self.languages.items() if known.digits}
        return {
            digit: {tag: (words[int(digit)],) for tag, words in spoken.items()} for digit in DIGITS
        }


def wordings(words: Mapping[str, list[str]]) -> Wordings:
    """Freeze what a caller may say."""
    return {tag: tuple(spoken) for tag, spoken in words.items()}

"""A city's configuration as calls use it: checked, frozen, one version swapped whole for another.

A call keeps the profile it began with until it ends.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from acd.plan.file import compile_plan
from acd.plan.model import RoutingPlan
from ivr.flow.checks import check
from ivr.flow.city import (
    Destination,
    District,
    EmergencyWays,
    HumanWay,
    Language,
    Line,
    NoticeRules,
    StatusPage,
    SurgeRules,
)
from ivr.flow.commands import Prompt
from ivr.flow.compiling.callbacks import CallbackPolicy, compile_callbacks
from ivr.flow.compiling.flow import compile_flow
from ivr.flow.compiling.interpreters import interpreter_news
from ivr.flow.compiling.notices import notice_rules, surge_rules
from ivr.flow.compiling.numbers import compile_destinations, compile_lines
from ivr.flow.compiling.surroundings import Surroundings, wordings
from ivr.flow.graph import Graph
from ivr.flow.loading.folder import SOUNDS, Folder, read_folder
from ivr.flow.loading.knowledge_files import compile_knowledge
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.money import MoneyForm
from ivr.flow.reading import DateForm, Forms, Speech, Template, digit_prompts
from ivr.flow.schema.languages import LanguageSpec
from ivr.flow.speech import speech, spoken_item
from ivr.knowledge.base import KnowledgeBase
from ivr.knowledge.search import SearchIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One version of one city.

    `first_line` are the languages that every text exists in. `version` is a short hash over all
    files. A number has a line for each of its times. `index` finds what the city knows.
    `interpreter_news` is what agents hear when an interpreter comes, by the language interpreted.
    `status_page` is None where citizens have none.
    With `needs_approval` somebody else than its author has to approve the next version.
    `sounds_dir` has the recordings, `<language>/<prompt name>.wav`.
    """

    name: str
    zone: ZoneInfo
    first_line: tuple[str, ...]
    languages: Mapping[str, Language]
    lines: Mapping[str, tuple[Line, ...]]
    default_line: Line
    destinations: Mapping[str, Destination]
    districts: Mapping[str, District]
    emergency: EmergencyWays
    human: HumanWay
    keys_only: Speech
    status_page: StatusPage | None
    knowledge: KnowledgeBase
    index: SearchIndex = field(compare=False)
    flows: Mapping[str, Graph]
    callbacks: CallbackPolicy | None
    interpreter_news: Mapping[str, Mapping[str, Prompt]]
    notices: NoticeRules
    surges: SurgeRules
    plan: RoutingPlan
    needs_approval: bool
    version: str
    sounds_dir: Path

    def line_for(self, dialled: str, *, now: float) -> Line:
        """Return a dialled number's line at `now` (epoch seconds).

        A number that is not known, or not on this day, is the default line's.
        """
        lines = self.lines.get(dialled)
        if lines is None:
            return self.default_line
        day = self.day(now)
        return next((line for line in lines if line.covers(day)), self.default_line)

    def day(self, now: float) -> date:
        """Return the date by the city's clock."""
        return datetime.fromtimestamp(now, self.zone).date()

    def known_language(self, tag: str) -> str | None:
        """Return the city's own tag for a language, or None: `es-MX` is known as `es`."""
        return next((known for known in (tag, tag.split("-")[0]) if known in self.languages), None)

    def language_priors(self, hints: Mapping[str, float]) -> dict[str, float]:
        """Return each language's probability before the first word; they add up to 1.

        `hints` (tag -> probability) come first; the weights share what the hints leave.
        """
        total = sum(language.weight for language in self.languages.values())
        left = max(0.0, 1.0 - sum(hints.values()))
        return {
            tag: hints.get(tag, 0.0) + left * language.weight / total
            for tag, language in self.languages.items()
        }

    def spoken_words(self) -> dict[str, tuple[str, ...]]:
        """Return by language how the words sound that give it away."""
        return {
            tag: tuple(language.spoken.get(word, word) for word in language.words)
            for tag, language in self.languages.items()
        }

    def prompts(self) -> tuple[Prompt, ...]:
        """Return every prompt that can be spoken, each once."""
        known = [prompt for item in self.knowledge.items.values() for prompt in spoken_item(item)]
        return tuple(dict.fromkeys((*self.own_prompts(), *known)))

    def own_prompts(self) -> tuple[Prompt, ...]:
        """Return the prompts of the flows and of the city's rules, without its knowledge."""
        abouts = tuple(place.about for place in self.destinations.values())
        roots = (
            *(self.flows, self.human, self.languages, self.callbacks, abouts, self.keys_only),
            self.interpreter_news,
        )
        return tuple(dict.fromkeys(prompt for root in roots for prompt in _prompts_in(root)))


def load_profile(path: Path) -> Profile:
    """Read, check and compile a city's folder.

    Raises:
        SourceErrors: With the problems of all files together.
    """
    return profile_of(read_folder(path))


def profile_of(folder: Folder) -> Profile:
    """Check and compile what a city's folder says.

    Raises:
        SourceErrors: With the problems of all files together.
    """
    problems = check(folder).problems
    if problems:
        raise SourceErrors(problems)
    return compile_profile(folder)


def compile_profile(folder: Folder) -> Profile:
    """Compile a folder in which nothing is wrong."""
    city, knowledge = folder.city.value, compile_knowledge(folder.knowledge)
    zone = ZoneInfo(city.zone)
    languages = {
        tag: _language(tag, language) for tag, language in folder.languages.value.languages.items()
    }
    around = Surroundings(
        zone=zone,
        calendars=city.calendars,
        destinations=folder.numbers.destinations,
        languages=languages,
        knowledge=knowledge,
    )
    lines = compile_lines(folder.numbers)
    return Profile(
        name=city.name,
        zone=zone,
        first_line=tuple(city.first_line),
        languages=languages,
        lines=lines,
        default_line=lines[city.default_line][0],
        destinations=compile_destinations(folder.numbers, city.calendars, zone=zone),
        districts={
            code: District(code=code, name=district.name)
            for code, district in folder.numbers.districts.items()
        },
        emergency=EmergencyWays(
            keys={
                key: entry.destination
                for _, entry in city.emergency.entries()
                for key in entry.keys
            },
            words={
                entry.destination: wordings(entry.words) for _, entry in city.emergency.entries()
            },
            destination=city.emergency.destination,
        ),
        human=HumanWay(
            key=city.human.key,
            words=wordings(city.human.words),
            goto=city.human.goto,
            announce=speech("human", city.human.announce),
        ),
        keys_only=speech("keys_only", city.keys_only),
        status_page=(
            StatusPage(**city.status_page.model_dump()) if city.status_page is not None else None
        ),
        knowledge=knowledge,
        index=SearchIndex(knowledge),
        flows={name: compile_flow(name, flow.value, around) for name, flow in folder.flows.items()},
        callbacks=(
            compile_callbacks(city.callbacks, zone=zone) if city.callbacks is not None else None
        ),
        interpreter_news=interpreter_news(
            folder.routing.value, folder.languages.value.languages, city.first_line
        ),
        notices=notice_rules(city.notices),
        surges=surge_rules(city.trending.surge),
        plan=compile_plan(folder.routing.value),
        needs_approval=city.publishing.approval,
        version=folder.version,
        sounds_dir=folder.path / SOUNDS,
    )


def _language(tag: str, language: LanguageSpec) -> Language:
    hold = language.please_hold
    return Language(
        tag=tag,
        name=language.name,
        native_name=language.native_name,
        words=tuple(word if isinstance(word, str) else word.text for word in language.words),
        spoken={word.text: word.spoken for word in language.words if not isinstance(word, str)},
        weight=language.weight,
        yes=tuple(language.yes),
        no=tuple(language.no),
        digits=tuple(language.digits or ()),
        forms=Forms(
            dates=DateForm(pattern=language.date, months=tuple(language.months or ())),
            money=MoneyForm(**(language.money.model_dump() if language.money else {})),
        ),
        please_hold=None if hold is None else Prompt(name="please_hold", language=tag, text=hold),
    )


def _prompts_in(value: object) -> Iterator[Prompt]:
    if isinstance(value, Prompt):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _prompts_in(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _prompts_in(item)
    elif is_dataclass(value):
        if isinstance(value, Template) and value.spells:
            yield from digit_prompts(value.language)
        for each in fields(value):
            yield from _prompts_in(getattr(value, each.name))

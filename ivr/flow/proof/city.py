"""A city as the proofs see it: each node's ways, conditions and talk, looked up once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from acd.plan.hours import OpeningHours
from ivr.flow.compiling.flow import compile_hours
from ivr.flow.expression.parser import parse
from ivr.flow.expression.syntax import Expression
from ivr.flow.expression.values import Type
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.knowledge_files import compile_knowledge
from ivr.flow.proof.conditions import literals_of, names_of
from ivr.flow.proof.situations import Site, Timed
from ivr.flow.schema import nodes as spec
from ivr.knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A dialled number, for all that lead the same way. `hint` is its callers' language."""

    number: str
    flow: str
    alias: str = ""
    hint: str | None = None
    probability: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """A way on from a node, as `node_base.Edge` has it, with what it means for the caller."""

    label: str
    target: str
    is_silent: bool
    is_help: bool


class City:
    """The checked files of a city; every name in them is good."""

    def __init__(self, folder: Folder) -> None:
        """Look at a folder."""
        self.folder = folder
        city = folder.city.value
        self.zone = ZoneInfo(city.zone)
        self.first_line = tuple(city.first_line)
        self.human_goto = city.human.goto
        self.human_key = city.human.key
        self.limits = city.limits
        self._nodes = {
            (flow, name): node
            for flow, source in folder.flows.items()
            for name, node in source.value.nodes.items()
        }
        self._edges = {site: _onward(node) for site, node in self._nodes.items()}
        self._texts = {site: list(node.texts()) for site, node in self._nodes.items()}
        self._conditions = {
            site: tuple(parse(case.when) for case in node.cases)
            for site, node in self._nodes.items()
            if isinstance(node, spec.BranchSpec)
        }
        self._set = {site: _set_by(node) for site, node in self._nodes.items()}

    def start(self, flow: str) -> str:
        """Return the first node of a flow."""
        return self.folder.flows[flow].value.start

    def node(self, flow: str, name: str) -> spec.NodeSpec:
        """Return a node."""
        return self._nodes[flow, name]

    def has_node(self, flow: str, name: str) -> bool:
        """Tell whether a flow has a node of that name."""
        return (flow, name) in self._nodes

    def edges(self, flow: str, name: str) -> tuple[Onward, ...]:
        """Return the ways on from a node, in the order of its fields."""
        return self._edges[flow, name]

    def conditions(self, flow: str, name: str) -> tuple[Expression, ...]:
        """Return the conditions of a branch."""
        return self._conditions[flow, name]

    def set_by(self, flow: str, name: str) -> Mapping[str, Expression | None]:
        """Return the variables that a node sets: each with its formula, None without one."""
        return self._set[flow, name]

    def speaks(self, flow: str, name: str) -> bool:
        """Tell whether a node says anything, so that the caller can press a key in it."""
        return bool(self._texts[flow, name])

    def first_text(self, flow: str, name: str) -> dict[str, str]:
        """Return the text that a node begins with; what is said while waiting comes later."""
        texts = self._texts[flow, name]
        return next((text for path, text in texts if path[0] != "waiting"), {})

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that make a difference: the first-line ones, and one of each other kind.

        Those in which some text is written, or which a condition names, each are one; one stands
        for all the rest.
        """
        named = {tag for texts in self._texts.values() for _, text in texts for tag in text}
        conditions = [c for each in self._conditions.values() for c in each]
        named |= {str(v) for each in conditions for v in literals_of(each)}
        known = list(self.folder.languages.value.languages)
        others = [tag for tag in known if tag in named and tag not in self.first_line]
        rest = [tag for tag in known if tag not in named and tag not in self.first_line]
        return (*self.first_line, *others, *rest[:1])

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The lines, one for all that no condition tells apart and that lead the same way."""
        names = {n for each in self._conditions.values() for c in each for n in names_of(c)}
        tells_apart = bool(names & {"call.dialled", "call.alias"})
        found: dict[tuple[object, ...], Entry] = {}
        for row in self.folder.numbers.lines:
            number, line = row.key, row.spec
            probability = line.probability if line.language is not None else 0.0
            entry = Entry(
                number=number,
                flow=line.flow,
                alias=line.alias,
                hint=line.language,
                probability=probability,
            )
            what = (number, line.alias) if tells_apart else ()
            found.setdefault((line.flow, line.language, probability, what), entry)
        return tuple(found.values())

    @cached_property
    def timed(self) -> Timed:
        """What depends on the hour."""
        city = self.folder.city.value
        hours: dict[Site, OpeningHours | None] = {}
        for (flow, name), node in self._nodes.items():
            if isinstance(node, spec.HoursSpec):
                compiled = compile_hours(name, node, calendars=city.calendars, zone=self.zone)
                hours[flow, name] = compiled.hours
        conditions = [c for each in self._conditions.values() for c in each]
        return Timed(hours=hours, conditions=conditions)

    @cached_property
    def knowledge(self) -> KnowledgeBase:
        """What the city knows."""
        return compile_knowledge(self.folder.knowledge)

    @cached_property
    def longest_titles(self) -> Mapping[str, list[str]]:
        """The titles of what can be asked by language, the longest first."""
        titles: dict[str, list[str]] = {}
        for entry in self.folder.knowledge.entries():
            for tag, title in entry.spec.title.items():
                titles.setdefault(tag, []).append(title)
        return {tag: sorted(each, key=len, reverse=True)[:9] for tag, each in titles.items()}


def _set_by(node: spec.NodeSpec) -> Mapping[str, Expression | None]:
    return {
        each.variable: None if isinstance(each.source, Type) else parse(each.source)
        for each in node.defines()
    }


def _onward(node: spec.NodeSpec) -> tuple[Onward, ...]:
    return tuple(
        Onward(
            label=".".join(edge.field),
            target=edge.target,
            is_silent=edge.is_silent,
            is_help=edge.is_answer or (node.helps and not edge.is_vain),
        )
        for edge in node.edges()
        if edge.target is not None
    )

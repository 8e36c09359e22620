"""Every place that a call from one line can be in, in one situation, and every way on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ivr.flow.proof.city import City, Entry
from ivr.flow.proof.conditions import Known, outcomes
from ivr.flow.proof.situations import Situation
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.subflow import CallSpec, ReturnSpec

Back = tuple[tuple[str, str], ...]
"""The flows that called, outermost first, each with the node that follows."""


class Place(NamedTuple):
    """Where a call is. `language` is None while it is not known."""

    flow: str
    node: str
    language: str | None
    back: Back = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A way on: `label` is the field of the node, or the key that is good everywhere.

    `is_help`: the caller has been helped by then, with a person, a message or an answer.
    """

    label: str
    to: int
    is_silent: bool = False
    is_help: bool = False
    is_everywhere: bool = False


@dataclass(slots=True, kw_only=True)
class Space:
    """The places and the steps between them; place 0 is where the call arrives."""

    city: City
    entry: Entry
    situation: Situation
    places: list[Place] = field(default_factory=list)
    steps: list[list[Step]] = field(default_factory=list)
    _numbers: dict[Place, int] = field(default_factory=dict)

    def spec_at(self, number: int) -> spec.NodeSpec:
        """Return the node that a place is at."""
        place = self.places[number]
        return self.city.node(place.flow, place.node)

    def is_end(self, number: int) -> bool:
        """Whether the call is hung up here."""
        return isinstance(self.spec_at(number), spec.HangUpSpec)

    def number(self, place: Place) -> int:
        """Return the number of a place, a new one if it has none."""
        number = self._numbers.get(place)
        if number is None:
            number = self._numbers[place] = len(self.places)
            self.places.append(place)
            self.steps.append([])
        return number


def explore(city: City, entry: Entry, situation: Situation) -> Space:
    """Walk every way that a call from a line can take in a situation."""
    space = Space(city=city, entry=entry, situation=situation)
    space.number(Place(entry.flow, city.start(entry.flow), None))
    at = 0
    while at < len(space.places):
        place = space.places[at]
        space.steps[at] = list(_steps(space, place))
        at += 1
    return space


def _steps(space: Space, place: Place) -> Iterator[Step]:
    city, node = space.city, space.city.node(place.flow, place.node)
    match node:
        case spec.HoursSpec():
            is_open = space.situation.is_open[place.flow, place.node]
            wanted = "open" if is_open else "closed"
            yield from (s for s in _edges(space, place) if s.label == wanted)
        case spec.BranchSpec():
            yield from _branch(space, place)
        case spec.DetectLanguageSpec():
            yield from _detect(space, place, node)
        case CallSpec(flow=flow):
            back = (*place.back, (place.flow, node.next or ""))
            to = Place(flow, city.start(flow), place.language, back)
            yield Step(label="flow", to=space.number(to), is_silent=True)
        case ReturnSpec():
            if place.back:
                flow, name = place.back[-1]
                to = Place(flow, name, place.language, place.back[:-1])
                yield Step(label="return", to=space.number(to), is_silent=True)
        case spec.EnqueueSpec():
            for step in _edges(space, place):
                yield step
                if step.label == "on_served":
                    yield from _corrected(space, step)
        case _:
            yield from _edges(space, place)
    if isinstance(node, spec.EmergencySpec) or city.speaks(place.flow, place.node):
        yield from _to_person(space, place, node)


def _edges(space: Space, place: Place) -> Iterator[Step]:
    for edge in space.city.edges(place.flow, place.node):
        yield Step(
            label=edge.label,
            to=space.number(Place(place.flow, edge.target, place.language, place.back)),
            is_silent=edge.is_silent,
            is_help=edge.is_help,
        )


def _branch(space: Space, place: Place) -> Iterator[Step]:
    entry, city = space.entry, space.city
    known = Known(
        times=space.situation.holds,
        language=place.language,
        dialled=entry.number,
        alias=entry.alias,
    )
    edges = list(_edges(space, place))
    for condition, edge in zip(city.conditions(place.flow, place.node), edges, strict=False):
        ways = outcomes(condition, known)
        if True in ways:
            yield edge
        if False not in ways:
            return
    yield edges[-1]


def _detect(space: Space, place: Place, node: spec.DetectLanguageSpec) -> Iterator[Step]:
    """A hint that is strong enough leaves nothing to ask; else it may be any language, or none."""
    city, entry = space.city, space.entry
    ways = {edge.label: edge.target for edge in city.edges(place.flow, place.node)}
    if place.language is not None:
        tags: Sequence[str] = (place.language,)
    elif entry.hint is not None and entry.probability >= node.hint_threshold:
        tags = (entry.hint,)
    else:
        tags = city.languages
        silent = ways.get("unknown")
        if silent is not None:
            to = Place(place.flow, silent, None, place.back)
            yield Step(label="unknown", to=space.number(to), is_silent=True)
    for tag in tags:
        label = "identified" if tag in city.first_line else "identified_other"
        to = Place(place.flow, ways[label], tag, place.back)
        is_silent = len(tags) == 1 or tag == node.assume
        yield Step(label=f"{label}: {tag}", to=space.number(to), is_silent=is_silent)


def _corrected(space: Space, step: Step) -> Iterator[Step]:
    """An agent may have said that the caller speaks another language."""
    place = space.places[step.to]
    for tag in space.city.languages:
        if tag != place.language:
            to = space.number(place._replace(language=tag))
            yield Step(label=f"{step.label}, corrected to {tag}", to=to, is_help=step.is_help)


def _to_person(space: Space, place: Place, node: spec.NodeSpec) -> Iterator[Step]:
    """The key for a person, and the emergency destination that does not answer."""
    city = space.city
    if isinstance(node, spec.EnqueueSpec | spec.TransferSpec):
        return
    flow, back = place.flow, place.back
    while not city.has_node(flow, city.human_goto) and back:
        flow, back = back[-1][0], back[:-1]
    to = space.number(Place(flow, city.human_goto, place.language, back))
    is_emergency = isinstance(node, spec.EmergencySpec)
    label = "nobody answers" if is_emergency else f"key {city.human_key}"
    yield Step(label=label, to=to, is_everywhere=not is_emergency, is_silent=is_emergency)

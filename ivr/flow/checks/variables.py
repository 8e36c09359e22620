"""Every variable is set somewhere, has one type, and is used as what it is.

Variables belong to the call: all flows of a city share them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from ivr.flow.expression.errors import Flaw, Malformed
from ivr.flow.expression.parser import RESERVED, parse
from ivr.flow.expression.syntax import Expression
from ivr.flow.expression.template import MANNERS, Blank, Manner, read_template
from ivr.flow.expression.typing import Checker
from ivr.flow.expression.values import KNOWN_OF_A_CALL, Type
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem, did_you_mean
from ivr.flow.loading.source import Source
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.node_base import NodeFile

Flow = Source[spec.FlowFile]


@dataclass(frozen=True, slots=True)
class _Set:
    """A place where a variable is set."""

    flow: Flow
    path: tuple[str, ...]
    variable: str
    source: Type | Expression | None


def check_variables(folder: Folder) -> Iterator[Problem]:
    """Report formulas and texts that cannot be read, unknown variables and types that clash."""
    names: dict[str, Type] = {name: kind for name, (kind, _) in KNOWN_OF_A_CALL.items()}
    queues, unseen = folder.names.queues, folder.names.unseen_variables
    languages = folder.languages.value.languages
    lacks_money = {tag for tag, language in languages.items() if language.money is None}
    settings = list(_settings(folder))
    for place in settings:
        if place.variable in RESERVED:
            message = f"{place.variable!r} is a word of the formulas"
            yield place.flow.problem(*place.path, message=message, hint="take another name")
    names |= _types(settings, names, queues)
    for place in settings:
        found = _type(place.source, names, queues)
        if found is not None and names.get(place.variable, found) is not found:
            message = f"{place.variable!r} is a {names[place.variable]} elsewhere, here a {found}"
            yield place.flow.problem(*place.path, message=message, hint="take another name")
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            checker = Checker(names={**names, **node.names()}, queues=queues, unseen=unseen)
            yield from _formulas(flow, name, node, checker)
            yield from _templates(flow, name, node, checker, lacks_money)


def _settings(folder: Folder) -> Iterator[_Set]:
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            for made in node.defines():
                source = made.source
                tree = source if isinstance(source, Type) else _read(source)
                yield _Set(flow, ("nodes", name, *made.field), made.variable, tree)


def _read(formula: str) -> Expression | None:
    try:
        return parse(formula)
    except Malformed:
        return None


def _type(
    source: Type | Expression | None, names: Mapping[str, Type], queues: Collection[str]
) -> Type | None:
    if source is None or isinstance(source, Type):
        return source
    return Checker(names=names, queues=queues).type_of(source)


def _types(
    settings: list[_Set], known: Mapping[str, Type], queues: Collection[str]
) -> dict[str, Type]:
    """Return each variable's type, from those formulas whose own variables are known, onwards."""
    types: dict[str, Type] = {}
    progress = True
    while progress:
        progress = False
        for place in settings:
            if place.variable not in types:
                found = _type(place.source, {**known, **types}, queues)
                if found is not None:
                    types[place.variable] = found
                    progress = True
    return types


def _formulas(flow: Flow, name: str, node: NodeFile, known: Checker) -> Iterator[Problem]:
    for field, formula, wanted in node.formulas():
        checker = replace(known, flaws=[])
        try:
            checker.need(parse(formula), wanted)
        except Malformed as error:
            checker.flaws.append(error.flaw)
        for flaw in checker.flaws:
            yield _problem(flow, ("nodes", name, *field), flaw)


def _templates(
    flow: Flow, name: str, node: NodeFile, known: Checker, lacks_money: Collection[str]
) -> Iterator[Problem]:
    for field, text in node.templates():
        for tag, words in text.items():
            path = ("nodes", name, *field, tag)
            parts, flaws = read_template(words)
            for flaw in flaws:
                yield _problem(flow, path, flaw)
            for part in parts:
                if not isinstance(part, Blank):
                    continue
                found = _blank(part, known)
                if found is None and part.manner is Manner.MONEY and tag in lacks_money:
                    message = f"nothing tells how {tag!r} says an amount"
                    hint = "add 'money' to the language in languages.yaml"
                    found = Flaw(at=part.at, message=message, hint=hint)
                if found is not None:
                    yield _problem(flow, path, found)


def _blank(blank: Blank, known: Checker) -> Flaw | None:
    found = known.names.get(blank.name)
    if found is None and blank.name in known.unseen:
        return None
    if found is None:
        hint = did_you_mean(blank.name, known.names)
        return Flaw(at=blank.at, message=f"unknown variable {blank.name!r}", hint=hint)
    fitting = MANNERS[found]
    if not fitting:
        message = f"{blank.name!r} is a {found}, which cannot be read out"
        return Flaw(at=blank.at, message=message, hint="say it with a branch node")
    if blank.manner is not None and blank.manner not in fitting:
        message = f"{blank.name!r} is a {found} and cannot be said as '{blank.manner}'"
        return Flaw(at=blank.at, message=message, hint=f"known here: {', '.join(fitting)}")
    return None


def _problem(flow: Flow, path: tuple[str, ...], flaw: Flaw) -> Problem:
    return flow.problem_within(path, flaw.at, message=flaw.message, hint=flaw.hint)

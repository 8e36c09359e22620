"""Every name that stands for something must be the name of something."""

from collections.abc import Iterator

from ivr.flow.checks.calling_back import check_callback
from ivr.flow.checks.queues import check_enqueue
from ivr.flow.loading.called import called_only
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import Source
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.callback import CallbackSpec
from ivr.flow.schema.knowledge_node import KnowledgeSpec
from ivr.flow.schema.questions import QuestionListSpec


def check_names(folder: Folder) -> Iterator[Problem]:
    """Report names of flows, nodes, queues, destinations and questions that nothing has."""
    yield from _city(folder)
    called = called_only(folder)
    for name, flow in folder.flows.items():
        yield from _flow(folder, flow, is_called=name in called)


def _city(folder: Folder) -> Iterator[Problem]:
    human = folder.city.value.human.goto
    if folder.flows and folder.city.stands("human") and not _is_a_node(folder, human):
        queues = {
            name
            for flow in folder.flows.values()
            for name, node in flow.value.nodes.items()
            if isinstance(node, spec.EnqueueSpec)
        }
        yield folder.city.unknown_name(("human", "goto"), "enqueue node", human, queues)
    known = folder.numbers.destinations
    names = folder.numbers.destination_names
    if not folder.city.stands("emergency"):
        return
    for here, entry in folder.city.value.emergency.entries():
        name, path = entry.destination, (*here, "destination")
        if name not in names:
            yield folder.city.unknown_name(path, "destination", name, names)
        elif name in known and not (known[name].connect and known[name].calendar is None):
            message = "an emergency destination is connected at once and at all hours"
            hint = f"take 'connect' and 'calendar' away from {name!r}"
            yield folder.city.problem(*path, message=message, hint=hint)


def _is_a_node(folder: Folder, name: str) -> bool:
    return any(name in folder.names.nodes(flow) for flow in folder.flows.values())


def _flow(folder: Folder, flow: Source[spec.FlowFile], *, is_called: bool) -> Iterator[Problem]:
    nodes = flow.value.nodes
    names = folder.names.nodes(flow)
    if flow.value.start not in names and flow.stands("start"):
        yield flow.unknown_name(("start",), "node", flow.value.start, names)
    human = folder.city.value.human.goto
    is_unread = human in names and human not in nodes
    is_missed = not is_unread and not isinstance(nodes.get(human), spec.EnqueueSpec)
    is_told_once = not folder.city.stands("human") or not _is_a_node(folder, human)
    # Who asks for a person in a flow that is called comes to the one of the flow that called it.
    if is_missed and not is_called and not is_told_once:
        yield flow.problem(
            message=f"no enqueue node {human!r}, where callers who ask for a person go",
            hint="city.yaml names it at human.goto",
        )
    for name, node in nodes.items():
        for edge in node.edges():
            path = ("nodes", name, *edge.field)
            if edge.target is None:
                yield flow.problem(
                    *path[:2],
                    message=f"dead end: {node.type} has no {'.'.join(edge.field)!r}",
                    hint="name the node that follows; a hang_up node ends a call",
                )
            elif edge.target not in names:
                yield flow.unknown_name(path, "node", edge.target, names)
        yield from _references(folder, flow, name, node)


def _references(
    folder: Folder, flow: Source[spec.FlowFile], name: str, node: spec.NodeSpec
) -> Iterator[Problem]:
    if (found := questions_of(node)) is not None:
        within, questions = found
        yield from _listed(folder, flow, ("nodes", name, *within), questions)
    match node:
        case spec.EnqueueSpec():
            yield from check_enqueue(folder, flow, name, node)
        case CallbackSpec():
            yield from check_callback(folder, flow, name, node)
        case spec.TransferSpec(destination=destination) if destination is not None:
            known = folder.numbers.destination_names
            if destination not in known:
                path = ("nodes", name, "destination")
                yield flow.unknown_name(path, "destination", destination, known)
        case spec.HoursSpec(calendar=calendar) if calendar is not None:
            calendars = folder.names.calendars
            if calendar not in calendars:
                path = ("nodes", name, "calendar")
                yield flow.unknown_name(path, "calendar", calendar, calendars)
        case KnowledgeSpec(category=category, by_tree=by_tree):
            top = by_tree.category if by_tree is not None else None
            codes = folder.names.items
            for code, *where in ((category, "category"), (top, "by_tree", "category")):
                if code is not None and code not in codes:
                    yield flow.unknown_name(("nodes", name, *where), "item", code, codes)
        case _:
            return


def questions_of(node: spec.NodeSpec) -> tuple[tuple[str, ...], QuestionListSpec] | None:
    """Return the questions that a node offers, and where they stand in it."""
    match node:
        case spec.AnnounceSpec():
            return (), node
        case spec.EnqueueSpec(waiting=waiting) if waiting and waiting.questions:
            return ("waiting", "questions"), waiting.questions
        case _:
            return None


def _listed(
    folder: Folder,
    flow: Source[spec.FlowFile],
    path: tuple[str, ...],
    questions: QuestionListSpec,
) -> Iterator[Problem]:
    control = questions.control.questions if questions.control else []
    named = [
        *((("pinned", str(at), "question"), r.question) for at, r in enumerate(questions.pinned)),
        *((("banned", str(at), "question"), r.question) for at, r in enumerate(questions.banned)),
        *((("control", "questions", str(at)), code) for at, code in enumerate(control)),
    ]
    for where, code in named:
        known = folder.names.questions
        if code not in known:
            yield flow.unknown_name((*path, *where), "question", code, known)

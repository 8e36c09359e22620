"""Checks of a city's files against one another. Each returns problems with file and line."""

from collections.abc import Iterator

from ivr.flow.checks.knowledge import check_knowledge
from ivr.flow.checks.languages import check_languages
from ivr.flow.checks.names import check_names
from ivr.flow.checks.numbers import check_numbers
from ivr.flow.checks.paths import check_paths
from ivr.flow.checks.subflows import called_only, check_subflows
from ivr.flow.checks.variables import check_variables
from ivr.flow.checks.vocabulary import check_vocabulary
from ivr.flow.folder import Folder
from ivr.flow.problems import Problem


def check(folder: Folder) -> Iterator[Problem]:
    """Run every check. Ways through a flow are walked only when all its names are good."""
    names = [*check_names(folder), *check_subflows(folder)]
    yield from names
    yield from check_knowledge(folder)
    yield from check_numbers(folder)
    yield from check_languages(folder)
    yield from check_vocabulary(folder)
    yield from check_variables(folder)
    broken = {problem.file for problem in names}
    called = called_only(folder)
    for name, flow in folder.flows.items():
        if flow.file not in broken:
            yield from check_paths(folder, flow, is_called=name in called)

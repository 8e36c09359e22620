"""Checks of a city's files against one another. Each returns problems with file and line."""

from collections.abc import Iterator

from ivr.flow.checks.calendars import check_calendars
from ivr.flow.checks.knowledge import check_knowledge
from ivr.flow.checks.knowledge_node import check_knowledge_nodes
from ivr.flow.checks.languages import check_languages
from ivr.flow.checks.names import check_names
from ivr.flow.checks.numbers import check_numbers
from ivr.flow.checks.served import check_served
from ivr.flow.checks.status_page import check_status_page
from ivr.flow.checks.subflows import check_subflows
from ivr.flow.checks.variables import check_variables
from ivr.flow.checks.vocabulary import check_vocabulary
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.proof.prove import prove


def check(folder: Folder) -> Iterator[Problem]:
    """Run every check. The proofs are run only when all names and formulas are good.

    What is looked up is checked, and proven, only in a tree that is one.
    """
    names = [*check_names(folder), *check_subflows(folder)]
    yield from names
    if not names:
        yield from check_served(folder)
    knowledge = list(check_knowledge(folder))
    yield from knowledge
    if not names and not knowledge:
        yield from check_knowledge_nodes(folder)
    yield from check_calendars(folder)
    numbers = list(check_numbers(folder))
    yield from numbers
    yield from check_languages(folder)
    yield from check_vocabulary(folder)
    yield from check_status_page(folder)
    formulas = list(check_variables(folder))
    yield from formulas
    if not names and not knowledge and not numbers and not formulas:
        yield from prove(folder).problems

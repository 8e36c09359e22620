"""Checks of a city's files against one another. Each returns problems with file and line."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong with a city. `is_proven`: the proofs were run too."""

    problems: tuple[Problem, ...]
    is_proven: bool


def check(folder: Folder) -> Checked:
    """Run every check over what stands of a folder.

    The proofs are run only when every file is whole and all names and formulas are good. What is
    looked up is checked only in a tree that is one.
    """
    names = [*check_names(folder), *check_subflows(folder)]
    knowledge = list(check_knowledge(folder))
    needed = [
        *folder.problems,
        *names,
        *knowledge,
        *check_numbers(folder),
        *check_variables(folder),
    ]
    further = [
        *check_calendars(folder),
        *check_languages(folder),
        *check_vocabulary(folder),
        *check_status_page(folder),
    ]
    if not names and not folder.problems:
        further += check_served(folder)
    if not knowledge and folder.knowledge.is_whole:
        further += check_knowledge_nodes(folder)
    if not needed:
        further += prove(folder).problems
    return Checked(problems=(*needed, *further), is_proven=not needed)

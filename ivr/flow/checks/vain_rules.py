"""Rules for questions that do nothing: never in force, or said before. Slips, not faults."""

from collections.abc import Iterator

from ivr.flow.checks.names import questions_of
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.schema.questions import QuestionListSpec


def vain_rules(folder: Folder) -> Iterator[Problem]:
    """Report rules whose days end before they begin, that are said twice, or that a ban undoes."""
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            found = questions_of(node)
            if found is None:
                continue
            where, questions = found
            for (kind, at), message in _vain(questions):
                path = ("nodes", name, *where, kind, str(at))
                yield flow.problem(*path, message=message, hint="mend it, or take it away")


def _vain(questions: QuestionListSpec) -> Iterator[tuple[tuple[str, int], str]]:
    """Yield the kind and the number of each rule that does nothing, and why."""
    never = {
        rule.question for rule in questions.banned if not (rule.since or rule.until or rule.season)
    }
    for kind, rules in (("pinned", questions.pinned), ("banned", questions.banned)):
        for at, rule in enumerate(rules):
            if rule.since and rule.until and rule.until < rule.since:
                yield (kind, at), f"'until' is before 'since', {rule.since}: never in force"
            elif rule in rules[:at]:
                yield (kind, at), f"{rule.question!r} is {kind} twice"
            elif kind == "pinned" and rule.question in never:
                yield (kind, at), f"{rule.question!r} is banned at all times, so never pinned"

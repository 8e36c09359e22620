"""How soon a person is waited for on the quickest way, by the caller's language."""

from heapq import heappop, heappush

from ivr.flow.proof.space import Space, Step
from ivr.flow.proof.talk import longest_stay_s, spoken_s
from ivr.flow.schema import nodes as spec


def until_person(space: Space) -> dict[str | None, float]:
    """Return by language the seconds until a queue is entered, where one is.

    Everything said on the way is heard out; the key that leads to a person from everywhere is not
    used, and no way that comes after an answer. A way that is taken because the caller does nothing
    takes as long as is waited for.
    """
    found: dict[str | None, float] = {}
    done = set[int]()
    ahead = [(0.0, 0)]
    while ahead:
        spent_s, number = heappop(ahead)
        if number in done:
            continue
        done.add(number)
        if isinstance(space.spec_at(number), spec.EnqueueSpec):
            found.setdefault(space.places[number].language, spent_s)
            continue
        for step in space.steps[number]:
            if not step.is_everywhere and not step.is_help and step.to not in done:
                heappush(ahead, (spent_s + _stay_s(space, number, step), step.to))
    return found


def _stay_s(space: Space, number: int, step: Step) -> float:
    node, entry = space.spec_at(number), space.entry
    if isinstance(node, spec.DetectLanguageSpec):
        # Nothing is asked where the line tells the language, or it is known already.
        is_hinted = entry.hint is not None and entry.probability >= node.hint_threshold
        if is_hinted or space.places[number].language is not None:
            return 0.0
    return longest_stay_s(space, number) if step.is_silent else spoken_s(space, number)

"""How long it takes: until anything is said, until the caller has a say, until a person is offered.

Times are the longest over all paths, from the estimates of `ivr.flow.pace`; what the caller does
not answer is asked as often as it may be. Notices are heard at the front of every path: they are
speech, a key skips them, and they delay by so much whatever comes after.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ivr.flow.expression.template import Blank, parse_template
from ivr.flow.offer_line import spoken_line
from ivr.flow.pace import speaking_s
from ivr.flow.proof.city import City
from ivr.flow.proof.finding import Finding, example, path_to
from ivr.flow.proof.longest import longest_paths
from ivr.flow.proof.space import Space, Step
from ivr.flow.question_list import KEYS, keys_of
from ivr.flow.request_outcome import OUTCOME_NAME, OUTCOME_S
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.ask import AskSpec
from ivr.flow.schema.knowledge_node import KnowledgeSpec
from ivr.flow.schema.status import StatusSpec

FIRST_SPEECH, FIRST_CHOICE, PERSON_TOLD = "first_speech", "first_choice", "person_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The longest time in seconds, and what is longer than it may be."""

    longest_s: float
    findings: tuple[Finding, ...]


def until_speech(space: Space) -> Measured:
    """Measure the time before anything is said; the music of a queue is not speech."""
    return _measure(
        space,
        proof=FIRST_SPEECH,
        limit_s=space.city.limits.first_speech_s,
        stay_s=lambda number: 0.0,
        stops=lambda number: spoken_s(space, number) > 0 or space.spec_at(number).helps,
        at_end_s=lambda number: _music_s(space, number),
        message="about {total:.1f} s pass here before anything is said, at most {limit:g} s",
        hint="say a word before",
    )


def until_choice(space: Space) -> Measured:
    """Measure the talk before the caller is first asked something, or helped."""
    return _measure(
        space,
        proof=FIRST_CHOICE,
        limit_s=space.city.limits.first_choice_s,
        stay_s=lambda number: spoken_s(space, number),
        stops=lambda number: _asks(space, number),
        at_end_s=lambda number: 0.0,
        message="about {total:.1f} s of talk before the caller is asked here, at most {limit:g} s",
        hint="shorten what is said before",
    )


def until_person_told(space: Space) -> Measured:
    """Measure the time before the caller has heard how to reach a person, or is helped."""

    def stops(number: int) -> bool:
        return space.spec_at(number).helps or _tells_person(space, number)

    def at_end_s(number: int) -> float:
        return spoken_s(space, number) if _tells_person(space, number) else 0.0

    return _measure(
        space,
        proof=PERSON_TOLD,
        limit_s=space.city.limits.person_told_s,
        stay_s=lambda number: longest_stay_s(space, number) + told_s(space, number),
        stops=stops,
        at_end_s=at_end_s,
        message="{total:.0f} s may pass before a caller is told here of the way to a person, "
        "or helped, at most {limit:g} s",
        hint="let a menu or a question come earlier, or shorten what is before it",
    )


def notices_s(city: City) -> float:
    """Return how long notices may take: emergencies, heard in every first-line language."""
    notices = city.folder.city.value.notices
    return notices.at_once * notices.max_s * len(city.first_line)


def _measure(
    space: Space,
    *,
    proof: str,
    limit_s: float,
    stay_s: Callable[[int], float],
    stops: Callable[[int], bool],
    at_end_s: Callable[[int], float],
    message: str,
    hint: str,
) -> Measured:
    """Find the longest path to each place that stops the clock."""
    ways = _ways_before(space, stops)
    longest, parents = longest_paths(ways, stay_s)
    findings = []
    most_s = 0.0
    for number, spent_s in longest.items():
        if stops(number):
            total_s = spent_s + at_end_s(number)
            most_s = max(most_s, total_s)
            if total_s > limit_s:
                place = space.places[number]
                findings.append(
                    Finding(
                        proof=proof,
                        flow=place.flow,
                        node=place.node,
                        message=message.format(total=total_s, limit=limit_s),
                        example=example(space, path_to(number, parents)),
                        hint=hint,
                    )
                )
    return Measured(longest_s=most_s, findings=tuple(findings))


def _ways_before(space: Space, stops: Callable[[int], bool]) -> list[list[Step]]:
    """Return the ways on from each place where the clock runs, one for each that follows."""
    ways: list[list[Step]] = []
    for number, steps in enumerate(space.steps):
        onward = {} if stops(number) else {s.to: s for s in steps if not s.is_everywhere}
        ways.append(list(onward.values()))
    return ways


def _asks(space: Space, number: int) -> bool:
    """Whether the caller has a say here; what a line is called for is no talk before it."""
    node = space.spec_at(number)
    return node.asks or (isinstance(node, spec.SaySpec) and node.informs)


def spoken_s(space: Space, number: int) -> float:
    """Return how long the first thing takes that is said at a place, in the caller's language."""
    place, city = space.places[number], space.city
    node = space.spec_at(number)
    tags = city.first_line if place.language is None else (place.language,)
    total_s = 0.0
    if isinstance(node, spec.AnnounceSpec):
        total_s += sum(_list_s(space, node, tag) for tag in tags)
    elif isinstance(node, KnowledgeSpec):
        total_s += sum(_level_s(space, node, tag) for tag in tags)
    else:
        first = city.first_text(place.flow, place.node)
        total_s += sum(speaking_s(first.get(tag, "")) for tag in tags)
    if total_s > 0 and _tells_person(space, number):
        announce = city.folder.city.value.human.announce
        total_s += sum(speaking_s(announce.get(tag, "")) for tag in tags)
    return total_s


def _list_s(space: Space, node: spec.AnnounceSpec, tag: str) -> float:
    """Return how long the questions take to offer if their titles are the longest there are."""
    item = node.item.get(tag)
    if item is None:
        return 0.0
    offered = zip(keys_of(node.count), space.city.longest_titles.get(tag, []), strict=False)
    texts = [(node.intro or {}).get(tag, "")]
    for key, title in offered:
        texts += spoken_line(item, key=key, title=title)
    return sum(speaking_s(text) for text in texts)


def _level_s(space: Space, node: KnowledgeSpec, tag: str) -> float:
    """Return how long the prompt takes, with all that the tree ever offers first."""
    texts, item = [node.prompt.get(tag, "")], (node.item or {}).get(tag)
    if texts[0] and item is not None and node.by_tree is not None:
        listed = space.city.knowledge.entries(node.top, None)
        for key, each in zip(KEYS, listed, strict=False):
            if tag in each.title:
                texts += spoken_line(item, key=key, title=each.title[tag])
    return sum(speaking_s(text) for text in texts)


def _tells_person(space: Space, number: int) -> bool:
    node = space.spec_at(number)
    if not node.tells_person or (isinstance(node, AskSpec) and node.answer.type == "recording"):
        return False
    place = space.places[number]
    tags = space.city.first_line if place.language is None else (place.language,)
    announce = space.city.folder.city.value.human.announce
    return any(tag in announce for tag in tags)


def longest_stay_s(space: Space, number: int) -> float:
    """Return how long a caller who does nothing stays at a place."""
    node = space.spec_at(number)
    own_s = spoken_s(space, number)
    if not own_s:
        return 0.0
    patience_s = getattr(node, "timeout_s", 0.0)
    return float(own_s + patience_s) * int(getattr(node, "attempts", 1))


def told_s(space: Space, number: int) -> float:
    """Return how long the answer of a place takes: a status with the longest outcome there may be.

    Nothing at a place that gives no such answer.
    """
    node, place = space.spec_at(number), space.places[number]
    if not isinstance(node, StatusSpec):
        return 0.0
    tags = space.city.first_line if place.language is None else (place.language,)
    parts = (
        (*node.statuses.values(), node.other),
        (node.due, node.overdue),
        (node.outcome, node.outcome_other),
    )
    found_s = sum(
        max(_filled_s((text or {}).get(tag, "")) for text in texts)
        for tag in tags
        for texts in parts
    )
    return max(found_s, sum(_filled_s((node.unknown or {}).get(tag, "")) for tag in tags))


def _filled_s(text: str) -> float:
    """Return how long a text takes when the outcome in it is as long as it may be."""
    blanks = (part for part in parse_template(text) if isinstance(part, Blank))
    outcomes = sum(1 for blank in blanks if blank.name == OUTCOME_NAME)
    return speaking_s(text) + outcomes * OUTCOME_S


def _music_s(space: Space, number: int) -> float:
    """Return how long nothing but music is heard where the caller waits without a word before."""
    node = space.spec_at(number)
    if isinstance(node, spec.EnqueueSpec) and node.waiting and not spoken_s(space, number):
        return node.waiting.after_s
    return 0.0

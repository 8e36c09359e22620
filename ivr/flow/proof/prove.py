"""All proofs of a city's flows, and the figures that come with them."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.proof.circles import circles
from ivr.flow.proof.city import City
from ivr.flow.proof.ends import ends_without_help
from ivr.flow.proof.finding import Finding
from ivr.flow.proof.situations import Situation, situations
from ivr.flow.proof.space import Space, explore
from ivr.flow.proof.structure import structure
from ivr.flow.proof.talk import Measured, notices_s, until_choice, until_person_told, until_speech
from ivr.flow.proof.words import languages_read_out, unheard_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was looked at and what came of it. Times are seconds, the longest over all paths.

    `situations` are the hours that differ, `places` those that calls can be in: node, language
    and the flows to return to, for each line and situation. Without problems all is proven.
    """

    problems: tuple[Problem, ...]
    situations: tuple[Situation, ...]
    lines: tuple[str, ...]
    languages: tuple[str, ...]
    places: int
    first_speech_s: float
    first_choice_s: float
    person_told_s: float
    person_told_with_notices_s: float


def prove(folder: Folder) -> Proof:
    """Prove the flows of a folder whose names, texts and formulas have been checked."""
    city = City(folder)
    hours = situations(city.timed, city.zone)
    findings: dict[tuple[str, str, str], Finding] = {}
    longest = [0.0, 0.0, 0.0]
    places = 0
    for entry in city.entries:
        for situation in hours:
            space = explore(city, entry, situation)
            places += len(space.places)
            measured = (until_speech(space), until_choice(space), until_person_told(space))
            longest = [max(a, b.longest_s) for a, b in zip(longest, measured, strict=True)]
            for finding in _findings(space, measured):
                findings.setdefault((finding.proof, finding.flow, finding.node), finding)
    with_notices_s = longest[2] + notices_s(city)
    return Proof(
        problems=(
            *structure(folder),
            *languages_read_out(folder),
            *(_problem(folder, finding) for finding in findings.values()),
            *_notices(folder, with_notices_s),
        ),
        situations=hours,
        lines=tuple(entry.number for entry in city.entries),
        languages=city.languages,
        places=places,
        first_speech_s=longest[0],
        first_choice_s=longest[1],
        person_told_s=longest[2],
        person_told_with_notices_s=with_notices_s,
    )


def _findings(space: Space, measured: tuple[Measured, ...]) -> Iterator[Finding]:
    yield from ends_without_help(space)
    yield from circles(space)
    yield from unheard_words(space)
    for each in measured:
        yield from each.findings


def _notices(folder: Folder, longest_s: float) -> Iterator[Problem]:
    city = folder.city.value
    limit_s = city.limits.person_told_with_notices_s
    if longest_s > limit_s:
        yield folder.city.problem(
            "notices",
            "max_s",
            message=f"with {city.notices.at_once} notices of {city.notices.max_s:g} s in each of "
            f"{len(city.first_line)} languages {longest_s:.0f} s may pass before a caller is told "
            f"of the way to a person, or helped, at most {limit_s:g} s",
            hint="lower 'max_s' or 'at_once' of 'notices', or raise "
            "'limits: person_told_with_notices_s'",
        )


def _problem(folder: Folder, finding: Finding) -> Problem:
    message = f"{finding.message}: {finding.example}" if finding.example else finding.message
    path = ("nodes", finding.node)
    return folder.flows[finding.flow].problem(*path, message=message, hint=finding.hint)

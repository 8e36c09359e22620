"""A city's golden transcripts: every `*.test.yaml` of its folder, played in virtual time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ivr.flow.loading.folder import TEST_SUFFIX
from ivr.flow.loading.problems import Problem, SourceErrors
from ivr.flow.loading.source import Source, load_source
from ivr.flow.profile import Profile
from ivr.flow.rehearsal.transcript_schema import CallSpec, TranscriptFile
from ivr.flow.rehearsal.turns import play


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One call of a transcript and what became of it; `problem` None when all went well."""

    file: str
    name: str
    seconds: float
    problem: Problem | None


def read_transcripts(folder: Path) -> list[Source[TranscriptFile]]:
    """Read every transcript of a city.

    Raises:
        SourceErrors: with the problems of all of them together.
    """
    sources: list[Source[TranscriptFile]] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob(f"*{TEST_SUFFIX}")):
        try:
            sources.append(load_source(file, TranscriptFile))
        except SourceErrors as errors:
            problems.extend(errors.problems)
    if problems:
        raise SourceErrors(problems)
    return sources


def play_all(
    sources: list[Source[TranscriptFile]],
    profile: Profile,
    *,
    wanted: Callable[[str], bool] = lambda name: True,
) -> Iterator[Played]:
    """Play the calls whose names are wanted, in order."""
    for source in sources:
        for index, test in enumerate(source.value.tests):
            if wanted(test.name):
                yield _play(source, index, test, profile)


def _play(source: Source[TranscriptFile], index: int, test: CallSpec, profile: Profile) -> Played:
    call, failure = play(test, profile)
    problem = None
    if failure is not None:
        path = ("tests", str(index), *failure.field)
        problem = source.problem(*path, message=failure.message)
    last = call.log[-1].at_s if call.log else 0.0
    return Played(file=source.file, name=test.name, seconds=last, problem=problem)

"""A city's golden transcripts: every `*.test.yaml` of its folder, played in virtual time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ivr.flow.loading.folder import TEST_SUFFIX
from ivr.flow.loading.problems import Problem, SourceErrors
from ivr.flow.loading.source import Source, load_source, read_text
from ivr.flow.loading.tree import read_tree
from ivr.flow.profile import Profile
from ivr.flow.rehearsal.transcript_schema import CallSpec, TranscriptFile
from ivr.flow.rehearsal.turns import play
from ivr.flow.rehearsal.writing import appended


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


def transcripts_in(file: Path) -> str:
    """Return the text of a file of transcripts, "" if there is none, so that calls can be added.

    Raises:
        SourceErrors: there is something wrong with it, or no item can be written below its last.
    """
    if not file.exists():
        return ""
    text = read_text(file)
    if text.strip():
        source = load_source(file, TranscriptFile)
        data, _, problems = read_tree(appended(text, "  - {}\n"), str(file))
        if problems or len(data["tests"]) != len(source.value.tests) + 1:
            message = "no call can be added below these"
            hint = "write each on lines of its own, beginning with '  - name:'"
            raise SourceErrors([source.problem("tests", message=message, hint=hint)])
    return text


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

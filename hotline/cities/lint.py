"""Everything that can be said of a city's folder before it is served."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hotline.cities.loading import collector_paused
from ivr.flow.checks import check
from ivr.flow.checks.calendars import vain_hours, years_missing
from ivr.flow.checks.calling_back import vain_slots
from ivr.flow.checks.unasked import unasked_skills
from ivr.flow.checks.unused import unnamed_exits, unnamed_queues
from ivr.flow.checks.vain_rules import vain_rules
from ivr.flow.loading.folder import read_folder, unread_files
from ivr.flow.loading.problems import Problem, SourceErrors
from ivr.flow.profile import Profile, compile_profile
from ivr.flow.rehearsal.transcripts import read_transcripts
from ivr.prompts.recordings import check_recordings


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What was found. `profile` is None where the files are not valid; advice does not hinder.

    `proofs_wait`: the flows could not be proven before the problems are mended.
    """

    profile: Profile | None
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...] = ()
    recordings: int = 0
    proofs_wait: bool = False

    @property
    def is_good(self) -> bool:
        """Whether the city can be served as it is."""
        return not self.problems


def lint_city(folder: Path, *, day: date) -> Linted:
    """Check every file of a city, its recordings and transcripts too, as of `day`."""
    linted = _lint(folder, day)
    linted = replace(linted, advice=(*unread_files(folder), *linted.advice))
    try:
        read_transcripts(folder)
    except SourceErrors as errors:
        return replace(linted, problems=(*linted.problems, *errors.problems))
    return linted


def _lint(folder: Path, day: date) -> Linted:
    try:
        with collector_paused():
            city = read_folder(folder)
            checked = check(city)
            if checked.problems:
                problems = SourceErrors(checked.problems).problems
                return Linted(profile=None, problems=problems, proofs_wait=not checked.is_proven)
            profile = compile_profile(city)
    except SourceErrors as errors:
        return Linted(profile=None, problems=errors.problems, proofs_wait=True)
    found = check_recordings(profile)
    return Linted(
        profile=profile,
        problems=found.problems,
        advice=(
            *unasked_skills(city),
            *unnamed_queues(city),
            *unnamed_exits(city),
            *vain_hours(city),
            *vain_rules(city),
            *vain_slots(city),
            *years_missing(city, day),
            *found.advice,
        ),
        recordings=found.count,
    )

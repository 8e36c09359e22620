"""Everything that can be said of a city's folder before it is served."""

from dataclasses import dataclass
from pathlib import Path

from ivr.flow.checks.unasked import unasked_skills
from ivr.flow.loading.folder import read_folder
from ivr.flow.loading.problems import Problem, SourceErrors
from ivr.flow.profile import Profile, load_profile
from ivr.prompts.recordings import check_recordings


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What was found. `profile` is None where the files are not valid; advice does not hinder."""

    profile: Profile | None
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...] = ()
    recordings: int = 0

    @property
    def is_good(self) -> bool:
        """Whether the city can be served as it is."""
        return not self.problems


def lint_city(folder: Path) -> Linted:
    """Check every file of a city, its recordings too."""
    try:
        profile = load_profile(folder)
    except SourceErrors as errors:
        return Linted(profile=None, problems=errors.problems)
    found = check_recordings(profile)
    return Linted(
        profile=profile,
        problems=found.problems,
        advice=(*unasked_skills(read_folder(folder)), *found.advice),
        recordings=found.count,
    )

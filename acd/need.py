"""What an entry needs, what an agent can do, and how far the one falls short of the other.

Agents with the same kinds, skills and languages are interchangeable but for how long they have
been idle; entries with the same kind, skills and language are interchangeable but for their place
in the order. Both facts keep the work of a decision independent of how many there are of either.

Languages are BCP 47 tags and match by lookup (RFC 4647, section 3.4): the caller's tag is
shortened from the right until the agent has it, so `es-MX` is served by an agent who lists `es`.
Case does not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.model import AgentProfile, QueueKind

BEST_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Need:
    """The kind of work, the lowest level of each skill, the language that must be spoken."""

    kind: QueueKind
    skills: tuple[tuple[str, int], ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class Capability:
    """What an agent can do; languages in lower case. Equal for interchangeable agents."""

    kinds: frozenset[QueueKind]
    skills: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]


def capability(profile: AgentProfile) -> Capability:
    """The part of a profile that decides which entries the agent can serve."""
    return Capability(
        kinds=profile.kinds,
        skills=tuple(sorted(profile.skills.items())),
        languages=tuple(sorted((tag.lower(), n) for tag, n in profile.languages.items())),
    )


def need(
    kind: QueueKind,
    queue_skills: Mapping[str, int],
    call_skills: Mapping[str, int],
    language: str | None,
) -> Need:
    """Combine a queue's and a call's requirements: of each skill the higher level counts."""
    return Need(
        kind=kind,
        skills=tuple(sorted(merge_skills(queue_skills, call_skills).items())),
        language=language.lower() if language else None,
    )


def merge_skills(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Of each skill the higher level."""
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in {**one, **other}}


def level(levels: tuple[tuple[str, int], ...], name: str) -> int:
    """The level listed for `name`, 0 if none is."""
    return next((value for key, value in levels if key == name), 0)


def language_level(able: Capability, tag: str) -> int:
    """How well the language is spoken, 0 if not at all."""
    here = tag.lower()
    while here:
        found = level(able.languages, here)
        if found:
            return found
        here = here.rpartition("-")[0]
    return 0


def same_language(one: str | None, other: str | None) -> bool:
    """Whether two tags are the same but for case."""
    return (one or "").lower() == (other or "").lower()


def shortfall(able: Capability, wanted: Need) -> str:
    """Why agents of this capability can never meet the need; empty if they can."""
    if wanted.kind not in able.kinds:
        return "wrong_kind"
    for name, least in wanted.skills:
        if level(able.skills, name) < least:
            return f"lacks_skill:{name}"
    if wanted.language and not language_level(able, wanted.language):
        return f"lacks_language:{wanted.language}"
    return ""

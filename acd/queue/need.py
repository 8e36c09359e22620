"""What an entry needs, what an agent can do, and how far the one falls short of the other.

Agents of equal capability are interchangeable but for how long they have been idle and how busy
they were; entries of equal need are interchangeable but for their place in the order.

Both sides can be looked up without comparing each with each. A *mark* is a kind of work, one
attribute (a skill, a group, a site, or none) and one language (or none). An agent bears the marks
of everything they have; whoever meets a need bears at least one of the need's marks, so only
bearers of those have to be asked for their `shortfall`.

Languages are BCP 47 tags and match by lookup (RFC 4647, section 3.4): the caller's tag is
shortened from the right until the agent has it, so `es-MX` is served by an agent who lists `es`.
Case does not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product

from acd.plan.model import AgentProfile, QueueKind

Attribute = tuple[str, str]
Mark = tuple[QueueKind, Attribute, str | None]

NO_ATTRIBUTE: Attribute = ("", "")


@dataclass(frozen=True, slots=True)
class Need:
    """What an agent must be: of one of the kinds, and of each skill at least the level.

    `language` must be spoken and `lacking` must not. `groups` and `sites` are where the agent may
    belong, empty for anywhere.
    """

    kinds: tuple[QueueKind, ...]
    skills: tuple[tuple[str, int], ...]
    language: str | None
    groups: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    lacking: str | None = None
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Needs are keys of many tables: hash once."""
        object.__setattr__(self, "_hash", hash(self._given()))

    def __hash__(self) -> int:
        """That of the fields."""
        return self._hash

    def __reduce__(self) -> tuple[type["Need"], tuple[object, ...]]:
        """Hashes differ from process to process: what is copied is made anew."""
        return Need, self._given()

    def _given(self) -> tuple[object, ...]:
        return (
            self.kinds,
            self.skills,
            self.language,
            self.groups,
            self.sites,
            self.lacking,
        )


@dataclass(frozen=True, slots=True)
class Capability:
    """What an agent can do and where they belong; languages in lower case.

    `rank` is 0 for people and the place among the vendors for a vendor's line.
    """

    kinds: frozenset[QueueKind]
    skills: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    group: str = ""
    site: str = ""
    rank: int = 0


def capability(profile: AgentProfile) -> Capability:
    """The part of a profile that decides which entries the agent can serve."""
    return Capability(
        kinds=profile.kinds,
        skills=tuple(sorted(profile.skills.items())),
        languages=tuple(sorted((tag.lower(), n) for tag, n in profile.languages.items())),
        group=profile.group,
        site=profile.site,
        rank=profile.rank,
    )


def need(
    kinds: Iterable[QueueKind],
    queue_skills: Mapping[str, int],
    call_skills: Mapping[str, int],
    language: str | None,
    *,
    groups: Iterable[str] = (),
    sites: Iterable[str] = (),
) -> Need:
    """Combine a queue's and a call's requirements: of each skill the higher level counts."""
    return _need(
        tuple(kinds),
        tuple(queue_skills.items()),
        tuple(call_skills.items()),
        language,
        tuple(groups),
        tuple(sites),
    )


@lru_cache(maxsize=4096)
def _need(
    kinds: tuple[QueueKind, ...],
    queue_skills: tuple[tuple[str, int], ...],
    call_skills: tuple[tuple[str, int], ...],
    language: str | None,
    groups: tuple[str, ...],
    sites: tuple[str, ...],
) -> Need:
    """A pure function, and calls ask for the same few needs again and again."""
    return Need(
        kinds=tuple(sorted(kinds)),
        skills=tuple(sorted(merge_skills(dict(queue_skills), dict(call_skills)).items())),
        language=language.lower() if language else None,
        groups=tuple(sorted(groups)),
        sites=tuple(sorted(sites)),
    )


def merge_skills(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Of each skill the higher level."""
    if not other:
        return dict(one)
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in {**one, **other}}


def level(levels: tuple[tuple[str, int], ...], name: str) -> int:
    """The level listed for `name`, 0 if none is."""
    for key, value in levels:
        if key == name:
            return value
    return 0


@lru_cache(maxsize=4096)
def lookups(tag: str) -> tuple[str, ...]:
    """The tag in lower case and what it is shortened to, the longest first."""
    found, here = [], tag.lower()
    while here:
        found.append(here)
        here = here.rpartition("-")[0]
    return tuple(found)


def spoken_as(able: Capability, tag: str) -> tuple[str, int]:
    """The agent's own tag that the wanted one is served by, and its level; ('', 0) for none."""
    for here in lookups(tag):
        found = level(able.languages, here)
        if found:
            return here, found
    return "", 0


def language_level(able: Capability, tag: str) -> int:
    """How well the language is spoken, 0 if not at all."""
    return spoken_as(able, tag)[1]


def same_language(one: str | None, other: str | None) -> bool:
    """Whether two tags are the same but for case."""
    return (one or "").lower() == (other or "").lower()


def shortfall(able: Capability, wanted: Need) -> str:
    """Why agents of this capability can never meet the need; empty if they can."""
    if able.kinds.isdisjoint(wanted.kinds):
        return "wrong_kind"
    for name, least in wanted.skills:
        if level(able.skills, name) < least:
            return f"lacks_skill:{name}"
    if wanted.language and not language_level(able, wanted.language):
        return f"lacks_language:{wanted.language}"
    if wanted.groups and able.group not in wanted.groups:
        return "wrong_group"
    if wanted.sites and able.site not in wanted.sites:
        return "wrong_site"
    if wanted.lacking and language_level(able, wanted.lacking):
        return f"speaks:{wanted.lacking}"
    return ""


@lru_cache(maxsize=4096)
def of_others(wanted: Need, language: str) -> Need:
    """The same need, of agents who do not speak the language."""
    return replace(wanted, language=None, lacking=language.lower())


def marks_borne(able: Capability) -> tuple[Mark, ...]:
    """Every mark an agent of this capability bears, each once."""
    attributes = [
        NO_ATTRIBUTE,
        *(("skill", name) for name, _ in able.skills),
        ("group", able.group),
    ]
    if able.site:
        attributes.append(("site", able.site))
    languages = [None, *(tag for tag, _ in able.languages)]
    return tuple(product(sorted(able.kinds), attributes, languages))


@lru_cache(maxsize=4096)
def marks_wanted(wanted: Need) -> tuple[Mark, ...]:
    """Marks of which everyone who meets the need bears at least one."""
    languages = tuple(lookups(wanted.language)) if wanted.language else (None,)
    return tuple(product(wanted.kinds, attributes_wanted(wanted), languages))


def attributes_wanted(wanted: Need) -> tuple[Attribute, ...]:
    """Attributes of which everyone who meets the need has at least one."""
    if wanted.skills:
        return (("skill", wanted.skills[0][0]),)
    if wanted.groups:
        return tuple(("group", name) for name in wanted.groups)
    if wanted.sites:
        return tuple(("site", name) for name in wanted.sites)
    return (NO_ATTRIBUTE,)

"""Who would serve a language: the rules of `interpreting` asked for all languages at once."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from acd.plan.model import AgentProfile, QueueKind, RoutingPlan
from acd.queue.need import capability, language_level


class ServedBy(StrEnum):
    """How a caller of a language is served, the best way first."""

    NATIVE = "native"
    INTERPRETER = "interpreter"
    VENDOR = "vendor"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageService:
    """One language: agents who speak it, people who interpret it, and vendors in their order."""

    tag: str
    natives: tuple[str, ...]
    interpreters: tuple[str, ...]
    vendors: tuple[str, ...]

    @property
    def served_by(self) -> ServedBy:
        """The best of the ways. With nobody a caller gets any agent, and no interpreter."""
        if self.natives:
            return ServedBy.NATIVE
        if self.interpreters:
            return ServedBy.INTERPRETER
        return ServedBy.VENDOR if self.vendors else ServedBy.NOBODY


def service_of(
    plan: RoutingPlan, tag: str, on_duty: Collection[str] | None = None
) -> LanguageService:
    """Who serves the language; `on_duty` are the agents and lines at work, None for everyone."""
    able = [
        profile
        for name, profile in plan.everyone().items()
        if (on_duty is None or name in on_duty) and language_level(capability(profile), tag)
    ]
    return LanguageService(
        tag=tag,
        natives=tuple(each.agent_id for each in able if _serves_callers(each)),
        interpreters=tuple(
            each.agent_id
            for each in able
            if each.vendor is None and QueueKind.INTERPRETER in each.kinds
        ),
        vendors=tuple(dict.fromkeys(each.vendor.name for each in able if each.vendor is not None)),
    )


def _serves_callers(profile: AgentProfile) -> bool:
    return bool(profile.kinds - {QueueKind.INTERPRETER})

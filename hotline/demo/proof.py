"""What a scenario checked: each step with its time, what was seen, and whether it is right."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hotline.errors import HotlineError


class ScenarioFailed(HotlineError):
    """A step differed from what must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`at_s` is seconds since the scenario began."""

    at_s: float
    what: str
    seen: str
    right: bool


@dataclass(slots=True, kw_only=True)
class Proof:
    """The steps of one scenario, in order."""

    name: str
    title: str
    began: float
    steps: list[Step] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether every step was as it must be."""
        return bool(self.steps) and all(step.right for step in self.steps)

    def saw(self, what: str, seen: str = "") -> None:
        """Note a step that was awaited and came."""
        self._add(what, seen, right=True)

    def equal(self, what: str, seen: Any, wanted: Any) -> None:
        """Note a comparison; the scenario goes on, so that all differences are told."""
        right = seen == wanted
        self._add(what, f"{seen}" if right else f"{seen}, not {wanted}", right=right)

    def true(self, what: str, condition: bool, seen: str = "") -> None:
        """Note a condition."""
        self._add(what, seen or ("yes" if condition else "no"), right=condition)

    def failed(self, what: str, why: str) -> None:
        """Note the step at which the scenario could not go on."""
        self._add(what, why, right=False)

    def as_json(self) -> dict[str, Any]:
        """Return the proof for `--json`."""
        return {
            "name": self.name,
            "title": self.title,
            "right": self.right,
            "recordings": self.recordings,
            "steps": [
                {"at_s": round(s.at_s, 3), "what": s.what, "seen": s.seen, "right": s.right}
                for s in self.steps
            ],
        }

    def _add(self, what: str, seen: str, *, right: bool) -> None:
        at_s = asyncio.get_running_loop().time() - self.began
        self.steps.append(Step(at_s=at_s, what=what, seen=seen, right=right))


async def until(
    condition: Callable[[], Any], *, timeout_s: float, what: str, every_s: float = 0.1
) -> Any:
    """Return the first truthy value of `condition`.

    Raises:
        ScenarioFailed: it did not come within `timeout_s`.
    """
    loop = asyncio.get_running_loop()
    limit = loop.time() + timeout_s
    while True:
        if value := await asyncio.to_thread(condition):
            return value
        if loop.time() >= limit:
            raise ScenarioFailed(f"{what} did not come within {timeout_s:g} s")
        await asyncio.sleep(every_s)

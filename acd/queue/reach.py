"""Which needs somebody there could meet, and who wants to know when that changes.

Whoever keeps a book says who is there: those logged in, or those at work.
"""

from dataclasses import dataclass, field

from acd.queue.need import Capability, Need
from acd.queue.need_index import NeedIndex


@dataclass(slots=True)
class _Reach:
    """How many of those there could meet a need, and who asked."""

    able: int
    askers: dict[str, None] = field(default_factory=dict)


class ReachBook:
    """Counts, for every need that was ever asked about, the agents who could meet it."""

    def __init__(self) -> None:
        """Begin with no need."""
        self._needs: NeedIndex[_Reach] = NeedIndex()
        self._flipped: dict[str, None] = {}

    def knows(self, wanted: Need) -> bool:
        """Whether the need is counted."""
        return self._needs.get(wanted) is not None

    def begin(self, wanted: Need, able: int) -> None:
        """Count a need from now on; `able` of those there could meet it."""
        self._needs.put(wanted, _Reach(able))

    def ask(self, wanted: Need, asker: str) -> bool:
        """Whether anyone could meet a counted need; the asker is told when that changes."""
        reach = self._needs.get(wanted)
        if reach is None:
            return False
        reach.askers[asker] = None
        return reach.able > 0

    def forget(self, wanted: Need, asker: str) -> None:
        """The asker need not be told any more."""
        reach = self._needs.get(wanted)
        if reach is not None:
            reach.askers.pop(asker, None)

    def came(self, able: Capability) -> None:
        """An agent is there from now on."""
        for reach in self._needs.met_by(able):
            reach.able += 1
            if reach.able == 1:
                self._flipped.update(reach.askers)

    def went(self, able: Capability) -> None:
        """An agent is there no more."""
        for reach in self._needs.met_by(able):
            reach.able -= 1
            if reach.able == 0:
                self._flipped.update(reach.askers)

    def take_flipped(self) -> list[str]:
        """Who has to be told since the last call that an answer changed."""
        if not self._flipped:
            return []
        flipped, self._flipped = self._flipped, {}
        return list(flipped)

"""How the calls of a queue are shared among agent groups by weight.

Each group has a tag that grows by 1 / weight with every offer; the group with the smallest tag is
next. A group that had nobody there comes back at the tag of the last offer, not at its old one,
so that it is not given everything until it has caught up. This is start-time fair queueing
(Goyal, Vin and Cheng, IEEE/ACM Transactions on Networking 5, 1997) with groups for flows.
"""

from collections.abc import Mapping


class Shares:
    """The tags of one queue's groups; a group without a weight has the weight 1."""

    def __init__(self) -> None:
        """Begin with nothing given."""
        self._tags: dict[str, float] = {}
        self._last = 0.0

    def of(self, groups: tuple[str, ...]) -> dict[str, float]:
        """What counts as had by each of the groups."""
        return {group: max(self._tags.get(group, 0.0), self._last) for group in groups}

    def give(self, group: str, weights: Mapping[str, float]) -> None:
        """The group got an offer."""
        self._last = max(self._tags.get(group, 0.0), self._last)
        self._tags[group] = self._last + 1.0 / weights.get(group, 1.0)

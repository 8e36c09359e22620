"""Transfers by agents, as kept in segments: how many of each manner, and how many failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from acd.consults.messages import Manner, TransferOutcome
from db.models import Segment

_DONE = frozenset({TransferOutcome.COMPLETED.value, "answered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers:
    """Finished transfers by agents. `failed`, of either manner: the target never had the caller.

    A caller who hung up while a blind transfer was under way counts as failed. Those that a flow
    makes by itself are not among these.
    """

    blind: int
    attended: int
    failed: int

    @classmethod
    def of(cls, segments: Iterable[Segment]) -> Self:
        """Count the transfers among the segments."""
        finished = [
            segment
            for segment in segments
            if segment.kind == "transfer"
            and segment.role in tuple(Manner)
            and segment.ended_at is not None
        ]
        return cls(
            blind=sum(each.role == Manner.BLIND for each in finished),
            attended=sum(each.role == Manner.ATTENDED for each in finished),
            failed=sum(each.outcome not in _DONE for each in finished),
        )

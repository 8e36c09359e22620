"""Where callers are lost: for each node of each flow who came, who went on, and who hung up there.

Lost is a call whose caller hung up at the node and that ended as given up, in the menu or in the
queue. Whoever hung up after an answer, a message or a conversation ended there, and is not lost.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from db.models import Contact, LedgerRow
from db.models.calls import BLOCKED, TEST
from db.queries.figures import nearest_rank, share
from ivr.flow.events import CallEnded, ChoiceMade, Disposition, NodeEntered, NothingChosen
from ivr.flow.graph import Graph

_GIVEN_UP = (Disposition.ABANDONED_IN_MENU, Disposition.ABANDONED_IN_QUEUE)
_NODE, _END = NodeEntered.__name__, CallEnded.__name__
_CHOICE, _VAIN = ChoiceMade.__name__, NothingChosen.__name__
_AT_ONCE = 1000
"""How many events are in memory together."""
_MOST_NAMES = 10_000
"""A city has some hundreds of nodes, each of which comes thousands of times."""

Site = tuple[str, str]
"""A flow and one of its nodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLosses:
    """What became of the calls that came to a node.

    `calls` came, `visits` times in all. `lost` hung up there and were given up, after
    `lost_after_s` (the median, in seconds); `lost_share` = lost / calls. `ended` are the other
    calls that ended there, `there` those still at it. `ways` has the visits that went on to each
    node, `choices` how often each choice was made. `no_input` and `no_match` count attempts.
    `is_gone`: the flows as they are served have no such node of that type.
    """

    flow: str
    node: str
    type: str
    calls: int
    visits: int
    lost: int
    lost_share: float | None
    lost_after_s: float | None
    ended: int
    there: int
    ways: Mapping[str, int]
    choices: Mapping[str, int]
    no_input: int
    no_match: int
    is_gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOff:
    """The nodes, those where most calls were lost first. `calls` came to any node at all."""

    start: datetime
    end: datetime
    calls: int
    lost: int
    nodes: tuple[NodeLosses, ...]


@dataclass(slots=True)
class _Count:
    calls: int = 0
    visits: int = 0
    lost_s: list[float] = field(default_factory=list)
    ended: int = 0
    there: int = 0
    ways: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


class _Visit(NamedTuple):
    """A node that was entered, until what comes next in its call is known."""

    counts_in: _Count | None
    label: str
    at: datetime


def drop_off(
    session: Session,
    start: datetime,
    end: datetime,
    *,
    known: Mapping[Site, str],
    line: str = "",
    flow: str = "",
) -> DropOff:
    """Count the calls that started from `start` to before `end`.

    Args:
        session: on the records.
        start: the first moment.
        end: the moment after the last.
        known: the type of each node that is served now.
        line: only calls of this dialled number or alias; '' for all.
        flow: only the nodes of this flow; '' for all.
    """
    tally = _Tally(flow)
    for call_id, of_flow, kind, at, payload in session.execute(
        _events(_of_calls(start, end, line))
    ):
        tally.take(call_id, of_flow, kind, at, payload)
    tally.next_call("")
    nodes = [
        NodeLosses(
            flow=of_flow,
            node=node,
            type=kind,
            calls=count.calls,
            visits=count.visits,
            lost=len(count.lost_s),
            lost_share=share(len(count.lost_s), count.calls),
            lost_after_s=nearest_rank(sorted(count.lost_s), 50),
            ended=count.ended,
            there=count.there,
            ways=_most_first(count.ways),
            choices=_most_first(tally.choices.get((of_flow, node), {})),
            no_input=tally.vain[of_flow, node, "no_input"],
            no_match=tally.vain[of_flow, node, "no_match"],
            is_gone=not node.startswith("@") and known.get((of_flow, node)) != kind,
        )
        for (of_flow, node, kind), count in tally.counts.items()
    ]
    nodes.sort(key=lambda each: (-each.lost, -each.calls, each.flow, each.node, each.type))
    lost = sum(each.lost for each in nodes)
    return DropOff(start=start, end=end, calls=tally.calls, lost=lost, nodes=tuple(nodes))


def _of_calls(start: datetime, end: datetime, line: str) -> list[ColumnElement[bool]]:
    taken: list[ColumnElement[bool]] = [
        Contact.started_at >= start,
        Contact.started_at < end,
        Contact.direction != TEST,
        or_(Contact.disposition.is_(None), Contact.disposition != BLOCKED),
    ]
    if line:
        taken.append(or_(Contact.dialled == line, Contact.alias == line))
    return taken


def _events(taken: list[ColumnElement[bool]]) -> Select[Any]:
    """What happened at the nodes, one call after the other and each in its order."""
    columns = (LedgerRow.call_id, Contact.flow, LedgerRow.kind, LedgerRow.at, LedgerRow.payload)
    return (
        select(*columns)
        .join(Contact, Contact.call_id == LedgerRow.call_id)
        .where(LedgerRow.kind.in_((_NODE, _END, _CHOICE, _VAIN)), *taken)
        .order_by(LedgerRow.call_id, LedgerRow.id)
        .execution_options(yield_per=_AT_ONCE)
    )


class _Tally:
    """Counts every visit by what comes after it in its call: another node, the end, or nothing."""

    def __init__(self, flow: str) -> None:
        """Count the nodes of this flow; '' for all."""
        self.counts: defaultdict[tuple[str, str, str], _Count] = defaultdict(_Count)
        self.choices: defaultdict[Site, defaultdict[str, int]] = defaultdict(
            lambda: defaultdict(int)
        )
        self.vain: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self.calls = 0
        self._flow = flow
        self._call_id = ""
        self._seen: set[tuple[str, str, str]] = set()
        self._is_counted = False
        self._visit: _Visit | None = None

    def take(
        self, call_id: str, flow: str, kind: str, at: datetime, payload: Mapping[str, Any]
    ) -> None:
        """Count the next event of a call of `flow`."""
        if call_id != self._call_id:
            self.next_call(call_id)
        if kind == _NODE:
            self._enter(flow, payload["node"], payload["type"], at)
        elif kind == _END:
            self._end(payload["by"], payload["disposition"], at)
        elif kind == _CHOICE:
            self.choices[_site(flow, payload["node"])][payload["choice"]] += 1
        else:
            self.vain[*_site(flow, payload["node"]), payload["what"]] += 1

    def next_call(self, call_id: str) -> None:
        """Go on to another call; who is at a node of the one before is still there."""
        if self._visit is not None and self._visit.counts_in is not None:
            self._visit.counts_in.there += 1
        self._call_id, self._visit, self._is_counted = call_id, None, False
        self._seen.clear()

    def _enter(self, flow: str, label: str, kind: str, at: datetime) -> None:
        visit = self._visit
        if visit is not None and visit.counts_in is not None:
            visit.counts_in.ways[_seen_from(flow, visit.label, label)] += 1
        self.calls += not self._is_counted
        self._is_counted = True
        here = (*_site(flow, label), kind)
        count = self.counts[here] if not self._flow or here[0] == self._flow else None
        if count is not None:
            count.visits += 1
            count.calls += here not in self._seen
            self._seen.add(here)
        self._visit = _Visit(count, label, at)

    def _end(self, by: str, disposition: str, at: datetime) -> None:
        visit, self._visit = self._visit, None
        if visit is None or visit.counts_in is None:
            return
        if by == "caller" and disposition in _GIVEN_UP:
            visit.counts_in.lost_s.append((at - visit.at).total_seconds())
        else:
            visit.counts_in.ended += 1


@lru_cache(_MOST_NAMES)
def _site(flow: str, label: str) -> Site:
    """Return the flow and the node of a label on record: a called flow's node has its name."""
    called, dot, node = label.partition(".")
    return (called, node) if dot else (flow, label)


@lru_cache(_MOST_NAMES)
def _seen_from(flow: str, label: str, following: str) -> str:
    """Return how the next node is named: without its flow where that is the same."""
    here, _ = _site(flow, label)
    there, node = _site(flow, following)
    return node if here == there or node.startswith("@") else f"{there}.{node}"


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def known_nodes(flows: Mapping[str, Graph]) -> dict[Site, str]:
    """Return the type of every node of compiled flows."""
    return {(name, node): kind for name, flow in flows.items() for node, kind in flow.types.items()}

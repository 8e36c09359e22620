"""Where callers are lost: for each node of each flow who came, who went on, and who hung up there.

Lost is a call whose caller hung up at the node and that ended as given up, in the menu or in the
queue. Whoever hung up after an answer, a message or a conversation ended there, and is not lost.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from db.models import Contact, LedgerRow
from db.models.calls import BLOCKED, TEST
from db.queries.figures import nearest_rank, share
from ivr.flow.events import CallEnded, ChoiceMade, Disposition, NodeEntered, NothingChosen
from ivr.flow.graph import Graph

_GIVEN_UP = (Disposition.ABANDONED_IN_MENU, Disposition.ABANDONED_IN_QUEUE)
_NODE, _END = NodeEntered.__name__, CallEnded.__name__

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
    taken = _of_calls(start, end, line)
    counts: defaultdict[tuple[str, str, str], _Count] = defaultdict(_Count)
    calls, lost = _walked(session, taken, counts, flow)
    choices = _events(session, taken, ChoiceMade.__name__, "choice")
    vain = _events(session, taken, NothingChosen.__name__, "what")
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
            choices=_most_first(choices.get((of_flow, node), {})),
            no_input=vain.get((of_flow, node), {}).get("no_input", 0),
            no_match=vain.get((of_flow, node), {}).get("no_match", 0),
            is_gone=not node.startswith("@") and known.get((of_flow, node)) != kind,
        )
        for (of_flow, node, kind), count in counts.items()
    ]
    nodes.sort(key=lambda each: (-each.lost, -each.calls, each.flow, each.node))
    return DropOff(start=start, end=end, calls=calls, lost=lost, nodes=tuple(nodes))


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


def _walked(
    session: Session,
    taken: list[ColumnElement[bool]],
    counts: defaultdict[tuple[str, str, str], _Count],
    flow: str,
) -> tuple[int, int]:
    """Count every visit by what came after it; return how many calls there are, and are lost."""
    visit = _visits(taken).cte("visit")
    here = (visit.c.flow, visit.c.node, visit.c.type)

    def count_of(row: Any) -> _Count | None:
        of_flow, node = _site(row.flow, row.node)
        return counts[of_flow, node, row.type] if not flow or of_flow == flow else None

    entered = visit.c.kind == _NODE
    number = func.count()
    distinct = func.count(visit.c.call_id.distinct())
    for row in session.execute(
        select(*here, distinct.label("calls")).where(entered).group_by(*here)
    ):
        if (count := count_of(row)) is not None:
            count.calls += row.calls
    onward = (visit.c.next_kind, visit.c.next_node)
    for row in session.execute(
        select(*here, *onward, number.label("visits")).where(entered).group_by(*here, *onward)
    ):
        if (count := count_of(row)) is None:
            continue
        count.visits += row.visits
        if row.next_kind is None:
            count.there += row.visits
        elif row.next_kind == _NODE:
            count.ways[_seen_from(row.flow, row.node, row.next_node)] += row.visits
    ends = select(*here, visit.c.at, visit.c.ended_at, visit.c.by, visit.c.disposition).where(
        entered, visit.c.next_kind == _END
    )
    for row in session.execute(ends):
        if (count := count_of(row)) is None:
            continue
        if row.by == "caller" and row.disposition in _GIVEN_UP:
            count.lost_s.append((row.ended_at - row.at).total_seconds())
        else:
            count.ended += 1
    calls = session.scalar(select(distinct).where(entered)) or 0
    return calls, sum(len(count.lost_s) for count in counts.values())


def _visits(taken: list[ColumnElement[bool]]) -> Select[Any]:
    """Each node entered, beside what came next in its call: another node, the end, or nothing."""
    payload = LedgerRow.payload

    def following(column: Any) -> ColumnElement[Any]:
        return func.lead(column, type_=column.type).over(
            partition_by=LedgerRow.call_id, order_by=LedgerRow.id
        )

    node = payload["node"].as_string()
    return (
        select(
            LedgerRow.call_id,
            LedgerRow.kind,
            LedgerRow.at,
            Contact.flow,
            node.label("node"),
            payload["type"].as_string().label("type"),
            following(LedgerRow.kind).label("next_kind"),
            following(node).label("next_node"),
            following(LedgerRow.at).label("ended_at"),
            following(payload["by"].as_string()).label("by"),
            following(payload["disposition"].as_string()).label("disposition"),
        )
        .join(Contact, Contact.call_id == LedgerRow.call_id)
        .where(LedgerRow.kind.in_((_NODE, _END)), *taken)
    )


def _events(
    session: Session, taken: list[ColumnElement[bool]], kind: str, name: str
) -> dict[Site, dict[str, int]]:
    """Count the events of a kind at each node by what their field `name` says."""
    node = LedgerRow.payload["node"].as_string().label("node")
    what = LedgerRow.payload[name].as_string().label("what")
    event = (
        select(Contact.flow, node, what)
        .join(Contact, Contact.call_id == LedgerRow.call_id)
        .where(LedgerRow.kind == kind, *taken)
        .cte("event")
    )
    columns = (event.c.flow, event.c.node, event.c.what)
    found: dict[Site, dict[str, int]] = {}
    for row in session.execute(select(*columns, func.count().label("n")).group_by(*columns)):
        at = found.setdefault(_site(row.flow, row.node), {})
        at[row.what] = at.get(row.what, 0) + row.n
    return found


def _site(flow: str, label: str) -> Site:
    """Return the flow and the node of a label on record: a called flow's node has its name."""
    called, dot, node = label.partition(".")
    return (called, node) if dot else (flow, label)


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

"""Entries meet agents.

The rule: no entry waits while an agent who is eligible for it is ready, and of the entries that
could be served the first in the global order goes first.

Work is done for changes alone. Before an input the rule held; so a pair that may now be matched
has a fresh entry (new, put back, changed, or with a skipped agent to be asked again) or a fresh
agent (just become ready). Only the lanes of those entries, and the lanes those agents can serve,
are looked at, and a lane is left as soon as nobody who could serve it is ready.
"""

import heapq

from acd.floor import Floor
from acd.offers.offering import make_offer, request_for
from acd.queue.waiting import Lane, Place


def dispatch(floor: Floor) -> None:
    """Make every offer that can be made."""
    roster, waiting = floor.roster, floor.waiting
    if roster.duty_changed:
        roster.duty_changed = False
        waiting.look_again_at_declined()
    if not (roster.fresh or waiting.fresh):
        return
    lanes = _lanes_to_look_at(floor)
    heads: list[tuple[Place, int]] = []
    for number, lane in enumerate(lanes):
        _push(heads, lane.first(), number)
    while heads:
        where, number = heapq.heappop(heads)
        lane = lanes[number]
        if not roster.anybody_ready(lane.need):
            continue
        entry = lane.at(where)
        choice = floor.selector.choose(
            request_for(floor, entry), roster, agents_count=len(floor.agents), now=floor.now
        )
        if choice is not None:
            make_offer(floor, entry, choice)
        _push(heads, lane.after(where), number)


def _push(heads: list[tuple[Place, int]], where: Place | None, number: int) -> None:
    if where is not None:
        heapq.heappush(heads, (where, number))


def _lanes_to_look_at(floor: Floor) -> list[Lane]:
    lanes, agents = floor.waiting.take_fresh(), floor.roster.take_fresh()
    if agents and floor.waiting:
        for able in {agent.capability: None for agent in agents}:
            for lane in floor.waiting.lanes_for(able):
                lanes.setdefault(lane.need, lane)
    return list(lanes.values())

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
from acd.need import Need, shortfall
from acd.offering import make_offer
from acd.waiting import Lane, Place


def dispatch(floor: Floor) -> None:
    """Make every offer that can be made."""
    if floor.roster.duty_changed:
        floor.roster.duty_changed = False
        floor.waiting.look_again_at_declined()
    lanes = _lanes_to_look_at(floor)
    heads: list[tuple[Place, int, int]] = [
        (lane[0][0], number, 0) for number, lane in enumerate(lanes)
    ]
    heapq.heapify(heads)
    while heads:
        _, number, index = heapq.heappop(heads)
        lane = lanes[number]
        if not _anybody_ready(floor, lane.need):
            continue
        entry = lane[index][1]
        choice = floor.selector.choose(
            entry, floor.roster, agents_count=len(floor.agents), now=floor.now
        )
        if choice is None:
            index += 1
        else:
            make_offer(floor, entry, choice)
        if index < len(lane):
            heapq.heappush(heads, (lane[index][0], number, index))


def _lanes_to_look_at(floor: Floor) -> list[Lane]:
    lanes = {lane.need: lane for lane in floor.waiting.take_fresh()}
    capabilities = {agent.capability: None for agent in floor.roster.take_fresh()}
    for able in capabilities:
        for lane in floor.waiting.lanes():
            if lane.need not in lanes and not shortfall(able, lane.need):
                lanes[lane.need] = lane
    return list(lanes.values())


def _anybody_ready(floor: Floor, wanted: Need) -> bool:
    return any(not shortfall(group.capability, wanted) for group in floor.roster.ready_groups())

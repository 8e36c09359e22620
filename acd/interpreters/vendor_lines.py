"""The lines of interpreting vendors, as agents.

    a line is at work        from the moment its vendor is in the plan until it is not; a supervisor
                             may pause it as they may pause anyone
    out of minutes           once the vendor has billed the month's budget its lines are paused,
                             with that reason, until the next month. Calls in progress go on, so a
                             budget may be passed by as much as those
    busy, refused            the entry passes over all lines of the vendor, as it does over a person
                             who declined: one busy line says that the vendor is busy
    not answered in time,    the same, and the line is left alone for the vendor's `retry_s`
    not reachable
    left a call              no wrap-up, and the stretch is billed

What a vendor has billed in the month before this run is told by `VendorUseKnown`.
"""

from acd.call import Party
from acd.events import AgentStatus
from acd.floor import Floor
from acd.inputs import VendorUseKnown
from acd.interpreters.events import InterpreterBilled
from acd.plan.vendors import Vendor, month_end, month_of
from acd.routing.selection import OUT_OF_MINUTES
from acd.staff.agent import Agent
from acd.staff.duty import set_status
from acd.timers import Purpose


def open_lines(floor: Floor) -> None:
    """Have every line of the plan that is not at work begin."""
    floor.lines_to_open = False
    for vendor in floor.plan.vendors:
        for agent in _lines(floor, vendor):
            if not agent.staffed:
                set_status(floor, agent, AgentStatus.AVAILABLE)
        look_at_budget(floor, vendor)


def use_known(floor: Floor, told: VendorUseKnown) -> None:
    """Take over what an earlier run has counted; never less than what is known here."""
    key = (told.vendor, told.month)
    floor.vendor_use[key] = max(told.billed_s, floor.vendor_use.get(key, 0))
    for vendor in floor.plan.vendors:
        if vendor.name == told.vendor:
            look_at_budget(floor, vendor)


def bill(floor: Floor, party: Party) -> None:
    """A joined line has left the call; nothing happens for a person."""
    vendor = party.agent.profile.vendor
    if vendor is None or party.joined_at is None:
        return
    length_s = floor.now - party.joined_at
    billed_s = vendor.price.billed_s(length_s)
    key = (vendor.name, month_of(floor.now))
    floor.vendor_use[key] = floor.vendor_use.get(key, 0) + billed_s
    floor.say(
        InterpreterBilled(
            call_id=party.entry.call_id,
            entry_id=party.entry.entry_id,
            offer_id=party.offer_id,
            agent_id=party.agent.agent_id,
            vendor=vendor.name,
            language=party.entry.language,
            length_s=length_s,
            billed_s=billed_s,
            cost_micros=vendor.price.cost_micros(billed_s),
            currency=vendor.price.currency,
        )
    )
    look_at_budget(floor, vendor)


def month_over(floor: Floor, name: str) -> None:
    """A new month begins, in which nothing is billed yet."""
    for vendor in floor.plan.vendors:
        if vendor.name == name:
            look_at_budget(floor, vendor)


def look_at_budget(floor: Floor, vendor: Vendor) -> None:
    """Pause the lines of a vendor whose month is used up, and let them work where it is not."""
    limit_s = vendor.seconds_per_month
    used_s = floor.vendor_use.get((vendor.name, month_of(floor.now)), 0)
    over = limit_s is not None and used_s >= limit_s
    for agent in _lines(floor, vendor):
        if over and agent.status is AgentStatus.AVAILABLE:
            set_status(floor, agent, AgentStatus.PAUSED, reason=OUT_OF_MINUTES)
        elif not over and _out_of_minutes(agent):
            set_status(floor, agent, AgentStatus.AVAILABLE)
    if over:
        floor.timers.set(Purpose.NEW_MONTH, vendor.name, month_end(floor.now))
    else:
        floor.timers.cancel(Purpose.NEW_MONTH, vendor.name)


def _lines(floor: Floor, vendor: Vendor) -> list[Agent]:
    return [floor.agents[name] for name in vendor.lines if name in floor.agents]


def _out_of_minutes(agent: Agent) -> bool:
    return agent.status is AgentStatus.PAUSED and agent.status_reason == OUT_OF_MINUTES

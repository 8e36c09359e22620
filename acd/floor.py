"""The floor: everything the engine knows, and the outputs it has not handed over yet.

The rules live in the modules beside this one, each a set of functions over the floor. They are
layered, and each calls only those before it:

    duty          an agent's status and state
    queueing      entries enter, keep and leave their places
    relaxing      a queue's recipe asks less as an entry waits
    offering      offers are made and end
    vendor_lines  vendors' lines are at work, and cost money
    legs          agents join calls and leave them
    withdrawal    an entry ends, whatever is under way for it
    naming        an offer to one agent, asked for by name
    guests        legs to people outside
    interpreting  what the caller's language asks for
    admission     which queue takes a caller in
    transferring  an agent leaves the caller to others
    aside         an agent steps out of the caller's bridge, and comes back
    consulting    an agent talks with others aside, and brings them in
    calls         a call enters, is handed over, moves to another queue, ends
    attendance    agents log in and out, pause and resume
    reloading     a new plan
    repairing     the switch tells another story
    dispatch      entries meet agents

An input changes facts and *touches* the calls concerned. When it has been handled, every touched
call is settled (is it over? unstaffed? does the language rule ask for something else?) and only
then are entries and agents matched. So no rule has to foresee which others follow from it.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable

from acd.call import Call, Party
from acd.commands import Command
from acd.consults.consult import Guest
from acd.events import Event
from acd.offers.offer import Offer
from acd.plan.model import Queue, RoutingPlan
from acd.queue.entry import Entry
from acd.queue.need import Need
from acd.queue.waiting import Waiting
from acd.routing.policies import POLICIES, Order
from acd.routing.selection import Selector
from acd.routing.shares import Shares
from acd.staff.agent import Agent
from acd.staff.roster import Roster
from acd.timers import Timers

CALLERS_REMEMBERED = 100_000
"""Callers whose last agent is known; the one not seen for longest is forgotten first."""


class Floor:
    """The state of one distributor.

    Attributes:
        now: epoch seconds of the input being handled; never decreases.
        agents: everyone in the plan, and those removed from it who still finish a call.
        entries: every call's live entries, by id.
        offers: offers not yet answered, by id.
        parties: joining and joined agents, by the offer they accepted.
        guests: legs to people outside, by id.
        touched: ids of the calls to settle before anyone is matched.
        vendor_use: seconds billed, by vendor and month.
        lines_to_open: the plan may have lines of vendors that are not at work yet.
    """

    def __init__(
        self, plan: RoutingPlan, *, new_id: Callable[[str], str], receipt_length: int
    ) -> None:
        """Begin empty, everyone logged out."""
        self.plan = plan
        self.new_id = new_id
        self.now = 0.0
        self.agents: dict[str, Agent] = {
            agent_id: Agent(profile) for agent_id, profile in plan.everyone().items()
        }
        self.calls: dict[str, Call] = {}
        self.entries: dict[str, Entry] = {}
        self.offers: dict[str, Offer] = {}
        self.parties: dict[str, Party] = {}
        self.guests: dict[str, Guest] = {}
        self.roster = Roster(usual_order(plan))
        self.waiting = Waiting()
        self.timers = Timers()
        self.selector = Selector(receipt_length)
        self.outputs: list[Command | Event] = []
        self.vendor_use: dict[tuple[str, str], int] = {}
        self.lines_to_open = True
        # Ordered, where the first goes again and again: a plain dict walks over all that went.
        self.touched: OrderedDict[str, None] = OrderedDict()
        self._turn = 0
        self._shares: dict[str, Shares] = {}
        self._last_agents: OrderedDict[str, str] = OrderedDict()

    def say(self, output: Command | Event) -> None:
        """Put a command or an event to the outputs."""
        self.outputs.append(output)

    def next_turn(self) -> int:
        """A number larger than all before."""
        self._turn += 1
        return self._turn

    def touch(self, call_id: str) -> None:
        """Have the call settled before anyone is matched."""
        self.touched[call_id] = None

    def pop_touched(self) -> Call | None:
        """The first of the touched calls; None if it is over."""
        call_id, _ = self.touched.popitem(last=False)
        return self.calls.get(call_id)

    def forget(self, call: Call) -> None:
        """The call is over."""
        for wanted in call.asked_about:
            self.roster.forget(wanted, asker=call.call_id)
        del self.calls[call.call_id]

    def can_be_met(self, call: Call, wanted: Need, *, on_duty: bool = False) -> bool:
        """Whether somebody logged in could meet the need; the call is touched when that changes.

        With `on_duty` those on pause and those whose telephone does not answer count as gone.
        """
        call.asked_about.add(wanted)
        return self.roster.can_be_met(wanted, asker=call.call_id, on_duty=on_duty)

    def shares_of(self, queue: Queue) -> Shares:
        """What the agent groups have had of a queue."""
        return self._shares.setdefault(queue.name, Shares())

    def last_agent_of(self, caller_key: str) -> str:
        """Who spoke with this caller last, '' if nobody is known."""
        return self._last_agents.get(caller_key, "")

    def remember_agent(self, caller_key: str, agent_id: str) -> None:
        """The agent speaks with this caller; without a key nothing is remembered."""
        if not caller_key:
            return
        self._last_agents.pop(caller_key, None)
        self._last_agents[caller_key] = agent_id
        if len(self._last_agents) > CALLERS_REMEMBERED:
            self._last_agents.popitem(last=False)


def usual_order(plan: RoutingPlan) -> Order:
    """The order in which most of the plan's queues need the ready agents."""
    orders = Counter(POLICIES[queue.policy].order for queue in plan.queues.values())
    return max(Order, key=orders.__getitem__)

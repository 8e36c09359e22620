"""An offer: the reservation of one agent for one entry, under a lease.

    reserved ──rang──> ringing ──┐
        └──────────────────────> over, with exactly one outcome:

    accepted    the agent answered
    rejected    the agent refused, or the telephone was busy
    timed out   it rang to the end, or nobody reported anything within the lease
    cancelled   the need went away: the caller left, the wait ended, the entry was withdrawn
    rescinded   the need stands but this agent is out: unreachable, logged out, paused, or the
                caller's language turned out to be another

The lease is the engine's own: ring time plus a grace. Should whoever rings the telephone never
answer, the offer still ends and nobody stays reserved.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from acd.machine import step
from acd.queue.entry import Entry
from acd.staff.agent import Agent

LEASE_GRACE_S = 2.0
"""How much longer than the ring time an offer may stay unanswered by the switch."""


class OfferPhase(StrEnum):
    """How far the offer has come."""

    RESERVED = "reserved"
    RINGING = "ringing"
    OVER = "over"


TRANSITIONS: Mapping[OfferPhase, frozenset[OfferPhase]] = MappingProxyType(
    {
        OfferPhase.RESERVED: frozenset({OfferPhase.RINGING, OfferPhase.OVER}),
        OfferPhase.RINGING: frozenset({OfferPhase.OVER}),
        OfferPhase.OVER: frozenset(),
    }
)


class Offer:
    """One agent, one entry. The outcome is told by the event that ends it."""

    def __init__(self, *, offer_id: str, entry: Entry, agent: Agent, since: float) -> None:
        """Reserve; `since` is the epoch second of it."""
        self.since = since
        self.offer_id = offer_id
        self.entry = entry
        self.agent = agent
        self.phase = OfferPhase.RESERVED

    def enter(self, phase: OfferPhase) -> None:
        """Change the phase.

        Raises:
            IllegalTransition: the table does not allow it; an offer ends once.
        """
        self.phase = step(TRANSITIONS, self.phase, phase)

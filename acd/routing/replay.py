"""Decisions made again from the record alone.

A `Replica` reads the events of one run in their order and keeps what they say of the agents: who
there is (`PlanAdopted`), what they chose and do, and their place among the idle. `OfferMade` itself
says what was asked. With these the same selection comes to the same receipt, or the record is not
what happened.
"""

from dataclasses import fields

from acd.errors import UnknownRecord
from acd.events import AgentStateChanged, AgentStatusChanged, OfferMade, PlanAdopted
from acd.offers.naming import choose_named
from acd.record import profile_again, request_again
from acd.routing.decision import Receipt, Turn
from acd.routing.selection import Selector
from acd.staff.agent import Agent
from acd.staff.roster import Roster

READS = (PlanAdopted, AgentStatusChanged, AgentStateChanged)
"""The events that change what a replica knows."""


class Replica:
    """The agents of one run of the engine, as its events tell of them."""

    def __init__(self) -> None:
        """Begin before the first event, knowing nobody."""
        self._agents: dict[str, Agent] = {}
        self._roster = Roster()

    def read(self, event: object) -> None:
        """Take in the next event; those not in `READS` change nothing."""
        match event:
            case PlanAdopted():
                self._adopt(event)
            case AgentStatusChanged():
                agent = self._agents.get(event.agent_id)
                if agent is not None:
                    agent.status = event.status
                    agent.status_reason = event.reason
                    self._file(agent, event.turn)
            case AgentStateChanged():
                agent = self._agents.get(event.agent_id)
                if agent is not None:
                    agent.state = event.state
                    self._file(agent, event.turn)
            case _:
                pass

    def decide_again(self, made: OfferMade) -> Receipt | None:
        """The receipt that the decision leaves when it is made again; None if nobody is eligible.

        Raises:
            UnknownRecord: the offer is of a version that kept no facts, or its policy is unknown.
        """
        if made.facts is None:
            raise UnknownRecord("the offer has no facts on record")
        try:
            request = request_again(made.facts, made.receipt.policy)
        except ValueError as error:
            raise UnknownRecord(f"no policy is called {made.receipt.policy!r}") from error
        if request.named:
            named = choose_named(
                self._agents.get(request.named), request, now=made.facts.decided_at
            )
            return named.receipt if named is not None else None
        choice = Selector(made.facts.receipt_length).choose(
            request,
            self._roster,
            agents_count=made.facts.agents_count,
            now=made.facts.decided_at,
        )
        return choice.receipt if choice is not None else None

    def _adopt(self, plan: PlanAdopted) -> None:
        for facts in plan.agents:
            profile = profile_again(facts)
            agent = self._agents.get(facts.agent_id)
            if agent is None:
                self._agents[facts.agent_id] = Agent(profile)
            else:
                agent.adopt(profile)
                self._roster.file(agent)

    def _file(self, agent: Agent, turn: Turn | None) -> None:
        if turn is not None:
            agent.idle_since = turn.idle_since
            agent.idle_turn = turn.number
            agent.occupancy = turn.occupancy
        self._roster.file(agent)


def differences(recorded: Receipt, again: Receipt | None) -> tuple[str, ...]:
    """In what two receipts of one decision differ, a line for each field; empty if in nothing."""
    if again is None:
        return (f"winner: {recorded.winner} on record, nobody when made again",)
    return tuple(
        f"{field.name}: {getattr(recorded, field.name)!r} on record, "
        f"{getattr(again, field.name)!r} when made again"
        for field in fields(Receipt)
        if getattr(recorded, field.name) != getattr(again, field.name)
    )

"""Which agent gets an entry, and why.

`rejection` alone says who is eligible, and gives the reason when somebody is not; the indexes of
`acd.staff.roster` only spare it the agents it would reject anyway. Among the eligible the queue's
policy decides by its sort key (`acd.routing.policies`). The receipt keeps both for the record. A
decision depends on nothing but the request, the roster and the time, so whoever has these three
can make it again (`acd.routing.replay`).

An agent who declined an entry, let it ring out or could not be joined is passed over for that
entry for `SKIP_S`, so that others get their chance. While no other agent on duty could take it
(all others who can are paused, out, or have declined as well), the time is `SKIP_ALONE_S`:
long enough that a telephone which refuses by itself is not rung in a tight circle.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from acd.events import AgentState, AgentStatus
from acd.plan.model import QueueKind
from acd.queue.need import (
    Attribute,
    Need,
    attributes_wanted,
    lookups,
    shortfall,
    spoken_as,
)
from acd.quick import quicken
from acd.routing.decision import Candidate, Receipt
from acd.routing.policies import POLICIES, Policy, Request
from acd.staff.agent import Agent
from acd.staff.roster import Roster

SKIP_S = 30.0
"""How long an agent is passed over for an entry they declined."""

SKIP_ALONE_S = 3.0
"""The same while nobody else could take the entry."""

RECEIPT_LENGTH = 32
"""Agents listed in a receipt; the others are counted."""

OUT_OF_MINUTES = "out_of_minutes"
"""The reason for which a vendor's line is paused once its month's minutes are used up."""

_LOOKS = 4 * RECEIPT_LENGTH
"""Agents looked at for those who could serve an entry but not now."""

_Ranked = tuple[tuple[float, ...], Agent]


def rejection(agent: Agent, request: Request, *, now: float) -> str:
    """Why the agent cannot be offered the entry now; empty if they can."""
    return shortfall(agent.capability, request.need) or absence(agent, request, now=now)


def absence(agent: Agent, request: Request, *, now: float) -> str:
    """Why an agent who could serve the entry cannot be offered it now; empty if they can."""
    if agent.status is AgentStatus.LOGGED_OUT:
        return "logged_out"
    if agent.status is AgentStatus.PAUSED:
        return OUT_OF_MINUTES if agent.status_reason == OUT_OF_MINUTES else "paused"
    if agent.state is AgentState.NOT_RESPONDING:
        return "not_responding"
    if agent.state is not AgentState.IDLE:
        return f"busy:{agent.state}"
    declined_at = request.declined_at.get(agent.agent_id)
    if declined_at is not None and now < declined_at + request.skip_s:
        return "declined_recently"
    return ""


def skip_time(
    wanted: Need, declined_at: Mapping[str, float], roster: Roster, *, now: float
) -> float:
    """How long, in seconds, a refusal of an entry counts at the moment."""
    if not declined_at:
        return SKIP_S
    for agent in roster.bearing(wanted):
        refused = declined_at.get(agent.agent_id)
        willing = refused is None or now >= refused + SKIP_S
        if agent.on_duty and willing and not shortfall(agent.capability, wanted):
            return SKIP_S
    return SKIP_ALONE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The agent to be offered the entry, with the request decided on and the receipt."""

    agent: Agent
    request: Request
    receipt: Receipt


quicken(Choice)


class Selector:
    """Picks agents. `judged` counts those looked at since the start: the measure of the work."""

    def __init__(self, receipt_length: int = RECEIPT_LENGTH) -> None:
        """List at most so many agents in a receipt, the winner always; begin with no work done."""
        self.receipt_length = max(1, receipt_length)
        self.judged = 0

    def choose(
        self, request: Request, roster: Roster, *, agents_count: int, now: float
    ) -> Choice | None:
        """The eligible agent with the smallest key, or None if nobody is eligible.

        `agents_count` is how many agents the plan has, logged in or not.
        """
        policy = POLICIES[request.policy]
        eligible = list(islice(self._ranked(policy, request, roster, now), self.receipt_length))
        if not eligible:
            return None
        winner = eligible[0][1]
        candidates = [
            Candidate(agent_id=agent.agent_id, sort_key=key[:-1]) for key, agent in eligible
        ]
        if len(candidates) < self.receipt_length:
            candidates += self._passed_over(request, roster, candidates, now)
        receipt = Receipt(
            policy=policy.name,
            key_names=("rank", *policy.key_names) if _ranks(request) else policy.key_names,
            candidates=tuple(candidates),
            winner=winner.agent_id,
            logged_out=agents_count - roster.staffed_count,
            not_listed=roster.staffed_count - len(candidates),
        )
        return Choice(agent=winner, request=request, receipt=receipt)

    def _ranked(
        self, policy: Policy, request: Request, roster: Roster, now: float
    ) -> Iterator[_Ranked]:
        """The eligible with their keys and, as the last word, their turns; smallest first."""
        favourite = roster.ready_agent(policy.favourite(request))
        if favourite is not None:
            self.judged += 1
            if not rejection(favourite, request, now=now):
                yield self._with_key(policy, favourite, request)
        lines = [
            self._eligible(policy, line, favourite, request, now)
            for line in _lines(policy, request, roster)
        ]
        if len(lines) == 1 and policy.in_order(request):
            yield from lines[0]
        elif policy.in_order(request):
            yield from heapq.merge(*lines, key=lambda item: item[0])
        else:
            everyone = (item for line in lines for item in line)
            yield from heapq.nsmallest(self.receipt_length, everyone, key=lambda item: item[0])

    def _eligible(
        self,
        policy: Policy,
        line: Iterable[Agent],
        favourite: Agent | None,
        request: Request,
        now: float,
    ) -> Iterator[_Ranked]:
        for agent in line:
            self.judged += 1
            if agent is not favourite and not rejection(agent, request, now=now):
                yield self._with_key(policy, agent, request)

    @staticmethod
    def _with_key(policy: Policy, agent: Agent, request: Request) -> _Ranked:
        rank = (float(agent.capability.rank),) if _ranks(request) else ()
        return (*rank, *policy.key(agent, request), float(agent.idle_turn)), agent

    def _passed_over(
        self, request: Request, roster: Roster, eligible: list[Candidate], now: float
    ) -> list[Candidate]:
        """Logged-in agents who are not eligible: those who could serve the entry but not now.

        Those who never could are named as well where all who are there fit into the receipt.
        """
        listed = {candidate.agent_id for candidate in eligible}
        found: list[Candidate] = []
        for agent in islice(roster.bearing(request.need), _LOOKS):
            if len(listed) >= self.receipt_length:
                return found
            if agent.agent_id in listed or shortfall(agent.capability, request.need):
                continue
            self.judged += 1
            reason = absence(agent, request, now=now)
            if reason:
                listed.add(agent.agent_id)
                found.append(Candidate(agent_id=agent.agent_id, rejected=reason))
        if roster.staffed_count <= self.receipt_length:
            others = (agent for agent in roster.staffed() if agent.agent_id not in listed)
            for agent in others:
                self.judged += 1
                reason = rejection(agent, request, now=now)
                found.append(Candidate(agent_id=agent.agent_id, rejected=reason))
        return found


def _ranks(request: Request) -> bool:
    """Whether people go before vendors: where there may be both, among interpreters."""
    return QueueKind.INTERPRETER in request.need.kinds


def _lines(policy: Policy, request: Request, roster: Roster) -> Iterator[Iterator[Agent]]:
    """Ready agents who may be eligible, in lines of which each is in the policy's order.

    Everyone is in one line at most: under the first of the kinds they do, and under that of
    their languages which serves the caller.
    """
    wanted = request.need
    attributes: Iterable[Attribute] = attributes_wanted(wanted)
    if policy.by_group and not wanted.skills:
        attributes = [("group", name) for name in wanted.groups or roster.groups()]
    tag = wanted.language or (request.caller_language if policy.by_language else None)
    languages: list[str | None] = list(lookups(tag)) if tag else []
    if not wanted.language:
        languages.append(None)
    for index, kind in enumerate(wanted.kinds):
        for attribute in attributes:
            for language in languages:
                line = roster.ready(policy.order, (kind, attribute, language))
                if index or (tag and language != languages[0]):
                    not_kinds = wanted.kinds[:index]
                    line = _only(line, not_kinds=not_kinds, tag=tag, served_as=language)
                yield line


def _only(
    line: Iterator[Agent],
    *,
    not_kinds: tuple[QueueKind, ...],
    tag: str | None,
    served_as: str | None,
) -> Iterator[Agent]:
    """Those of the line who do none of the kinds and serve the tag as the given language."""
    for agent in line:
        able = agent.capability
        if able.kinds.isdisjoint(not_kinds) and (
            tag is None or spoken_as(able, tag)[0] == (served_as or "")
        ):
            yield agent

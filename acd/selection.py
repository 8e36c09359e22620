"""Which agent gets an entry, and why.

`rejection` alone says who is eligible, and gives the reason when somebody is not; the indexes of
`acd.roster` only spare it the agents it would reject anyway. Among the eligible a policy decides
by a sort key whose components have names; the smallest key wins, and an exact tie goes to whoever
became idle first. The receipt keeps both for the record.

An agent who declined an entry, let it ring out or could not be joined is passed over for that
entry for `SKIP_S`, so that others get their chance. While no other agent on duty could take it
(all others who can are paused, out, or have declined as well), the time is `SKIP_ALONE_S`:
long enough that a telephone which refuses by itself is not rung in a tight circle.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from acd.agent import Agent
from acd.entry import Entry
from acd.events import AgentState, AgentStatus, Candidate, Receipt
from acd.need import BEST_LEVEL, Capability, language_level, level, shortfall
from acd.roster import Group, Roster

SKIP_S = 30.0
"""How long an agent is passed over for an entry they declined."""

SKIP_ALONE_S = 3.0
"""The same while nobody else could take the entry."""

RECEIPT_LENGTH = 32
"""Agents listed in a receipt; the others are counted."""


class SkillThenIdle:
    """Best language, then best skills, then fewest languages to spare, then longest idle.

    language_fit      levels short of the best in the caller's language, 0 if that is not known
    skill_fit         levels short of the best, summed over the required skills
    spare_languages   languages besides the caller's: rare speakers are kept for rare callers
    idle_since        epoch second since which the agent waits for work
    """

    name = "skill_then_idle"
    key_names = ("language_fit", "skill_fit", "spare_languages", "idle_since")

    def fit(self, able: Capability, entry: Entry) -> tuple[float, ...]:
        """All of the key but the idle time: the same for all agents of one capability."""
        tag = entry.caller_language
        spoken = language_level(able, tag) if tag else BEST_LEVEL
        knows_caller = bool(tag) and spoken > 0
        return (
            float(BEST_LEVEL - spoken),
            float(sum(BEST_LEVEL - level(able.skills, name) for name, _ in entry.need.skills)),
            float(len(able.languages) - knows_caller),
        )

    def key(self, agent: Agent, entry: Entry) -> tuple[float, ...]:
        """The whole key, as named by `key_names`."""
        return (*self.fit(agent.capability, entry), agent.idle_since)


def rejection(agent: Agent, entry: Entry, *, now: float, skip_s: float) -> str:
    """Why the agent cannot be offered the entry now; empty if they can.

    `skip_s` is how long a refusal of this entry counts.
    """
    lack = shortfall(agent.capability, entry.need)
    if lack:
        return lack
    if agent.status is AgentStatus.LOGGED_OUT:
        return "logged_out"
    if agent.status is AgentStatus.PAUSED:
        return "paused"
    if agent.state is AgentState.NOT_RESPONDING:
        return "not_responding"
    if agent.state is not AgentState.IDLE:
        return f"busy:{agent.state}"
    declined_at = entry.declined_at.get(agent.agent_id)
    if declined_at is not None and now < declined_at + skip_s:
        return "declined_recently"
    return ""


def skip_time(entry: Entry, roster: Roster, *, now: float) -> float:
    """How long, in seconds, a refusal of this entry counts at the moment."""
    for group in roster.groups():
        if shortfall(group.capability, entry.need):
            continue
        for agent in group.staffed.values():
            declined_at = entry.declined_at.get(agent.agent_id)
            willing = declined_at is None or now >= declined_at + SKIP_S
            if agent.on_duty and willing:
                return SKIP_S
    return SKIP_ALONE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The agent to be offered the entry, with the receipt."""

    agent: Agent
    receipt: Receipt


class Selector:
    """Picks an agent for an entry.

    `judged` counts the agents looked at since the start: the measure of the work done.
    """

    def __init__(self, policy: SkillThenIdle) -> None:
        """Decide by `policy`."""
        self.policy = policy
        self.judged = 0

    def choose(
        self, entry: Entry, roster: Roster, *, agents_count: int, now: float
    ) -> Choice | None:
        """The eligible agent with the smallest key, or None if nobody is eligible.

        `agents_count` is how many agents the plan has, logged in or not.
        """
        skip_s = skip_time(entry, roster, now=now) if entry.declined_at else SKIP_S
        groups = [
            group for group in roster.ready_groups() if not shortfall(group.capability, entry.need)
        ]
        lines = [self._eligible(group, entry, now=now, skip_s=skip_s) for group in groups]
        ranked = heapq.merge(*lines, key=lambda item: item[0])
        best = next(ranked, None)
        if best is None:
            return None
        chosen = [best]
        while len(chosen) < RECEIPT_LENGTH and (further := next(ranked, None)) is not None:
            chosen.append(further)
        receipt = self._receipt(
            entry,
            roster,
            [agent for _, agent in chosen],
            agents_count=agents_count,
            now=now,
            skip_s=skip_s,
        )
        return Choice(agent=best[1], receipt=receipt)

    def _eligible(
        self, group: Group, entry: Entry, *, now: float, skip_s: float
    ) -> Iterator[tuple[tuple[float, ...], Agent]]:
        """The group's eligible agents with their order: the key, then who became idle first."""
        fit = self.policy.fit(group.capability, entry)
        for agent in group.ready:
            self.judged += 1
            if not rejection(agent, entry, now=now, skip_s=skip_s):
                yield (*fit, agent.idle_since, float(agent.idle_turn)), agent

    def _receipt(
        self,
        entry: Entry,
        roster: Roster,
        chosen: list[Agent],
        *,
        agents_count: int,
        now: float,
        skip_s: float,
    ) -> Receipt:
        listed = {agent.agent_id for agent in chosen}
        candidates = [
            Candidate(agent_id=agent.agent_id, sort_key=self.policy.key(agent, entry))
            for agent in chosen
        ]
        for agent in self._others(entry, roster, listed):
            if len(candidates) >= RECEIPT_LENGTH:
                break
            self.judged += 1
            reason = rejection(agent, entry, now=now, skip_s=skip_s)
            candidates.append(Candidate(agent_id=agent.agent_id, rejected=reason))
        return Receipt(
            policy=self.policy.name,
            key_names=self.policy.key_names,
            candidates=tuple(candidates),
            winner=chosen[0].agent_id,
            logged_out=agents_count - roster.staffed_count,
            not_listed=roster.staffed_count - len(candidates),
        )

    @staticmethod
    def _others(entry: Entry, roster: Roster, listed: set[str]) -> Iterator[Agent]:
        """Logged-in agents not yet listed, those able to serve the entry first."""
        groups = sorted(
            roster.groups(), key=lambda group: bool(shortfall(group.capability, entry.need))
        )
        for group in groups:
            for agent in group.staffed.values():
                if agent.agent_id not in listed:
                    yield agent

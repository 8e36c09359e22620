"""What the engine knows in the words of the ledger, and back."""

from functools import lru_cache

from acd.events import PlanAdopted
from acd.plan.model import AgentProfile, PolicyName, RoutingPlan
from acd.queue.need import Need, need
from acd.routing.decision import AgentFacts, DecisionFacts, Requirement
from acd.routing.policies import Request


@lru_cache(maxsize=4096)
def requirement(wanted: Need) -> Requirement:
    """A need for the record."""
    return Requirement(
        kinds=wanted.kinds,
        skills=dict(wanted.skills),
        language=wanted.language,
        groups=wanted.groups,
        sites=wanted.sites,
    )


def decision_facts(
    request: Request, *, now: float, agents_count: int, plan_version: str, receipt_length: int
) -> DecisionFacts:
    """What a decision at `now` rested on."""
    return DecisionFacts(
        decided_at=now,
        requirement=requirement(request.need),
        agents_count=agents_count,
        caller_language=request.caller_language,
        last_agent=request.last_agent,
        declined_at=dict(request.declined_at),
        skip_s=request.skip_s,
        shares=dict(request.shares),
        plan_version=plan_version,
        receipt_length=receipt_length,
        named=request.named,
    )


def request_again(facts: DecisionFacts, policy: str) -> Request:
    """The request of a decision on record.

    Raises:
        ValueError: no policy has that name.
    """
    wanted = facts.requirement
    return Request(
        need=need(
            wanted.kinds,
            wanted.skills,
            {},
            wanted.language,
            groups=wanted.groups,
            sites=wanted.sites,
        ),
        caller_language=facts.caller_language,
        policy=PolicyName(policy),
        last_agent=facts.last_agent,
        declined_at=facts.declined_at,
        skip_s=facts.skip_s,
        shares=facts.shares,
        named=facts.named,
    )


def plan_adopted(plan: RoutingPlan) -> PlanAdopted:
    """A plan for the record."""
    return PlanAdopted(
        version=plan.version,
        agents=tuple(
            AgentFacts(
                agent_id=agent.agent_id,
                kinds=tuple(sorted(agent.kinds)),
                skills=dict(agent.skills),
                languages=dict(agent.languages),
                group=agent.group,
                site=agent.site,
                rank=agent.rank,
            )
            for agent in plan.everyone().values()
        ),
    )


def profile_again(facts: AgentFacts) -> AgentProfile:
    """The profile of an agent on record; name and device are not, and stay empty."""
    return AgentProfile(
        agent_id=facts.agent_id,
        name="",
        device="",
        kinds=frozenset(facts.kinds),
        skills=facts.skills,
        languages=facts.languages,
        group=facts.group,
        site=facts.site,
        rank=facts.rank,
    )

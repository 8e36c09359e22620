"""Which agents are told, before a join, that an interpreter is with the caller.

Whichever of the two is joined later makes it known: an interpreter is announced to the agents who
are with the caller or about to be, an agent is told of the interpreter who is. The agent alone
hears it; the join waits for its end.
"""

from dataclasses import dataclass

from acd.commands import JoinAgent
from acd.plan.model import Role
from acd.views import CallView
from ivr.flow.commands import Prompt
from ivr.flow.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterNews:
    """What one agent hears on the leg `offer_id`; `language` is the interpreter's."""

    offer_id: str
    agent_id: str
    language: str
    prompt: Prompt


def interpreter_news(
    join: JoinAgent, call: CallView, profile: Profile
) -> tuple[InterpreterNews, ...]:
    """Return what is told to whom before this join."""
    joining = [party for party in call.parties if party.offer_id == join.offer_id]
    # An agent who waits for the interpreter is told at the own join.
    before = [p for p in call.parties if p.offer_id != join.offer_id and p.held_until is None]
    if join.role is Role.INTERPRETER:
        told = [party for party in before if party.role is Role.PRIMARY]
        languages = [party.language for party in joining]
    else:
        told = joining
        languages = [party.language for party in before if party.role is Role.INTERPRETER]
    return tuple(
        InterpreterNews(
            offer_id=party.offer_id, agent_id=party.agent_id, language=language, prompt=prompt
        )
        for party in told
        for language in languages
        if language and (prompt := _prompt(profile, party.agent_id, language))
    )


def _prompt(profile: Profile, agent_id: str, language: str) -> Prompt | None:
    """The sentence in the agent's language: of the city's first ones whichever they speak."""
    news = profile.interpreter_news
    texts = news.get(language) or news.get(language.partition("-")[0]) or {}
    agent = profile.plan.agents.get(agent_id)
    spoken = agent.languages if agent is not None else {}
    ours = [tag for tag in (*profile.first_line, *texts) if tag in texts]
    tag = next((each for each in ours if each in spoken), next(iter(ours), None))
    return texts[tag] if tag is not None else None

"""Agents and calls as the desk names them, or a refusal that says there is none."""

from acd.plan.model import AgentProfile
from acd.views import AgentView
from agent_desk.port import DeskRefusal
from hotline.engine import Engine
from hotline.lines.live import LiveCall
from ivr.flow.catalogue import is_language, language_hint


def agent_view(engine: Engine, agent_id: str) -> AgentView:
    """Return the agent as the distributor sees them.

    Raises:
        DeskRefusal: there is none of that id.
    """
    view = engine.distributor.agent(agent_id)
    if view is None:
        raise _no_agent(agent_id)
    return view


def agent_profile(engine: Engine, agent_id: str) -> AgentProfile:
    """Return the agent as the routing plan has them.

    Raises:
        DeskRefusal: there is none of that id.
    """
    profile = engine.profile.plan.agents.get(agent_id)
    if profile is None:
        raise _no_agent(agent_id)
    return profile


def live_call(engine: Engine, call_id: str) -> LiveCall:
    """Return a call in progress.

    Raises:
        DeskRefusal: there is none of that id.
    """
    call = engine.calls.get(call_id)
    if call is None:
        raise DeskRefusal(f"there is no call {call_id} in progress", status=404)
    return call


def language_known(engine: Engine, tag: str) -> None:
    """Let pass a language of the city or of the catalogue.

    Raises:
        DeskRefusal: it is neither.
    """
    known = engine.profile.languages
    if not is_language(tag, known):
        raise DeskRefusal(f"there is no language {tag}{language_hint(tag, known)}", status=400)


def _no_agent(agent_id: str) -> DeskRefusal:
    return DeskRefusal(f"there is no agent {agent_id}", status=404)

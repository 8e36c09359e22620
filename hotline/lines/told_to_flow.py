"""What a caller's flow is told of the distributor's events."""

import acd.events
from acd.consults.messages import GuestLeft
from acd.engine import Engine as Distributor
from acd.plan.model import Role
from ivr.flow import inputs


def told_to_flow(event: object, distributor: Distributor, call_id: str) -> inputs.Input | None:
    """Return the input that follows for the flow of the event's call; None: it needs none."""
    match event:
        case acd.events.PartyJoined(role=Role.PRIMARY):
            return inputs.AgentJoined(agent_id=event.agent_id)
        case acd.events.EntryQueued() | acd.events.PartyLeft() | GuestLeft():
            return inputs.CallerWaitsAgain() if _is_sought_for(distributor, call_id) else None
        case acd.events.CallLanguageSet() if event.by_agent:
            return inputs.LanguageCorrected(language=event.language, by_agent=event.by_agent)
        case _:
            return None


def _is_sought_for(distributor: Distributor, call_id: str) -> bool:
    """Whether the caller is before the distributor with nobody who could help them."""
    view = distributor.call(call_id)
    return (
        view is not None
        and not view.guests
        and all(party.role is Role.INTERPRETER for party in view.parties)
    )

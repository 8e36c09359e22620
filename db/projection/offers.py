"""Offers to agents, each with its receipt."""

from sqlalchemy import insert, update

from acd.events import OfferEnded, OfferMade, OfferRinging
from db.codec import encode_event
from db.models import Offer
from db.projection.work import Projection, Work

rows = Projection()


@rows.on(OfferMade)
def _made(work: Work, event: OfferMade) -> None:
    _, payload = encode_event(event)
    work.db.execute(
        insert(Offer).values(
            id=work.id,
            offer_id=event.offer_id,
            call_id=event.call_id,
            entry_id=event.entry_id,
            agent_id=event.agent_id,
            role=event.role.value,
            made_at=work.at,
            lease_until=event.lease_until,
            receipt=payload["receipt"],
        )
    )


@rows.on(OfferRinging)
def _ringing(work: Work, event: OfferRinging) -> None:
    work.db.execute(
        update(Offer)
        .where(Offer.offer_id == event.offer_id, Offer.ended_at.is_(None))
        .values(rang_at=work.at)
    )


@rows.on(OfferEnded)
def _ended(work: Work, event: OfferEnded) -> None:
    work.db.execute(
        update(Offer)
        .where(Offer.offer_id == event.offer_id, Offer.ended_at.is_(None))
        .values(ended_at=work.at, outcome=event.outcome.value, reason=event.reason)
    )

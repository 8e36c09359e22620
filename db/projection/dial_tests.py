"""Test calls to the city's numbers."""

from dataclasses import asdict

from db.models import DialTest
from db.projection.work import Projection, Work
from ivr.flow.number_events import DialTested

rows = Projection()


@rows.on(DialTested)
def _tested(work: Work, event: DialTested) -> None:
    work.add(DialTest, id=work.id, at=work.at, **asdict(event))

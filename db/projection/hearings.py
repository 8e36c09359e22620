"""Who heard the recordings of calls, and who asked in vain."""

from db.models import Hearing
from db.projection.work import Projection, Work
from ivr.flow.desk_events import RecordingHeard, RecordingWithheld

rows = Projection()


@rows.on(RecordingHeard)
def _heard(work: Work, event: RecordingHeard) -> None:
    _asked(work, event, refusal="")


@rows.on(RecordingWithheld)
def _withheld(work: Work, event: RecordingWithheld) -> None:
    _asked(work, event, refusal=event.reason)


def _asked(work: Work, event: RecordingHeard | RecordingWithheld, *, refusal: str) -> None:
    work.add(
        Hearing,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        part=event.part,
        path=event.path,
        listener_id=event.listener_id,
        way=event.way.value,
        refusal=refusal,
    )

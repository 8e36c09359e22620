"""What an earlier book of callbacks left open, read from its events."""

from collections.abc import Iterable
from dataclasses import dataclass

from acd.callbacks.callback import Callback
from acd.callbacks.messages import (
    CallbackAnswered,
    CallbackAttemptFailed,
    CallbackBooked,
    CallbackDialled,
    CallbackEnded,
    CallbackEvent,
    CallbackQueued,
    CallbackRebooked,
    CallbackRefused,
    CallbackRequested,
)


@dataclass(slots=True, kw_only=True)
class LeftOpen:
    """A callback that had not ended.

    `is_dialled`: nothing is on record of how the last attempt ended. `failed_at` is the epoch
    second at which the last attempt failed that did, None if the person has asked again since.
    """

    callback: Callback
    is_dialled: bool = False
    failed_at: float | None = None


def left_open(record: Iterable[tuple[CallbackEvent, float]]) -> list[LeftOpen]:
    """Every callback that was booked and has not ended, oldest first.

    `record` holds the events in their order, each with its epoch second. Events of a callback whose
    booking is not among them change nothing.
    """
    live: dict[str, LeftOpen] = {}
    for event, at in record:
        match event:
            case CallbackBooked():
                live[event.callback_id] = LeftOpen(callback=_booked(event))
            case CallbackRefused() | CallbackQueued() | CallbackAnswered():
                pass
            case CallbackEnded():
                live.pop(event.callback_id, None)
            case _:
                left = live.get(event.callback_id)
                if left is not None:
                    _note(left, event, at)
    return list(live.values())


def _booked(event: CallbackBooked) -> Callback:
    return Callback(
        CallbackRequested(
            call_id=event.call_id,
            number=event.number,
            queue=event.queue,
            language=event.language,
            skills=event.skills,
            priority=event.priority,
            waiting_since=event.waiting_since,
            agent_id=event.agent_id,
            task_id=event.task_id,
        ),
        callback_id=event.callback_id,
        number=event.number,
        window=(event.not_before, event.not_after),
        now=event.waiting_since,
    )


def _note(
    left: LeftOpen, event: CallbackRebooked | CallbackDialled | CallbackAttemptFailed, at: float
) -> None:
    callback = left.callback
    match event:
        case CallbackRebooked():
            callback.not_before, callback.not_after = event.not_before, event.not_after
            left.failed_at = None
        case CallbackDialled():
            callback.attempts = event.attempt
            left.is_dialled = True
        case CallbackAttemptFailed():
            left.is_dialled = False
            left.failed_at = at

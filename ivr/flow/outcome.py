"""How a call ends: what is noted on its way, and the one disposition that follows from it."""

from dataclasses import dataclass

from ivr.flow.events import Disposition


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What has become of a call so far.

    `answer_heard` is whether the caller heard an answer to its end, of a question or of a place
    that nobody is connected to, and has not asked for a person since; one who goes on waiting for
    a person asks for one still. `called_back_later` is whether a callback is booked, `status_told`
    whether the caller heard what has become of a request, `is_waiting` whether the distributor has
    the call and no agent has joined.
    """

    failed: bool = False
    emergency: bool = False
    transferred: bool = False
    message_left: bool = False
    served: bool = False
    called_back_later: bool = False
    is_waiting: bool = False
    answer_heard: bool = False
    status_told: bool = False

    def disposition(self, *, by_caller: bool) -> Disposition:
        """Return the weightiest thing that happened; `by_caller`: the caller hung up."""
        ranked = (
            (self.emergency, Disposition.EMERGENCY),
            (self.failed, Disposition.FAILED),
            (
                by_caller and self.is_waiting and not self.answer_heard,
                Disposition.ABANDONED_IN_QUEUE,
            ),
            (self.message_left, Disposition.VOICEMAIL),
            (self.called_back_later, Disposition.CALLBACK),
            (self.transferred, Disposition.TRANSFERRED),
            (self.served, Disposition.SERVED),
            (self.answer_heard, Disposition.ANSWERED_BY_FAQ),
            (self.status_told, Disposition.STATUS_TOLD),
            (by_caller, Disposition.ABANDONED_IN_MENU),
        )
        return next((value for holds, value in ranked if holds), Disposition.FLOW_ENDED)

"""The node that tells what has become of a request."""

from collections.abc import Mapping

from ivr.flow import commands
from ivr.flow.call import Call
from ivr.flow.events import RequestStatusTold
from ivr.flow.graph_asking import StatusNode
from ivr.flow.inputs import RequestStatus
from ivr.flow.telling import telling
from ivr.flow.visits.answering import AskVisit
from ivr.flow.visits.base import Visit

LOOKUP_S = 5.0
"""How long the records are waited for."""


class StatusVisit(AskVisit):
    """Asks for the number, looks the request up, and says its status."""

    def __init__(self, call: Call, node: StatusNode) -> None:
        """Take the call to `node`."""
        super().__init__(call, node.ask)
        self._status = node
        self._lookup_id: str | None = None
        self._is_told = False
        self._is_found = False

    @property
    def _next(self) -> str:
        return self._status.found if self._is_found else self._status.not_found

    @property
    def gathers_keys(self) -> bool:
        """Once the number is complete, keys act by themselves again."""
        return self._lookup_id is None and not self._is_told and super().gathers_keys

    def offers(self) -> Mapping[str, str]:
        """Return nothing once the number is complete."""
        return super().offers() if self._lookup_id is None and not self._is_told else {}

    def on_key(self, key: str, now: float) -> None:
        """A key cuts the answer and counts for what comes next."""
        if self._lookup_id is not None or self._is_told:
            Visit.on_key(self, key, now)
        else:
            super().on_key(key, now)

    def on_spoken(self, now: float) -> None:
        """After the status go on; after the question silence counts."""
        if self._is_told:
            self.call.outcome.status_told |= self._is_found
            self.call.goto(self._next)
        elif self._lookup_id is None:
            super().on_spoken(now)

    def on_timer(self, now: float) -> None:
        """The records do not answer, or the caller does not."""
        if self._lookup_id is not None:
            self._lookup_id = None
            self.call.goto(self._status.unavailable)
        else:
            super().on_timer(now)

    def on_looked_up(self, lookup_id: str, request: RequestStatus | None, now: float) -> None:
        """Say what has become of the request."""
        if lookup_id != self._lookup_id:
            return
        self._lookup_id = None
        self.call.timer = None
        self._note(request)
        self._is_told = True
        self._is_found = request is not None
        if request is None:
            prompts = self.call.prompts(self._status.unknown)
        else:
            told = telling(self._status, request, today=self.call.facts.today)
            for name, value in told.values.items():
                self.call.facts.set(name, value)
            for name, texts in told.worded.items():
                self.call.facts.set_worded(name, texts)
            prompts = self.call.prompts(*told.texts)
        if not self.call.say(prompts, now=now):
            self.call.goto(self._next)

    def on_failed(self, what: str, reason: str, now: float) -> None:
        """The records cannot be asked."""
        if self._lookup_id is not None and what in (self._lookup_id, "LookUpRequest"):
            self.on_timer(now)

    def _keep(self) -> None:
        self.call.media.stop_listening()
        self._lookup_id = self.call.new_id("lookup")
        self.call.timer = self.call.facts.at + LOOKUP_S
        self.call.emit(commands.LookUpRequest(lookup_id=self._lookup_id, number=str(self._answer)))

    def _note(self, request: RequestStatus | None) -> None:
        self.call.emit(
            RequestStatusTold(
                call_id=self.call.call_id,
                node=self.call.node,
                number=str(self._answer),
                status="" if request is None else request.status,
                has_outcome=request is not None and bool(request.outcome),
            )
        )

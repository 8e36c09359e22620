"""The node that tells what has become of a request."""

from ivr.flow import commands
from ivr.flow.call import Call
from ivr.flow.events import RequestStatusTold
from ivr.flow.graph_asking import StatusNode
from ivr.flow.inputs import RequestStatus
from ivr.flow.reading import Speech
from ivr.flow.request_outcome import OUTCOME_NAME
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

    @property
    def gathers_keys(self) -> bool:
        """Once the number is complete, keys act by themselves again."""
        return self._lookup_id is None and not self._is_told and super().gathers_keys

    def on_key(self, key: str, now: float) -> None:
        """A key cuts the answer and counts for what comes next."""
        if self._lookup_id is not None or self._is_told:
            Visit.on_key(self, key, now)
        else:
            super().on_key(key, now)

    def on_spoken(self, now: float) -> None:
        """After the status go on; after the question silence counts."""
        if self._is_told:
            self.call.outcome.status_told = True
            self.call.goto(self._status.found)
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
        if request is None:
            self.call.goto(self._status.not_found)
            return
        self._is_told = True
        facts = self.call.facts
        facts.set("request.number", request.number)
        facts.set("request.updated", request.updated_on)
        facts.set("request.due", request.due_on)
        facts.set_worded(OUTCOME_NAME, request.outcome)
        when: Speech = {}
        if request.due_on is not None:
            is_late = facts.today > request.due_on
            when = self._status.overdue if is_late else self._status.due
        text = self._status.statuses.get(request.status, self._status.other)
        if not self.call.say(self.call.prompts(text, when, self._outcome_of(request)), now=now):
            self.call.goto(self._status.found)

    def on_failed(self, what: str, reason: str, now: float) -> None:
        """The records cannot be asked."""
        if self._lookup_id is not None and what in (self._lookup_id, "LookUpRequest"):
            self.on_timer(now)

    def _keep(self) -> None:
        self.call.media.stop_listening()
        self._lookup_id = self.call.new_id("lookup")
        self.call.timer = self.call.facts.at + LOOKUP_S
        self.call.emit(commands.LookUpRequest(lookup_id=self._lookup_id, number=str(self._answer)))

    def _outcome_of(self, request: RequestStatus) -> Speech:
        """Return what says the outcome, or that it is written in another language only."""
        if not request.outcome:
            return {}
        told = {tag: said for tag, said in self._status.outcome.items() if tag in request.outcome}
        return {**self._status.outcome_other, **told}

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

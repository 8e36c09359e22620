"""What every visit has in common."""

from collections.abc import Mapping

from acd.commands import QueueResult
from ivr.flow.call import Call
from ivr.flow.inputs import RequestStatus


class Visit:
    """A call at one node. Each handler gets what concerns an open node; the default is to go on.

    The keys and words that are good everywhere never reach a visit: the machine acts on them.
    """

    takes_human_key = True
    keeps_text = True
    """Whether words that the caller types before any are asked for wait for the node that asks."""

    @property
    def takes_text(self) -> bool:
        """Whether what the caller types is for the flow; else it is the conversation's."""
        return True

    @property
    def gathers_keys(self) -> bool:
        """Whether keys that are good everywhere are part of an answer here."""
        return False

    def __init__(self, call: Call) -> None:
        """Take the call; nothing happens before `enter`."""
        self.call = call

    @property
    def waits_for_result(self) -> bool:
        """Whether the telephone still owes a result, which comes even after a hang-up."""
        return False

    def offers(self) -> Mapping[str, str]:
        """Return the keys that do something here at this moment, and what each stands for."""
        return {}

    def enter(self, now: float) -> None:
        """Begin."""

    def leave(self, now: float) -> None:
        """The caller is taken elsewhere, or is gone: give back what only this visit holds."""

    def on_spoken(self, now: float) -> None:
        """The prompt was heard out, or cut by the caller."""

    def on_unspoken(self, now: float) -> None:
        """The telephone could play nothing of the prompt. By default the call goes on."""
        self.on_spoken(now)

    def on_key(self, key: str, now: float) -> None:
        """By default a key cuts the prompt and counts for the node that comes next."""
        self.call.typed.append(key)
        if self.call.media.is_speaking:
            self.call.media.stop(now=now)
            self.on_spoken(now)

    def on_keys_typed(self, now: float) -> None:
        """Several keys came in one text, and it is over."""

    def on_speech(self, now: float) -> None:
        """The caller began to speak while being listened to."""

    def on_words(self, choice: str | None, confidence: float, now: float) -> None:
        """An utterance ended; `choice` is None when nothing fits."""

    def on_language(
        self, language: str | None, confidence: float, evidence: Mapping[str, str], now: float
    ) -> None:
        """An utterance ended; `language` is None when it is unknown."""

    def on_deaf(self, now: float) -> None:
        """The telephone cannot listen. Keys go on working."""

    def on_timer(self, now: float) -> None:
        """The timer that this visit set has run out."""

    def on_agent_answered(self, now: float) -> None:
        """An agent picked up and is about to hear the caller."""

    def on_agent(self, now: float) -> None:
        """An agent and the caller hear each other."""

    def on_waiting_again(self, now: float) -> None:
        """Nobody is with the caller any more, and somebody else is sought."""

    def on_returned(self, result: QueueResult, now: float, *, exit: str = "") -> None:
        """The distributor gave the caller back; `exit` is named by a queue that overflows."""

    def on_callback(self, is_booked: bool, reason: str, now: float) -> None:
        """The callback that this visit asked for is booked, or is not."""

    def on_recorded(self, is_kept: bool, now: float) -> None:
        """The recording has ended; the machine has noted what is kept of it, if anything."""

    def on_transfer_ended(self, transfer_id: str, answered: bool, reason: str, now: float) -> None:
        """The other side hung up, or never answered."""

    def on_looked_up(self, lookup_id: str, request: RequestStatus | None, now: float) -> None:
        """The records have answered."""

    def on_failed(self, what: str, reason: str, now: float) -> None:
        """A command of this visit could not be done."""

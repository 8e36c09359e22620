"""Texts that are written into a call: in-dialog MESSAGE requests of plain text."""

from __future__ import annotations

from agent_desk.softphone.waiting import Changes


class Texts:
    """What the far end wrote, and how it answered what was written to it.

    Attributes:
        received: the texts that came, oldest first.
        answers: the SIP statuses that answered ours, in the order in which they came.
    """

    def __init__(self, changes: Changes) -> None:
        """Begin without a text; `changes` are those of the call."""
        self.received: list[str] = []
        self.answers: list[int] = []
        self._changes = changes

    def came(self, text: str) -> None:
        """Keep a text of the far end."""
        self.received.append(text)
        self._changes.notify()

    def answered(self, code: int) -> None:
        """Keep the far end's answer to a text."""
        self.answers.append(code)
        self._changes.notify()

    def found(self, words: str, after: int) -> int | None:
        """Return how many texts there are up to the first past `after` that holds `words`."""
        for number, text in enumerate(self.received[after:], start=after + 1):
            if words in text:
                return number
        return None

"""What is known of one call, by name: its variables, the caller, the time, the queues."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Final

from ivr.flow.expression.values import Value, bounded
from ivr.flow.ports import QueueStates

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Facts:
    """Implements `expression.evaluate.Scope` for a call.

    `at` is the time of the input that is being dealt with, in epoch seconds.
    """

    def __init__(
        self, *, zone: tzinfo, queues: QueueStates, language: Callable[[], str | None]
    ) -> None:
        """Nothing is known at first but the time and the queues."""
        self._zone = zone
        self._queues = queues
        self._language = language
        self._variables: dict[str, Value] = {}
        self._worded: dict[str, Mapping[str, str]] = {}
        self.at = 0.0
        self.caller = ""
        self.dialled = ""
        self.alias = ""
        self.agency = ""
        self.district = ""

    @property
    def variables(self) -> Mapping[str, Value]:
        """The variables that are set."""
        return self._variables

    def set(self, name: str, value: Value) -> None:
        """Set a variable."""
        self._variables[name] = bounded(value)

    def set_worded(self, name: str, texts: Mapping[str, str]) -> None:
        """Set what is written once for each language; no voice reads another language's text."""
        self._worded[name] = texts

    def value_in(self, language: str, name: str) -> Value:
        """Return what a name stands for in a text of this language."""
        texts = self._worded.get(name)
        return self.value(name) if texts is None else bounded(texts.get(language))

    def value(self, name: str) -> Value:
        """Return what a name stands for; None while it is not known."""
        match name:
            case "caller.number":
                return self.caller or None
            case "call.dialled":
                return self.dialled or None
            case "call.alias":
                return self.alias or None
            case "call.agency":
                return self.agency or None
            case "call.district":
                return self.district or None
            case "call.language":
                return self._language()
            case _ if name.startswith("now."):
                return clock_values(self._clock).get(name)
            case _:
                return self._variables.get(name)

    def queue(self, function: str, queue: str) -> Value:
        """Return what a formula asks of a queue."""
        match function:
            case "waiting":
                return self._queues.waiting(queue)
            case "staffed":
                return self._queues.staffed(queue)
            case _:
                return self._queues.expected_wait_s(queue)

    @property
    def today(self) -> date:
        """The day, by the city's clock."""
        return self._clock.date()

    @property
    def _clock(self) -> datetime:
        return datetime.fromtimestamp(self.at, self._zone)


def clock_values(local: datetime) -> dict[str, Value]:
    """Return what the names that begin with `now.` stand for at this time of the city's clock."""
    return {
        "now.date": local.date(),
        "now.time": local.time().replace(microsecond=0),
        "now.hour": local.hour,
        "now.weekday": WEEKDAYS[local.weekday()],
    }

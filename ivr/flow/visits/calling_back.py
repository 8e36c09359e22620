"""The node that offers to call back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from ivr.flow import commands
from ivr.flow.burst import PAUSE_S, Surplus
from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.entries import Wordings
from ivr.flow.events import Means
from ivr.flow.graph import CallbackNode, CallbackSlot
from ivr.flow.reading import Speech
from ivr.flow.schema.callback import CALLBACK_NUMBER, LEAST_OF_A_SLOT_S
from ivr.flow.visits.asking import AskingVisit

END_OF_NUMBER = "#"
TAKE_NUMBER = "number_confirmed"
OTHER_NUMBER = "other_number"
NOW = "keep_place"


class Stage(StrEnum):
    """What the caller is asked."""

    CONFIRM = "confirm"
    NUMBER = "number"
    WHEN = "when"
    SETTLED = "settled"


class CallbackVisit(AskingVisit):
    """Number, time, booking.

    While a number is keyed in, the keys that mean something everywhere are digits; alone, with
    nothing after, each has its meaning again.
    """

    def __init__(self, call: Call, node: CallbackNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node
        self.timeout_s = node.timeout_s
        self.attempts = node.attempts
        self._policy = call.profile.callbacks
        self._stage = Stage.CONFIRM
        self._number = self._callable(call.facts.caller)
        self._keyed = ""
        self._slots: dict[str, CallbackSlot] = {}

    @property
    def gathers_keys(self) -> bool:
        """Whether the keys are digits of a number now."""
        return self._stage is Stage.NUMBER

    def _callable(self, number: str) -> str:
        return self._policy.number_to_call(number) if self._policy is not None else ""

    # --- the questions ---

    def enter(self, now: float) -> None:
        """Read the number back, or ask for one where it is withheld."""
        self.call.typed.clear()
        self._slots = {slot.key: slot for slot in self._node.slots if self._window(slot, now)}
        self._stage = Stage.CONFIRM if self._number else Stage.NUMBER
        super().enter(now)

    def question(self, what: str) -> tuple[Prompt, ...]:
        """Return what is asked at this stage."""
        node, everywhere = self._node, self.call.profile.human.announce
        match self._stage:
            case Stage.NUMBER:
                lead: Speech = node.wrong_number if what == "no_match" else {}
                asked = self.call.prompts(node.ask_number)
                return asked and self.call.prompts(lead, node.ask_number)
            case Stage.WHEN:
                slots = [slot.text for slot in self._slots.values()]
                return self.call.prompts(node.when, *slots, everywhere)
            case _:
                self.call.facts.set(CALLBACK_NUMBER, self._number)
                asked = self.call.prompts(node.confirm)
                return asked and self.call.prompts(node.confirm, everywhere)

    def choices(self) -> Mapping[str, Wordings]:
        """Return no words: a number is keyed, and so is all about it."""
        return {}

    def choice_of(self, key: str) -> str | None:
        """Return what the key stands for at this stage."""
        if self._stage is Stage.CONFIRM:
            return {"1": TAKE_NUMBER, "2": OTHER_NUMBER}.get(key)
        if key == "1":
            return NOW
        return self._slots[key].name if key in self._slots else None

    def offers(self) -> Mapping[str, str]:
        """Return the keys of this stage's choices, or those that make a number."""
        if self._stage is Stage.NUMBER:
            return {"digits": "of the number", END_OF_NUMBER: "ends"}
        return {} if self._stage is Stage.SETTLED else super().offers()

    def chosen(self, choice: str, means: Means, now: float) -> None:
        """Go to the next stage, or book."""
        if choice == OTHER_NUMBER:
            self._go(Stage.NUMBER, now)
        elif choice == TAKE_NUMBER and self._slots:
            self._go(Stage.WHEN, now)
        else:
            self._book(next((s for s in self._slots.values() if s.name == choice), None), now)

    def given_up(self, now: float) -> None:
        """Without an answer about the time the place is kept; without a number nothing is."""
        if self._stage is Stage.WHEN:
            self._book(None, now)
        else:
            self.call.goto(self._node.failed)

    def _go(self, stage: Stage, now: float) -> None:
        self._stage = stage
        self._attempt = 0
        self._keyed = ""
        self._ask("", now)

    # --- the number ---

    def on_key(self, key: str, now: float) -> None:
        """A digit of the number, its end, or a choice."""
        if self._stage is Stage.SETTLED:
            if self.call.media.is_speaking:
                self.call.media.stop(now=now)
                self.on_spoken(now)
        elif self._stage is not Stage.NUMBER:
            super().on_key(key, now)
        else:
            self.call.media.stop(now=now)
            self.call.timer = now + self.timeout_s
            if key == END_OF_NUMBER:
                self._number_keyed(now)
            else:
                self._keyed += key
                if self._policy is not None and len(self._keyed) >= self._policy.longest:
                    self._full(now)

    def _full(self, now: float) -> None:
        """Take a number of the greatest length; its end key, and digits at once, are part of it."""
        self.call.surplus = Surplus(
            end=END_OF_NUMBER, until=now + self.timeout_s, digits_until=now + PAUSE_S
        )
        self._number_keyed(now)

    def on_keys_typed(self, now: float) -> None:
        """The end of a text ends the number."""
        if self._stage is Stage.NUMBER and self._keyed:
            self._number_keyed(now)

    def on_timer(self, now: float) -> None:
        """Silence ends a number, or is none at all."""
        if self._stage is Stage.NUMBER and self._keyed:
            self._number_keyed(now)
        else:
            super().on_timer(now)

    def _number_keyed(self, now: float) -> None:
        keyed, self._keyed = self._keyed, ""
        profile = self.call.profile
        if keyed in profile.emergency.keys:
            self.call.ask_emergency(Means.KEY, profile.emergency.keys[keyed])
        elif keyed == profile.human.key:
            self.call.goto_person()
        elif number := self._callable(keyed):
            self._number = number
            self._go(Stage.CONFIRM, now)
        else:
            self._nothing("no_match", now)

    # --- the booking ---

    def _window(self, slot: CallbackSlot, now: float) -> tuple[float, float] | None:
        """The slot in epoch seconds, None when it is over or people are not called then."""
        zone = self.call.profile.zone
        day = datetime.fromtimestamp(now, zone).date() + timedelta(days=slot.days_ahead)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        begin, end = ((midnight + timedelta(minutes=at)).timestamp() for at in slot.span)
        begin = max(begin, now)
        if self._policy is None or end - begin < LEAST_OF_A_SLOT_S:
            return None
        first = self._policy.rules.call_time(begin)
        return (first, end) if first is not None and end - first >= LEAST_OF_A_SLOT_S else None

    def _book(self, slot: CallbackSlot | None, now: float) -> None:
        self._stage = Stage.SETTLED
        window = self._window(slot, now) if slot is not None else None
        self.call.emit(
            commands.BookCallback(
                number=self._number,
                queue=self._node.queue,
                language=self.call.language,
                skills=self._node.skills,
                priority=self._node.priority,
                not_before=window[0] if window else None,
                not_after=window[1] if window else None,
            )
        )

    def on_callback(self, is_booked: bool, reason: str, now: float) -> None:
        """Say so, and go on."""
        if self._stage is not Stage.SETTLED:
            return
        if not is_booked:
            self.call.goto(self._node.failed)
            return
        self.call.outcome.called_back_later = True
        if not self.call.say(self.call.prompts(self._node.booked), now=now):
            self.call.goto(self._node.next)

    def on_spoken(self, now: float) -> None:
        """Wait for the keys; after the last words go on."""
        if self._stage is Stage.SETTLED:
            self.call.goto(self._node.next)
        else:
            super().on_spoken(now)

"""How a city calls people back: which numbers, when, how often, and what they hear."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from acd.callbacks.callback import CallbackRules, plain_number
from ivr.flow.commands import Prompt
from ivr.flow.schema.calling_back import CallbacksSpec
from ivr.flow.speech import HOUR_S, speech


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPolicy:
    """One city's way to call back.

    `caller_id` is the number people see; `greeting` what they hear when they answer; `message`
    what is left on an answering machine, empty for nothing.
    A number may be called with `shortest` to `longest` digits, when it begins with one of
    `prefixes` (if there are any) and with none of `barred`.
    """

    rules: CallbackRules
    caller_id: str
    greeting: Mapping[str, Prompt]
    message: Mapping[str, Prompt]
    detects_machines: bool
    shortest: int
    longest: int
    prefixes: tuple[str, ...]
    barred: tuple[str, ...]

    def number_to_call(self, number: str) -> str:
        """The number as it is dialled, '' if it may not be called."""
        plain = plain_number(number)
        digits = plain.removeprefix("+")
        allowed = (
            self.shortest <= len(digits) <= self.longest
            and (not self.prefixes or plain.startswith(self.prefixes))
            and not plain.startswith(self.barred)
        )
        return plain if allowed else ""


def compile_callbacks(spec: CallbacksSpec, *, zone: ZoneInfo) -> CallbackPolicy:
    """Build the policy."""
    return CallbackPolicy(
        rules=CallbackRules(
            attempts=spec.attempts,
            spacing_s=spec.retry_s,
            ring_timeout_s=spec.ring_s,
            life_s=spec.expire_h * HOUR_S,
            horizon_s=spec.horizon_h * HOUR_S,
            opening=spec.opening(zone) if spec.week else None,
        ),
        caller_id=spec.caller_id,
        greeting=speech("callbacks.greeting", spec.greeting),
        message=speech("callbacks.message", spec.message),
        detects_machines=spec.detect_machines,
        shortest=spec.numbers.shortest,
        longest=spec.numbers.longest,
        prefixes=tuple(spec.numbers.prefixes),
        barred=tuple(spec.numbers.barred),
    )

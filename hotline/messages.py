"""What may be put into the engine's inbox."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import acd.callbacks.messages
import acd.commands
import acd.inputs
import acd.staff.events
import ivr.flow.commands
import ivr.flow.events
import ivr.flow.inputs
from acd.interpreters.events import InterpreterAnnounced
from acd.plan.model import Role
from acd.supervision.messages import SupervisionCommand, SupervisionEnded, SupervisionInput
from hotline.lines.interpreter_news import InterpreterNews
from ivr.flow.ports import Sounds
from ivr.flow.profile import Profile


class CallLine(Protocol):
    """The telephone line of one caller. No method blocks or raises."""

    @property
    def sounds(self) -> Sounds:
        """Return what can be played on it."""
        ...

    def perform(self, command: ivr.flow.commands.Command) -> None:
        """Begin to carry out what the flow wants."""
        ...

    def wait_in_queue(self) -> None:
        """Play music until someone is joined."""
        ...

    def join(self, offer_id: str, role: Role, *, news: Sequence[InterpreterNews] = ()) -> None:
        """Let the caller and the answered leg hear one another, once the `news` were told."""
        ...

    def left_alone(self) -> None:
        """Whoever is with the caller steps aside: music until somebody is joined again."""
        ...

    def leave_queue(self) -> None:
        """Stop the music: the flow has the caller back."""
        ...

    def give_up(self) -> None:
        """Let go of the line without an end: the dialplan's fallback takes the caller."""
        ...


class AgentLines(Protocol):
    """The telephones of the agents. No method blocks or raises."""

    def offer(self, command: acd.commands.OfferCall, pop: "Pop") -> None:
        """Ring the agent's telephone."""
        ...

    def offer_outside(
        self, offer_id: str, number: str, *, ring_timeout_s: float, keys: str = "", shown: str = ""
    ) -> None:
        """Ring a number outside, and press `keys` there."""
        ...

    def step_aside(self, offer_id: str) -> None:
        """Take the leg out of the caller's bridge."""
        ...

    def join_aside(self, offer_id: str, aside: str) -> None:
        """Let the answered leg and the one that stepped aside hear one another."""
        ...

    def cancel(self, offer_id: str) -> None:
        """Stop ringing."""
        ...

    def release(self, offer_id: str) -> None:
        """Hang up an answered leg."""
        ...


class SupervisorLines(Protocol):
    """The telephones of supervisors. No method blocks or raises."""

    def carry(self, command: SupervisionCommand) -> None:
        """Begin to do what the book of supervisions wants."""
        ...


class PersonLines(Protocol):
    """The telephones of the people whom we call. No method blocks or raises."""

    def dial(
        self,
        command: acd.callbacks.messages.DialPerson,
        *,
        profile: Profile,
        language: str | None,
    ) -> None:
        """Ring the person; PersonCame or a PersonNotReached follows."""
        ...

    def stop(self, callback_id: str) -> None:
        """Ring no more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pop:
    """What the agent's telephone and desk show when the call rings.

    `hold_s` is how long an agent who has answered may have to wait for the person, 0 for no time.
    `interpreted` says that an interpreter is on the line with the caller.
    """

    call_id: str
    caller: str
    language: str | None
    topic: str
    hold_s: float = 0.0
    interpreted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCame:
    """A caller's line is there and waits to be told what to do."""

    call_id: str
    profile: Profile
    line: CallLine
    arrived: ivr.flow.inputs.CallArrived


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCame:
    """A person whom we have called answered, and the line waits to be told what to do."""

    callback_id: str
    profile: Profile
    line: CallLine


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackTold:
    """Something happened to a callback."""

    input: acd.callbacks.messages.CallbackInput


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbacksLeftOpen:
    """What an earlier run has on record of callbacks, oldest first, with epoch seconds."""

    record: tuple[tuple[acd.callbacks.messages.CallbackEvent, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallInput:
    """Something happened on a caller's line."""

    call_id: str
    input: ivr.flow.inputs.Input


@dataclass(frozen=True, slots=True, kw_only=True)
class LineClosed:
    """The line's session is over: nothing more will come of this call.

    `let_go` when the caller was still there: the dialplan has them, or they talk on.
    """

    call_id: str
    let_go: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributorInput:
    """Something happened to an agent or to an agent's leg."""

    input: acd.inputs.Input


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorInput:
    """Something happened to a supervisor's telephone, or a supervisor pressed a key."""

    input: SupervisionInput


@dataclass(frozen=True, slots=True, kw_only=True)
class FactHappened:
    """An event that no core produces: recordings, notes, intake, what a crash cut off."""

    event: (
        ivr.flow.events.Event
        | acd.staff.events.AgentEnrolled
        | InterpreterAnnounced
        | SupervisionEnded
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged:
    """A new version of the city. Calls in progress keep theirs."""

    profile: Profile


@dataclass(frozen=True, slots=True)
class Ask:
    """Run `work` on the engine's task; its result or exception goes to `answer`."""

    work: Callable[[], Any]
    answer: asyncio.Future[Any]


Message = (
    CallCame
    | PersonCame
    | CallInput
    | LineClosed
    | DistributorInput
    | SupervisorInput
    | CallbackTold
    | CallbacksLeftOpen
    | FactHappened
    | ProfileChanged
    | Ask
)

"""What the book of supervisions is told, what it wants done, and what it puts on record."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What a supervisor does on a conversation.

    listen: hears everybody, nobody hears them. whisper: the agent alone hears them. barge: one
    more party whom everybody hears.
    """

    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"


# --- inputs -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SuperviseRequested:
    """A supervisor, whose right to it has been looked at, wants to be on an agent's conversation.

    `offer_id` is the party that the agent is on the call, `device` the supervisor's telephone.
    `aside`: the agent is in a consult now, not with the caller; then nobody barges in.
    """

    supervisor_id: str
    device: str
    call_id: str
    agent_id: str
    offer_id: str
    mode: Mode
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRequested:
    """The supervisor wants to do something else on the same conversation."""

    supervision_id: str
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionEndRequested:
    """The supervisor has heard enough."""

    supervision_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorOn:
    """The switch has the supervisor's telephone on the conversation in this mode."""

    supervision_id: str
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorGone:
    """The supervisor's telephone is not on the conversation any more, or never came to it."""

    supervision_id: str
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationLeft:
    """The agent of this offer is off the call."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSteppedAside:
    """The agent of this offer leaves the caller for a consult."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentWithCaller:
    """The agent of this offer comes from a consult to the caller."""

    offer_id: str


SupervisionInput = (
    SuperviseRequested
    | ModeRequested
    | SupervisionEndRequested
    | SupervisorOn
    | SupervisorGone
    | ConversationLeft
    | AgentSteppedAside
    | AgentWithCaller
)

# --- commands ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RingSupervisor:
    """Ring `device`, and put it on the leg of `offer_id` in this mode once it is answered."""

    supervision_id: str
    device: str
    call_id: str
    offer_id: str
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSupervisor:
    """Put the supervisor's telephone on the leg of `offer_id` in another mode."""

    supervision_id: str
    offer_id: str
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSupervisor:
    """Hang up the supervisor's telephone. It may be gone already."""

    supervision_id: str


SupervisionCommand = RingSupervisor | MoveSupervisor | ReleaseSupervisor

# --- events -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionStarted:
    """A supervisor asked to be on the agent's conversation; the own telephone rings."""

    supervision_id: str
    call_id: str
    supervisor_id: str
    agent_id: str
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionModeEntered:
    """From now on the supervisor listens, whispers or speaks."""

    supervision_id: str
    call_id: str
    supervisor_id: str
    agent_id: str
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionEnded:
    """The supervisor is off the conversation.

    `reason` is requested, conversation_over, or what became of the supervisor's telephone.
    """

    supervision_id: str
    call_id: str
    supervisor_id: str
    agent_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionRefused:
    """Somebody asked for a supervision they may not have; `call_id` is None where none was named.

    `reason` is the sentence they were told.
    """

    supervisor_id: str
    agent_id: str
    mode: Mode
    reason: str
    call_id: str | None = None


SupervisionEvent = (
    SupervisionStarted | SupervisionModeEntered | SupervisionEnded | SupervisionRefused
)

"""Bodies of the desk's requests. Unknown fields are refused, with their names."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
_Required = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
_Tag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Login(_Body):
    """`device` is the SIP endpoint to ring instead of the configured one."""

    device: _Line | None = None


class Pause(_Body):
    """Why the agent takes no calls."""

    reason: _Line = "unspecified"


class Language(_Body):
    """A BCP 47 tag, and the agent who says so."""

    agent_id: _Line
    language: _Tag


class Interpreter(Language):
    """The language wanted; `additional` when the caller's own stays what it is."""

    additional: bool = False


class Handover(_Body):
    """The queue that is to take over."""

    agent_id: _Line
    queue: _Line


class Release(_Body):
    """The party that leaves the call."""

    agent_id: _Line


class Emergency(_Body):
    """The agent who declares it."""

    agent_id: _Line


class Note(_Body):
    """What the next agent should know."""

    agent_id: _Line
    text: _Required


class Intake(_Body):
    """Intake part 1: who, when, what help. Number and time are filled in from the call."""

    agent_id: _Line
    need: _Required
    name: _Line = ""
    service_type: _Line = ""
    contact_type: Literal["inquiry", "help", "complaint", "report", "suggestion"] = "inquiry"


class Supervise(_Body):
    """A call, or an agent who is on one, and how to be on it."""

    target: _Line
    mode: Literal["listen", "whisper", "barge"] = "listen"


class Assign(_Body):
    """Other work for the day: the kinds of queues, and the skills with their levels (1 to 5)."""

    kinds: Annotated[list[Literal["general", "expert", "interpreter"]], Field(min_length=1)]
    skills: dict[_Line, Annotated[int, Field(ge=1, le=5)]] = {}

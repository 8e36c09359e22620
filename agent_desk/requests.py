"""Bodies of the desk's requests. Unknown fields are refused, with their names."""

from typing import Annotated, Final, Literal, Self
from unicodedata import category

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from acd.consults.messages import Target, TargetKind

MOST_LINE: Final = 200
MOST_TEXT: Final = 4000
"""How many characters a name or remark has at most, and a text."""

_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_LINE)]
_Required = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_TEXT)
]
_VersionId = Annotated[int, Field(ge=1, le=2**31 - 1)]


_CONTROLS: Final = frozenset({"Cc", "Zl", "Zp"})
"""Unicode's categories of control characters, and of separators of lines and paragraphs."""


def has_controls(text: str) -> bool:
    """Tell whether a text holds what would change a line of the record, not be read in it."""
    return any(category(sign) in _CONTROLS for sign in text)


def _one_line(value: str) -> str:
    if has_controls(value):
        raise ValueError("holds a control character or a line break")
    return value


_Who = Annotated[_Line, Field(min_length=1), AfterValidator(_one_line)]
_Note = Annotated[_Line, AfterValidator(_one_line)]
_Why = Annotated[_Required, AfterValidator(_one_line)]
_Tag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]

_Number = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^(\+?[0-9*#]{2,32})?$")]
_NAMED = (TargetKind.QUEUE, TargetKind.AGENT, TargetKind.DESTINATION)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DialTest(_Body):
    """What came of a test call. Times in seconds."""

    number: _Line
    alias: _Line
    flow: _Line
    passed: bool
    reason: Annotated[str, StringConstraints(max_length=4000)] = ""
    prompt: _Line = ""
    answered_s: Annotated[float, Field(ge=0)] | None = None
    speech_s: Annotated[float, Field(ge=0)] | None = None


class DialTests(_Body):
    """What came of several."""

    results: Annotated[tuple[DialTest, ...], Field(max_length=10_000)]


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


class Follow(_Body):
    """For how many seconds the answer may wait for something to happen."""

    wait_s: Annotated[float, Field(ge=0, le=25)] = 5.0


class Hear(_Body):
    """Who wants to hear a recording, and how."""

    listener_id: Annotated[_Line, Field(min_length=1)]
    way: Literal["desk", "played", "written"] = "desk"


class Handover(_Body):
    """The queue that is to take over."""

    agent_id: _Line
    queue: _Line


class BringIn(_Body):
    """Who is wanted, exactly one: a queue, an agent, a destination or its code, a number."""

    agent_id: _Line
    queue: _Line = ""
    agent: _Line = ""
    destination: _Line = ""
    number: _Number = ""

    @property
    def target(self) -> Target:
        """The one that is given."""
        if self.number:
            return Target(kind=TargetKind.NUMBER, number=self.number)
        kind = next(kind for kind in _NAMED if getattr(self, kind.value))
        return Target(kind=kind, name=getattr(self, kind.value))

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        given = [each for each in TargetKind if getattr(self, each.value)]
        if len(given) != 1:
            raise ValueError(f"give one of {', '.join(TargetKind)}")
        return self


class EndConsult(_Body):
    """The agent who consults."""

    agent_id: _Line


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


class TaskAct(_Body):
    """The agent who does something about a task."""

    agent_id: _Line


class TaskOutcome(_Body):
    """What came of a task."""

    agent_id: _Line
    outcome: _Line = "done"


class Publish(_Body):
    """Who publishes, and what is new."""

    author: _Who
    note: _Why


class Approve(_Body):
    """Who approves which version, and what is said to it."""

    author: _Who
    note: _Note = ""
    version_id: _VersionId


class Reject(_Body):
    """Who rejects which version, and why."""

    author: _Who
    note: _Why
    version_id: _VersionId


class RollBack(_Body):
    """Who goes back, why, and to which version; null is the one before."""

    author: _Who
    note: _Note = ""
    version_id: _VersionId | None = None


class Search(_Body):
    """Words to search for, and how many items to return at most."""

    q: _Line = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class Inquiry(_Body):
    """The code of the answer that a caller was given, and where the caller lives, if known."""

    agent_id: _Line
    code: Annotated[_Line, StringConstraints(min_length=1)]
    district: _Line = ""


class NoticeOn(_Body):
    """What callers are to hear, by language; without lines on every line."""

    kind: Literal["information", "outage", "emergency"] = "information"
    text: Annotated[dict[_Tag, _Required], Field(min_length=1)]
    lines: list[_Line] = []
    then: Literal["continue", "hang_up"] = "continue"
    until: _Line = ""


class NoticeEdit(_Body):
    """What is to change; languages that are not named keep their text."""

    text: dict[_Tag, _Required] = {}
    until: _Line = ""


class Reason(_Body):
    """Why, for the record."""

    reason: _Line = ""

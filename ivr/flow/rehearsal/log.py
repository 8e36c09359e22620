"""What happened on a rehearsed call, in order. Times are seconds since the call arrived."""

from dataclasses import dataclass

from ivr.flow.commands import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The caller began to hear this, for `length_s` unless it is cut."""

    at_s: float
    node: str
    prompt: Prompt
    length_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something that is not heard; `what` names its kind, `detail` says it for people."""

    at_s: float
    node: str
    what: str
    detail: str = ""


Entry = Heard | Noted

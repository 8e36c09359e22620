"""What agents did about a call at the desk, and questions answered elsewhere, for the ledger."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded:
    """What an agent wrote down; it travels with the call to the next agent."""

    call_id: str
    agent_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSaved:
    """Intake part 1: who, when, what help. Number and time come from the call itself.

    `contact_type`: inquiry, help, complaint, report, suggestion. `name` may be '' (anonymous).
    """

    call_id: str
    serial: str
    agent_id: str
    need: str
    name: str = ""
    service_type: str = ""
    contact_type: str = "inquiry"


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryAnswered:
    """A question was answered by a person (`channel` agent), or on a channel without a call.

    `code` is that of the answer; `language` and `district` are '' when not known.
    """

    code: str
    channel: str
    call_id: str | None = None
    agent_id: str = ""
    language: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTaken:
    """An agent has taken a task over."""

    task_id: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone:
    """A task was worked off."""

    task_id: str
    agent_id: str
    outcome: str


class HearingWay(StrEnum):
    """What somebody did to hear a recording, as they say themselves."""

    DESK = "desk"
    PLAYED = "played"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingHeard:
    """The sound of a call's recording was given to `listener_id`, an agent or a supervisor.

    `part` counts the call's recordings from 1, `kind` is the recording's, `path` its file.
    """

    call_id: str
    part: int
    kind: str
    path: str
    listener_id: str
    way: HearingWay


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingWithheld:
    """Somebody asked for a call's recording and did not get it. `path` is '' where not known."""

    call_id: str
    part: int
    path: str
    listener_id: str
    way: HearingWay
    reason: str


DeskEvent = (
    NoteAdded
    | IntakeSaved
    | InquiryAnswered
    | TaskTaken
    | TaskDone
    | RecordingHeard
    | RecordingWithheld
)

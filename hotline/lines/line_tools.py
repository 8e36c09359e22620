"""What the lines of all callers have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hotline.lines.agent_lines import AgentLegLines
from hotline.lines.listening import Listening
from hotline.lines.recording import ConversationRecorder
from hotline.messages import Message
from ivr.asterisk.ami import AmiClient
from ivr.flow import inputs
from ivr.prompts.store import PromptStore


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTools:
    """The edges that every call's line uses."""

    ami: AmiClient
    prompts: PromptStore
    listening: Listening
    agent_lines: AgentLegLines
    recorder: ConversationRecorder
    messages_dir: Path
    find_request: Callable[[str], inputs.RequestStatus | None]
    post: Callable[[Message], None]

"""Says a short sentence to an agent alone, in the middle of a conversation."""

import asyncio

from hotline.lines.agent_lines import AgentLegLines
from hotline.lines.features import CONFIRMATIONS
from ivr.flow.commands import Prompt
from ivr.prompts.store import PromptStore


class AgentEar:
    """Whispers one of `CONFIRMATIONS` on an agent's leg."""

    def __init__(self, agent_lines: AgentLegLines, *, prompts: PromptStore) -> None:
        self._agent_lines = agent_lines
        self._prompts = prompts
        self._tasks: set[asyncio.Task[bool]] = set()

    def tell(self, offer_id: str, what: str) -> None:
        """Begin to say it; a sentence that is not there, or a leg that is gone, costs nothing."""
        known = what if what in CONFIRMATIONS else "refused"
        prompt = Prompt(name=f"feature-{known}", language="en", text=CONFIRMATIONS[known])
        if sound := self._prompts.playback_name(prompt):
            task = asyncio.ensure_future(self._agent_lines.whisper(offer_id, sound))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

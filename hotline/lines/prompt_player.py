"""Plays the prompts of one call, and falls silent at once when told to."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from structlog.typing import FilteringBoundLogger

from ivr.asterisk.agi_session import AgiSession
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.errors import AgiRefused, AmiError
from ivr.flow import commands, inputs
from ivr.prompts.store import PromptStore

# ControlPlayback can arrive before the channel has begun to play; it is repeated this often.
_STOP_RETRY_S: Final = 0.02


class PromptPlayer:
    """One Play at a time, in the AGI session; stopped beside it, through AMI."""

    def __init__(
        self,
        *,
        session: AgiSession,
        ami: AmiClient,
        prompts: PromptStore,
        log: FilteringBoundLogger,
        begins: Callable[[Sequence[commands.Prompt]], None] = lambda _prompts: None,
    ) -> None:
        """`begins` is told the prompts of each Play that is not stopped before it begins."""
        self._log = log
        self._session = session
        self._channel = session.request.channel
        self._ami = ami
        self._prompts = prompts
        self._begins = begins
        self._playing: str | None = None
        self._stopped: set[str] = set()

    async def play(self, command: commands.Play) -> inputs.PlaybackEnded | inputs.CommandFailed:
        """Play the prompts in order; what cannot be played is left out.

        Should that be all of them, the command has failed.

        Raises:
            AgiHangup: the caller left.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._playing = command.play_id
        if command.play_id not in self._stopped:
            self._begins(command.prompts)
        try:
            files = await self._prompts.fetch(command.prompts)
            began = loop.time()
            for prompt in command.prompts:
                if command.play_id in self._stopped:
                    break
                await self._play_one(prompt, files.get(prompt))
            complete = command.play_id not in self._stopped
        finally:
            self._playing = None
            self._stopped.discard(command.play_id)
        if complete and not files:
            return inputs.CommandFailed(what=command.play_id, reason="no prompt can be played")
        return inputs.PlaybackEnded(
            play_id=command.play_id, complete=complete, played_s=loop.time() - began
        )

    async def stop(self, play_id: str) -> None:
        """Fall silent; a Play that has not begun yet will not be heard."""
        self._stopped.add(play_id)
        while self._playing == play_id:
            try:
                await self._ami.action("ControlPlayback", Channel=self._channel, Control="stop")
            except AmiError as error:
                # The prompt then plays to its end; the caller still gets on.
                self._log.warning("stop_failed", error=str(error))
                return
            await asyncio.sleep(_STOP_RETRY_S)

    async def _play_one(self, prompt: commands.Prompt, name: str | None) -> None:
        if name is None:
            self._log.warning("prompt_missing", prompt=prompt.name, lang=prompt.language)
            return
        try:
            await self._session.control_stream(name)
        except AgiRefused as error:
            self._log.warning("prompt_unplayable", prompt=prompt.name, error=str(error))

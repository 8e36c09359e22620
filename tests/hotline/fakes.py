"""A caller's AGI session and the spoken prompts, for the parts that need no more than these."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from ivr.asterisk.errors import AgiHangup, AgiRefused
from ivr.flow.commands import Prompt


class Session:
    """Remembers what was asked of it; `refuses` names commands that Asterisk will not do."""

    def __init__(self, refuses: tuple[str, ...] = (), **query: str) -> None:
        self.request = SimpleNamespace(query=query, channel="PJSIP/x-1", uniqueid="1.1")
        self.hung_up = asyncio.Event()
        self.done: list[tuple[str, ...]] = []
        self.variables: dict[str, str] = {}
        self._refuses = refuses

    async def _do(self, *words: str) -> None:
        if words[0] in self._refuses:
            raise AgiRefused(f"Asterisk could not do {words[0]}")
        self.done.append(words)

    async def answer(self) -> None:
        await self._do("answer")

    async def stream(self, name: str) -> None:
        await self._do("stream", name)

    async def set_variable(self, name: str, value: str) -> None:
        await self._do("set", name, value)

    async def get_variable(self, name: str) -> str:
        await self._do("get", name)
        return self.variables.get(name, "")

    async def control_stream(self, name: str) -> None:
        await self._do("control_stream", name)

    async def music(self, on: bool) -> None:
        await self._do("music", str(on))

    async def record(self, path: str, **_options: Any) -> None:
        await self._do("record", path)

    async def execute(self, *words: Any, timeout_s: float | None = 5.0) -> None:
        await self._do("execute", *map(str, words))

    async def hang_up(self) -> None:
        await self._do("hang_up")


class GoneSession(Session):
    """The caller left."""

    async def _do(self, *words: str) -> None:
        raise AgiHangup("the call is over")


class Prompts:
    """Every prompt is there, under its own name."""

    def playback_name(self, prompt: Prompt) -> str | None:
        return f"/prompts/{prompt.name}"

    async def fetch(self, prompts: Sequence[Prompt]) -> dict[Prompt, str]:
        names = {prompt: self.playback_name(prompt) for prompt in prompts}
        return {prompt: name for prompt, name in names.items() if name is not None}

"""A caller's AGI session and the spoken prompts, for the parts that need no more than these."""

from types import SimpleNamespace

from ivr.asterisk.errors import AgiHangup, AgiRefused
from ivr.flow.commands import Prompt


class Session:
    """Remembers what was asked of it; `refuses` names commands that Asterisk will not do."""

    def __init__(self, refuses: tuple[str, ...] = (), **query: str) -> None:
        self.request = SimpleNamespace(query=query)
        self.done: list[tuple[str, ...]] = []
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

    async def execute(self, *words: str) -> None:
        await self._do("execute", *words)

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

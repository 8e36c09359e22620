"""What the city knows, for the desk: looked up in the version that calls use now."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from agent_desk.port import DeskRefusal
from hotline.clock import Clock
from hotline.desk.known import agent_view, live_call
from hotline.engine import Engine
from ivr.flow.desk_events import InquiryAnswered
from ivr.flow.loading.problems import did_you_mean
from ivr.knowledge.base import KnowledgeBase
from ivr.knowledge.forms import desk_form, found_form, short_form
from ivr.knowledge.model import Item

AGENT_CHANNEL = "agent"


class KnowledgeDesk:
    """Implements `agent_desk.knowledge_api.Knowledge` on the engine."""

    def __init__(self, engine: Engine, *, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def search(self, words: str, limit: int) -> Sequence[Mapping[str, Any]]:
        """Return what fits, the best first."""
        profile = self._engine.profile
        found = profile.index.search(words, day=self._today(), limit=limit)
        return [found_form(profile.knowledge, each) for each in found]

    async def top(self) -> Sequence[Mapping[str, Any]]:
        """Return the items at the top of the tree."""
        return [short_form(self._base, item) for item in self._base.below(None)]

    async def item(self, code: str) -> Mapping[str, Any]:
        """Return all that an agent may know of one item."""
        return desk_form(self._base, self._item(code), self._today())

    async def inquiry(
        self, call_id: str, agent_id: str, code: str, district: str
    ) -> Mapping[str, Any]:
        """Note that the agent answered the caller's question under this code."""
        item = self._item(code)
        if item.is_heading:
            below = ", ".join(each.code for each in self._base.below(item.code))
            sentence = f"{item.code} is a heading; the items below it are {below or 'none'}"
            raise DeskRefusal(sentence, status=409)

        def note() -> str:
            call = live_call(self._engine, call_id)
            agent_view(self._engine, agent_id)
            answered = InquiryAnswered(
                code=item.code,
                channel=AGENT_CHANNEL,
                call_id=call_id,
                agent_id=agent_id,
                language=call.language or "",
                district=district,
            )
            self._engine.record(answered)
            return answered.language

        language = await self._engine.ask(note)
        return {"code": item.code, "language": language, "district": district}

    @property
    def _base(self) -> KnowledgeBase:
        return self._engine.profile.knowledge

    def _today(self) -> date:
        return self._engine.profile.day(self._clock.now())

    def _item(self, code: str) -> Item:
        item = self._base.find(code)
        if item is None:
            hint = did_you_mean(code.strip(), self._base.items)
            sentence = f"there is no item {code!r}" + (f"; {hint}" if hint else "")
            raise DeskRefusal(sentence, status=404)
        return item

import asyncio
from typing import Any

import pytest

from acd.consults.messages import Target, TargetKind
from agent_desk.port import DeskRefusal
from hotline.lines.agent_keys import AgentKeys
from tests.hotline.bench import Bench

DESTINATION, AGENT, NUMBER = TargetKind.DESTINATION, TargetKind.AGENT, TargetKind.NUMBER
EXPERT = Target(kind=TargetKind.QUEUE, name="expert-housing")


class Desk:
    """Remembers what was asked; the caller speaks French with an interpreter beside."""

    def __init__(self, language: str | None = "fr", *, refuses: bool = False) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.told: list[tuple[str, str]] = []
        self._language = language
        self._refuses = refuses

    async def call(self, call_id: str) -> dict[str, Any]:
        parties = {"1001": "primary", "2001": "interpreter"}
        return {"language": self._language, "parties": parties}

    def __getattr__(self, name: str) -> Any:
        async def ask(*arguments: Any) -> None:
            if self._refuses:
                raise DeskRefusal("no", status=409, reason="closed")
            self.asked.append((name, *arguments))

        return ask


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.login("1001")
    bench.talk("1001")
    return bench


async def press(bench: Bench, keys: str, desk: Desk | None = None) -> list[tuple[Any, ...]]:
    desk = desk or Desk()
    agent_keys = AgentKeys(
        bench.engine,
        desk,  # type: ignore[arg-type]
        tell=lambda *told: desk.told.append(told),
    )
    for key in keys:
        agent_keys.pressed(bench.offer_to("1001"), key)
    await asyncio.gather(*agent_keys._tasks)
    return desk.asked


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        ("*2", [("handover", "c1", "1001", "expert-housing")]),
        ("*3", [("interpreter", "c1", "1001", "fr")]),
        ("*4", [("release", "c1", "2001")]),
        ("**2", [("handover", "c1", "1001", "expert-housing")]),
        ("2", []),
        ("12", []),
        ("*5", [("consult", "c1", "1001", EXPERT)]),
        ("*6", [("complete", "c1", "1001")]),
        ("*7", [("conference", "c1", "1001")]),
        ("*8", [("retrieve", "c1", "1001")]),
        ("*131#", [("consult", "c1", "1001", Target(kind=DESTINATION, name="31"))]),
        ("*11003#", [("consult", "c1", "1001", Target(kind=AGENT, name="1003"))]),
        ("*15550199#", [("consult", "c1", "1001", Target(kind=NUMBER, number="5550199"))]),
        ("*1#", []),
        ("*131*", []),
        ("*0", []),
        ("*#2", []),
    ],
)
async def test_keys_after_a_star_are_a_code(bench: Bench, keys: str, asked: list[Any]) -> None:
    assert await press(bench, keys) == asked


async def test_no_interpreter_is_called_for_a_language_nobody_knows(bench: Bench) -> None:
    assert await press(bench, "*3", Desk(language=None)) == []


async def test_a_refusal_is_no_fault_and_told(bench: Bench) -> None:
    desk = Desk(refuses=True)
    assert await press(bench, "*2", desk) == []
    assert await press(bench, "*131#", desk) == []
    assert desk.told == [(bench.offer_to("1001"), "closed")] * 2


async def test_the_agent_is_told_why_a_real_desk_refuses(bench: Bench) -> None:
    told: list[tuple[str, str]] = []
    keys = AgentKeys(bench.engine, bench.desk, tell=lambda *words: told.append(words))
    for key in "*5":
        keys.pressed(bench.offer_to("1001"), key)
    await bench.ask(asyncio.gather(*keys._tasks))
    assert told == [(bench.offer_to("1001"), "unstaffed")]


async def test_a_leg_that_is_over_has_no_codes(bench: Bench) -> None:
    bench.close()
    assert await press(bench, "*2") == []

import asyncio
import time
from collections.abc import Iterator

import pytest

from bench.errors import CallFailed
from bench.menu import LEVELS
from bench.sip.callers import Callers, PlacedCall
from bench.sip.menu_caller import MenuCaller, MenuCrowd
from bench.sip.rtp import AUDIO_TYPE, KEY_PACKETS, KEY_TYPE
from bench.sip.stamped import Stamped

HEAD = bytes([0x80, AUDIO_TYPE]) + bytes(10)


class FarEnd:
    """Plays a level packet by packet; a packet holds the level's name in place of its tone."""

    def __init__(self) -> None:
        self.port = Stamped()
        self.caller = MenuCaller(1, tone_of=lambda audio: audio.decode(), pause_s=lambda: 0.0)
        self.call = PlacedCall(number="1", uri="", call_id="c", rtp=self.caller.port)
        self.call.media = ("127.0.0.1", self.port.port)

    def plays(self, level: str) -> None:
        self.port.send(HEAD + level.encode(), ("127.0.0.1", self.caller.port.port))
        self.caller.tick(self.call)

    def received(self) -> list[int]:
        return [packet[1] & 0x7F for packet, _, _ in self.port.fetch()]

    def plays_until_key(self, level: str) -> None:
        """The caller hears the level, presses, and lets go."""
        keys = 0
        while keys < KEY_PACKETS + 2:
            self.plays(level)
            keys += self.received().count(KEY_TYPE)


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    far_end = FarEnd()
    yield far_end
    far_end.port.close()
    far_end.caller.port.close()


def test_a_caller_walks_round_the_menu_and_notes_every_key(far_end: FarEnd) -> None:
    for level in (*LEVELS, LEVELS[0]):
        far_end.plays_until_key(level)
        assert far_end.caller.in_menu
    # The last key has had no answer yet.
    done = far_end.caller.reactions
    assert len(done) == 3
    assert all(0 < each.to_next_ms < 5000 for each in done)
    assert all(0 < each.to_silence_ms for each in done)


def test_a_key_that_leads_elsewhere_loses_the_caller(far_end: FarEnd) -> None:
    far_end.plays_until_key(LEVELS[0])
    far_end.plays(LEVELS[2])
    assert far_end.caller.lost == "third was heard, not second"
    assert not far_end.caller.in_menu


def test_a_key_without_an_answer_loses_the_caller(
    far_end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    far_end.plays_until_key(LEVELS[0])
    later = time.time() + 10
    monkeypatch.setattr(time, "time", lambda: later)
    far_end.caller.tick(far_end.call)
    assert far_end.caller.lost == "the key in first led nowhere"


def test_a_caller_who_is_hung_up_on_is_lost(far_end: FarEnd) -> None:
    far_end.plays(LEVELS[0])
    far_end.call.over.set()
    far_end.caller.tick(far_end.call)
    assert far_end.caller.lost == "the far end hung up"


def test_a_menu_that_does_not_answer_is_an_error() -> None:
    async def work() -> None:
        nobody = Stamped()
        with Callers(f"127.0.0.1:{nobody.port}") as lines:
            async with MenuCrowd(lines, count=2, pause_s=lambda: 1.0) as crowd:
                with pytest.raises(CallFailed, match="2 callers are not in the menu 7004: it is"):
                    await crowd.dial("7004", apart_s=0, timeout_s=0.05)
                assert crowd.lost() == []
        nobody.close()

    asyncio.run(asyncio.wait_for(work(), 30))

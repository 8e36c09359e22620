"""Callers in a menu: each hears a prompt, presses a key at a moment of its own, hears the next."""

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from typing import Final, Self

from bench.errors import CallFailed
from bench.menu import LEVELS, ONWARD, TONES_HZ, level_after
from bench.reaction import Heard, Reaction, reaction
from bench.sip.callers import Callers, PlacedCall
from bench.sip.rtp import PACKET_S, RtpStream, audio_of
from bench.sip.stamped import Stamped
from bench.tones import hearing

_GROUPS: Final = 4
_PATIENCE_S: Final = 5.0


class MenuCaller:
    """One telephone. `tick` is to be called every `PACKET_S`.

    `pause_s` is asked at each prompt for how long to listen before the key. `lost` says why the
    caller is not in the menu any more, '' while all is well.
    """

    def __init__(
        self,
        source: int,
        *,
        tone_of: Callable[[bytes], str | None],
        pause_s: Callable[[], float],
    ) -> None:
        """Open a port for the audio of the call to come."""
        self.port = Stamped()
        self.reactions: list[Reaction] = []
        self.lost = ""
        self._stream = RtpStream(source)
        self._tone_of = tone_of
        self._pause_s = pause_s
        self._level = LEVELS[0]
        self._heard: list[Heard] = []
        self._press_at: float | None = None
        self._pressed_at: float | None = None

    @property
    def in_menu(self) -> bool:
        """Whether the caller has heard the menu and is still in it."""
        return bool(self._heard) and not self.lost

    def tick(self, call: PlacedCall) -> None:
        """Take in what came, and send the next packet of `call`."""
        if call.over.is_set() and not self.lost:
            self.lost = call.failed or "the far end hung up"
        for packet, _, at in self.port.fetch():
            alaw = audio_of(packet)
            if alaw is not None and not self.lost:
                self._hear(Heard(at=at, tone=self._tone_of(alaw)))
        if call.media is None or self.lost:
            return
        now = time.time()
        if self._pressed_at is not None and now > self._pressed_at + _PATIENCE_S:
            self.lost = f"the key in {self._level} led nowhere"
        if self._press_at is not None and now >= self._press_at:
            self._press_at = None
            self._stream.press(ONWARD)
        pressing = self._stream.is_pressing
        packets = self._stream.next()
        if pressing and not self._stream.is_pressing:
            self._pressed_at = time.time()
        for packet in packets:
            self.port.send(packet, call.media)

    def _hear(self, heard: Heard) -> None:
        if self._pressed_at is None:
            if not self._heard and heard.tone == self._level:
                self._press_at = heard.at + self._pause_s()
            # Only the last packet before a key says when the prompt fell silent.
            if heard.tone is not None:
                self._heard = [heard]
            return
        self._heard.append(heard)
        after = level_after(self._level)
        try:
            done = reaction(
                self._heard, pressed_at=self._pressed_at, before=self._level, after=after
            )
        except CallFailed as error:
            self.lost = str(error)
            return
        if done is not None:
            self.reactions.append(done)
            self._level, self._heard, self._pressed_at = after, [heard], None
            self._press_at = heard.at + self._pause_s()


class MenuCrowd:
    """Many callers in one menu, on one loop; a block that ends hangs them all up."""

    def __init__(self, callers: Callers, *, count: int, pause_s: Callable[[], float]) -> None:
        """Open their ports."""
        tone_of = hearing(TONES_HZ)
        self._callers = callers
        self.members = [
            MenuCaller(number, tone_of=tone_of, pause_s=pause_s) for number in range(1, count + 1)
        ]
        self._calls: list[PlacedCall] = []
        self._pacing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to send and to hear."""
        self._pacing = asyncio.create_task(self._pace())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up and close."""
        if self._pacing is not None:
            self._pacing.cancel()
            await asyncio.gather(self._pacing, return_exceptions=True)
        for call in self._calls:
            self._callers.hang_up(call)
        for member in self.members:
            member.port.close()

    async def dial(self, number: str, *, apart_s: float, timeout_s: float) -> None:
        """Place all calls and wait until everybody hears the menu.

        Raises:
            CallFailed: somebody does not.
        """
        for place, member in enumerate(self.members):
            self._calls.append(
                self._callers.place(number, number=str(2_125_000_000 + place), rtp=member.port)
            )
            await asyncio.sleep(apart_s)
        deadline = time.time() + timeout_s
        while waiting := [member for member in self.members if not member.in_menu]:
            if time.time() > deadline or any(member.lost for member in waiting):
                why = waiting[0].lost or "it is silent"
                raise CallFailed(f"{len(waiting)} callers are not in the menu {number}: {why}")
            await asyncio.sleep(PACKET_S)

    def take_reactions(self) -> Sequence[Reaction]:
        """Return what keys did since the last time."""
        taken = [done for member in self.members for done in member.reactions]
        for member in self.members:
            member.reactions.clear()
        return taken

    def lost(self) -> Sequence[str]:
        """Return why each caller who is not in the menu any more is not."""
        return [member.lost for member in self.members if member.lost]

    async def _pace(self) -> None:
        """Let the telephones speak in groups, so that their packets do not come all at once."""
        loop = asyncio.get_running_loop()
        at = loop.time()
        for group in itertools.cycle(range(_GROUPS)):
            for member, call in list(zip(self.members, self._calls, strict=False))[group::_GROUPS]:
                member.tick(call)
            at += PACKET_S / _GROUPS
            await asyncio.sleep(max(0.0, at - loop.time()))

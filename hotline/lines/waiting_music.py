"""The music that a caller hears while waiting for a person."""

from ivr.asterisk.agi_session import AgiSession


class WaitingMusic:
    """On while the caller waits, off while there is something to hear.

    Attributes:
        wanted: the caller waits in a queue.
    """

    def __init__(self, session: AgiSession) -> None:
        self._session = session
        self._on = False
        self.wanted = False

    async def turn(self, on: bool) -> None:
        """Switch the music on or off.

        Raises:
            AgiError: the session refused it, or the caller left.
        """
        await self._session.music(on)
        self._on = on

    async def hush(self) -> None:
        """Switch it off if it is on; raises as `turn` does."""
        if self._on:
            await self.turn(False)

    async def go_on(self) -> None:
        """Switch it on if the caller waits; raises as `turn` does."""
        if self.wanted:
            await self.turn(True)

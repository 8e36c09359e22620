"""Tells agents of requests."""

from agent_desk.port import DeskRefusal
from db.errors import StoreError
from hotline.telling import Teller
from ivr.flow.telling import RequestTold


class RequestDesk:
    """Implements `agent_desk.request_api.Requests`."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller

    async def tell(self, number: str) -> RequestTold:
        """Return what is told of the request."""
        try:
            return await self._teller.tell(number)
        except StoreError as error:
            raise DeskRefusal(f"the records cannot be read: {error}", status=503) from error

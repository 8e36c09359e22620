"""A caller connected to a number outside."""

from collections.abc import Callable, Mapping
from typing import Final

from ivr.asterisk.agi_session import AgiSession
from ivr.flow import commands, inputs
from ivr.flow.city import Destination

_DIAL_TIMEOUT_S: Final = 30


class OutsideCall:
    """Dials from the AGI session; AMI tells the end of it where the session no longer can."""

    def __init__(
        self,
        *,
        session: AgiSession,
        destinations: Mapping[str, Destination],
        post: Callable[[inputs.Input], None],
    ) -> None:
        self._session = session
        self._destinations = destinations
        self._post = post
        self._dialled = ""

    def dial_ended(self, status: str) -> None:
        """The far end answered or not (told by AMI)."""
        self._dialled = status

    async def connect(self, command: commands.TransferOut) -> None:
        """Dial, stay until the far end or the caller hangs up, and post what came of it.

        Raises:
            AgiError: the session refused it, or the caller left; the end has been posted.
        """
        known = self._destinations.get(command.destination)
        number = command.number or (known.number if known is not None else "")
        # D() presses keys at the far end before the two hear one another.
        options = f"gD({known.keys})" if known is not None and known.keys else "g"
        trunk = "emergency" if command.emergency else "outside"
        self._dialled = ""
        try:
            await self._session.execute(
                "Dial",
                f"PJSIP/{number}@{trunk}",
                _DIAL_TIMEOUT_S,
                options,
                timeout_s=None,
            )
            self._dialled = await self._session.get_variable("DIALSTATUS") or self._dialled
        finally:
            # After a hang-up the session cannot be asked any more; AMI has told.
            self._post(
                inputs.TransferEnded(
                    transfer_id=command.transfer_id,
                    answered=self._dialled == "ANSWER",
                    reason=self._dialled.lower(),
                )
            )

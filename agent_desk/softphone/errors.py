"""What can go wrong with a softphone.

SoftphoneError
├── EndpointInUse         a second endpoint was started in one process
├── StackError            the SIP stack refused an operation
├── CallbackFailed        our own code failed inside a callback of the stack
├── RegistrationFailed    the registrar refused, or did not answer
├── CallNotAnswered       the call ended before it was answered
├── CallOver              the call has ended; nothing more can be done on it
├── WaitedInVain          nothing of the kind awaited happened in time (also a `TimeoutError`)
└── SoundError            a sound file is missing, or is not 16-bit mono PCM
"""

from __future__ import annotations


class SoftphoneError(Exception):
    """Base of everything this package raises on its own behalf."""


class EndpointInUse(SoftphoneError):
    """A process holds one endpoint at a time: the SIP stack is a singleton."""


class StackError(SoftphoneError):
    """The SIP stack refused an operation; the text is the stack's own."""


class CallbackFailed(SoftphoneError):
    """Our code failed inside a callback, where the stack would have swallowed it."""


class RegistrationFailed(SoftphoneError):
    """The registrar refused or was not reached.

    Attributes:
        code: the SIP status; 408 when nobody answered.
        reason: the registrar's words.
    """

    def __init__(self, user: str, code: int, reason: str) -> None:
        """Keep the registrar's answer for `user`."""
        super().__init__(f"{user} is not registered: {code} {reason}")
        self.code = code
        self.reason = reason


class CallNotAnswered(SoftphoneError):
    """The call ended before it was answered.

    Attributes:
        code: the final SIP status.
        reason: the far end's words.
    """

    def __init__(self, code: int, reason: str) -> None:
        """Keep the far end's final status."""
        super().__init__(f"the call was not answered: {code} {reason}")
        self.code = code
        self.reason = reason


class CallOver(SoftphoneError):
    """The call has ended; nothing more can be done on it."""


class WaitedInVain(SoftphoneError, TimeoutError):
    """What was awaited did not happen in the time given."""


class SoundError(SoftphoneError):
    """A sound file is missing, or is not 16-bit mono PCM."""

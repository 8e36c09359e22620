"""What can go wrong while measuring.

BenchError
├── CallFailed      a call of the caller's did not come about or did not end
└── SippFailed      sipp is missing, or broke off
"""


class BenchError(Exception):
    """A measurement could not be made."""


class CallFailed(BenchError):
    """A call of the caller's did not come about or did not end."""


class SippFailed(BenchError):
    """Sipp is missing, or broke off."""

"""What can go wrong with Asterisk; each message is one clear sentence for a person.

AsteriskError
├── AsteriskMissing     no usable Asterisk on this machine
├── SettingsInvalid     a setting cannot be used; the message names it
├── RenderFailed        the run directory cannot be filled
├── PortTaken           something else listens on a port of ours
├── AlreadyRunning      our Asterisk is up already
├── NotRunning          our Asterisk is not up
├── StartFailed         it was started and did not come up
├── StopFailed          it does not end
└── ConsoleFailed       a console command got no answer
"""


class AsteriskError(Exception):
    """Something about Asterisk went wrong."""


class AsteriskMissing(AsteriskError):
    """There is no usable Asterisk on this machine."""


class SettingsInvalid(AsteriskError):
    """A setting cannot be used."""


class RenderFailed(AsteriskError):
    """The run directory cannot be filled."""


class PortTaken(AsteriskError):
    """Something else listens on a port of ours."""


class AlreadyRunning(AsteriskError):
    """Our Asterisk is up already."""


class NotRunning(AsteriskError):
    """Our Asterisk is not up."""


class StartFailed(AsteriskError):
    """Asterisk was started and did not come up."""


class StopFailed(AsteriskError):
    """Asterisk does not end."""


class ConsoleFailed(AsteriskError):
    """A console command got no answer."""

"""What can go wrong between us and the switch.

TelephonyError
├── AmiError
│   ├── AmiTimeout         no answer in time; the action may or may not have been done
│   ├── AmiDisconnected    no connection, or it broke before the answer; never sent again
│   ├── AmiRejected        Asterisk said no
│   └── AmiAuthFailed      wrong user name or secret; trying again would not help
└── AgiError
    ├── AgiHangup          the caller is gone, or the connection to Asterisk is
    ├── AgiRefused         Asterisk did not accept or could not do the command
    ├── AgiProtocolError   the answer is not AGI; the connection has been closed
    └── AgiTimeout         no answer in time; the connection has been closed
"""


class TelephonyError(Exception):
    """Anything the switch, or the way to it, did to us."""


class AmiError(TelephonyError):
    """An action over the manager interface failed."""


class AmiTimeout(AmiError):
    """No answer in time: whether the action was done is not known."""


class AmiDisconnected(AmiError):
    """There is no connection, or it broke before the answer came."""


class AmiRejected(AmiError):
    """Asterisk answered and said no."""


class AmiAuthFailed(AmiError):
    """Asterisk does not accept the user name and secret."""


class AgiError(TelephonyError):
    """A command in a call's AGI session failed."""


class AgiHangup(AgiError):
    """The channel or the connection is gone; nothing more can be done on this call."""


class AgiRefused(AgiError):
    """Asterisk did not accept the command, or could not do it. The call goes on."""


class AgiProtocolError(AgiError):
    """The peer does not speak AGI."""


class AgiTimeout(AgiError):
    """No answer in time."""

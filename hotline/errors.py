"""What can go wrong at the composition root.

HotlineError            one clear sentence for the person at the terminal; exit status 1
  SettingsError         the settings file or a path in it
  StartupError          a part could not be started (port taken, no Asterisk, bad secret)
  PublishError          a version of the city's files could not be stored or laid out
  DeskError             what a desk client asked for cannot be done
    NoService           nobody answers
    NotFound            no such call, agent or version
    Conflict            it exists, but not in a state where this is possible
"""


class HotlineError(Exception):
    """A failure that is told in one sentence, without a traceback."""


class SettingsError(HotlineError):
    """The settings cannot be used."""


class StartupError(HotlineError):
    """A part of the service could not be started."""


class PublishError(HotlineError):
    """A version of the city's files could not be stored or laid out."""


class DeskError(HotlineError):
    """A desk client asked for something that cannot be done."""


class NoService(DeskError):
    """Nobody answers: the service does not run, or is stuck."""


class NotFound(DeskError):
    """There is no such call, agent or version."""


class Conflict(DeskError):
    """It exists, but not in a state in which this is possible."""

"""What can go wrong with prompts.

PromptError
├── SynthesizerMissing     espeak-ng is not installed or does not run; no prompt can be spoken
├── VoiceMissing           no installed voice speaks the language
├── TextMissing            a prompt has no text and no recording
├── NameUnsafe             a prompt's name or language leads out of the sounds folder
├── RecordingUnreadable    a recorded file is there but is not audio that can be read
└── SynthesisFailed        the voice gave no sound, or its process died
"""


class PromptError(Exception):
    """Root of the package's errors."""


class SynthesizerMissing(PromptError):
    """There is no speech synthesiser on this machine."""


class VoiceMissing(PromptError):
    """No installed voice speaks the language."""


class TextMissing(PromptError):
    """Neither a text to speak nor a recording to play."""


class NameUnsafe(PromptError):
    """A name that is no plain file name."""


class RecordingUnreadable(PromptError):
    """A recording that cannot be read as audio."""


class SynthesisFailed(PromptError):
    """The synthesiser was asked and produced nothing usable."""

"""What can go wrong while listening.

RecognizerError                 `retryable` says whether the same audio may succeed later
├── ModelMissing                a model file or directory is absent or unusable; operator's to fix
├── PronunciationUnknown        a word, or its language, cannot be turned into phones
├── TooManyWords                the grammar would be larger than a decoder can search in time
├── RecognizerUnavailable       the service could not start, or has been closed
└── DecodingFailed  (retryable) the decoder, or the process it ran in, failed on this utterance
"""

from typing import ClassVar


class RecognizerError(Exception):
    """Root of the package's errors."""

    retryable: ClassVar[bool] = False


class ModelMissing(RecognizerError):
    """A model is not where it was said to be, or cannot be used."""


class PronunciationUnknown(RecognizerError):
    """Nothing here can say how the word sounds."""


class TooManyWords(RecognizerError):
    """The phrases to listen for exceed what one grammar may hold."""


class RecognizerUnavailable(RecognizerError):
    """There is no decoder to ask; callers still have their keys."""


class DecodingFailed(RecognizerError):
    """One utterance could not be decoded."""

    retryable: ClassVar[bool] = True

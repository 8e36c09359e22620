"""Structured logs, one JSON object a line, with personal data masked before it is written."""

import io
import logging
import sys
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

from db.queries.privacy import mask_number

# Values under these keys are personal data.
_NUMBERS = frozenset({"caller", "number", "calling_number", "caller_id"})
_DIGITS_SHOWN = 2
_HIDDEN = frozenset(
    {"key", "digits", "words", "transcript", "caller_name", "text", "need", "name", "outcome"}
)


def mask_personal_data(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Structlog processor: mask numbers, hide digits keyed and words spoken."""
    for key in event.keys() & _NUMBERS:
        event[key] = mask_number(str(event[key] or ""), shown=_DIGITS_SHOWN)
    for key in event.keys() & _HIDDEN:
        event[key] = "•••"
    return event


class Unfailing(io.TextIOBase):
    """A log that cannot be written, its disk being full, loses lines and disturbs nothing else."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str, /) -> int:
        """Write what can be written."""
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Pass on what can be passed on."""
        with suppress(OSError):
            self._file.flush()


def configure(level: str = "info", *, pretty: bool = False) -> None:
    """Set structlog up for the process: JSON lines on standard error, or colours when `pretty`."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            mask_personal_data,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, Unfailing(sys.stderr))),
    )

"""Text on its way into the switch: one line, one argument, whatever the text holds.

AGI and AMI are line protocols, so a line break in a value would begin a second command. An
application's arguments go through two readers: AGI's own word splitter, and the application's
argument splitter (commas, double quotes and backslashes, `__ast_separate_app_args` in Asterisk's
`main/app.c`).
"""

import re
from collections.abc import Iterable

_BREAKS = re.compile(r"[\r\n\x00]+")
_APP_SPECIAL = re.compile(r'([\\",])')
_AGI_SPECIAL = re.compile(r'([\\"])')


def one_line(value: object) -> str:
    """Return `value` as text in which every run of line breaks or NULs is one space."""
    return _BREAKS.sub(" ", str(value))


def agi_quote(value: object) -> str:
    """Return `value` as one double-quoted AGI argument."""
    return '"' + _AGI_SPECIAL.sub(r"\\\1", one_line(value)) + '"'


def app_argument(value: object) -> str:
    """Return `value` so that an application reads it as one argument."""
    return _APP_SPECIAL.sub(r"\\\1", one_line(value))


def app_arguments(values: Iterable[object]) -> str:
    """Join `values` into an application's argument string."""
    return ",".join(app_argument(value) for value in values)


def channel_variable(name: str, value: object) -> str:
    """Return the `name=value` of an Originate's Variable header, which is split like arguments."""
    return f"{name}={app_argument(value)}"


def caller_id(name: str, number: str) -> str:
    """Return `"name" <number>`, with nothing in either that could end it early; '' for nobody."""
    clean_name = re.sub(r'["\\<>]', "", one_line(name)).strip()
    clean_number = re.sub(r'["\\<>\s]', "", one_line(number))
    return f'"{clean_name}" <{clean_number}>' if clean_name or clean_number else ""

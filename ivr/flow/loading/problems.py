"""What is wrong with a configuration file, said so that the person who wrote it can mend it.

Exceptions::

    ConfigError
    └── SourceErrors    one or more files have problems; carries all of them
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend. `line` and `column` count from 1; `field` is a dotted path or ''."""

    file: str
    line: int
    column: int
    field: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Return `file:line:column: field: message (hint)`, all of it in one line."""
        field = f"{self.field}: " if self.field else ""
        hint = f" ({self.hint})" if self.hint else ""
        text = f"{self.file}:{self.line}:{self.column}: {field}{self.message}{hint}"
        return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


class ConfigError(Exception):
    """Base of everything that a configuration can do wrong."""


class SourceErrors(ConfigError):
    """One or more files have problems. The text has one line a problem, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, each once, sorted by file, line and column."""
        each = dict.fromkeys(problems)
        self.problems = tuple(sorted(each, key=lambda p: (p.file, p.line, p.column)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, or the known words if they are few."""
    choices = sorted(set(known))
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if 0 < len(choices) <= 12:
        return f"known here: {', '.join(choices)}"
    return ""

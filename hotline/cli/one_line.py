"""The type of an option that goes on record as written: who acts, and why."""

from typing import Any

import click

from agent_desk.requests import MOST_LINE, MOST_TEXT, has_controls


class OneLine(click.ParamType[str]):
    """A text of one line, without what cannot be printed."""

    name = "text"

    def __init__(self, *, most: int, may_be_blank: bool = False) -> None:
        """Take at most `most` characters."""
        self._most = most
        self._may_be_blank = may_be_blank

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text without the blanks around it.

        Raises:
            BadParameter: it is blank, too long, or holds a line break or another control character.
        """
        text = str(value).strip()
        if not text and not self._may_be_blank:
            self.fail("must not be blank", param, ctx)
        if len(text) > self._most:
            self.fail(f"has {len(text)} characters, {self._most} at most", param, ctx)
        if has_controls(text):
            self.fail("holds a control character or a line break", param, ctx)
        return text


WHO = OneLine(most=MOST_LINE)
NOTE = OneLine(most=MOST_TEXT)
NOTE_IF_ANY = OneLine(most=MOST_LINE, may_be_blank=True)

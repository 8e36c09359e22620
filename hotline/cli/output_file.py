"""The type of an option that names a file to write, and writing it."""

from pathlib import Path
from typing import Any

import click

from hotline.errors import HotlineError


class OutputFile(click.Path):
    """A name with one ending, in a folder that exists: told before the work, not after it."""

    def __init__(self, ending: str) -> None:
        """Take names that end in `ending`, a dot and all."""
        super().__init__(dir_okay=False, path_type=Path)
        self._ending = ending

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path.

        Raises:
            BadParameter: it cannot be written, or is named otherwise.
        """
        path = Path(str(super().convert(value, param, ctx)))
        if not path.name.lower().endswith(self._ending):
            self.fail(f"the name must end in {self._ending}", param, ctx)
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}", param, ctx)
        return path


def write_file(file: Path, text: str) -> None:
    """Write a text.

    Raises:
        HotlineError: the file cannot be written.
    """
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise HotlineError(f"{file} cannot be written: {error.strerror or error}") from error

"""The type of an option that names an SVG file to write."""

from pathlib import Path
from typing import Any

import click


class SvgFile(click.Path):
    """A name that ends in `.svg`, in a folder that exists: told before the work, not after it."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path.

        Raises:
            BadParameter: it cannot be written, or is no SVG file.
        """
        path = Path(str(super().convert(value, param, ctx)))
        if path.suffix.lower() != ".svg":
            self.fail(f"the picture is SVG: name it {path.with_suffix('.svg')}", param, ctx)
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}", param, ctx)
        return path

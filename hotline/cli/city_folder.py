"""The city that a command is about: the folder that is named, or the one of the settings."""

from pathlib import Path
from typing import Any

import click

from hotline.errors import NotFound
from hotline.settings import load_settings


def city_argument(function: Any) -> Any:
    """Give a command the optional argument CITY."""
    return click.argument(
        "city",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        required=False,
    )(function)


def city_folder(city: Path | None) -> Path:
    """Return the folder that is meant.

    Raises:
        NotFound: the settings name one that does not exist.
    """
    if city is not None:
        return city
    folder = load_settings().city
    if not folder.is_dir():
        raise NotFound(
            f"{folder} is no folder: name the city's folder, or the settings with --config"
        )
    return folder
